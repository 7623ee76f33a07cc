import { balancedAccuracy, type Confusion, cohenKappa, marginsOf, matthews, share } from './confusion.js';

type Metrics = Readonly<Record<string, number>>;

/** Metrics of decided labels, 1 the positive one, by the names and definitions of scikit-learn. */
export function binaryLabelMetrics(confusion: Confusion): Metrics {
  const margins = marginsOf(confusion);
  const [trueNegatives = 0, falsePositives = 0, falseNegatives = 0, truePositives = 0] = confusion.counts;
  return {
    accuracy: share(truePositives + trueNegatives, margins.rows),
    balanced_accuracy: balancedAccuracy(margins),
    precision: share(truePositives, truePositives + falsePositives),
    recall: share(truePositives, truePositives + falseNegatives),
    f1: share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
    specificity: share(trueNegatives, trueNegatives + falsePositives),
    mcc: matthews(margins),
  };
}

/**
 * The same of three or more labels. Macro: the mean over the labels that occur or were predicted; weighted: by how often a
 * label occurs. Without `cohen_kappa` where it is not defined.
 */
export function multiclassLabelMetrics(confusion: Confusion): Metrics {
  const margins = marginsOf(confusion);
  const { rows, right, actual, predicted } = margins;
  const macro = { precision: 0, recall: 0, f1: 0 };
  const weighted = { precision: 0, recall: 0, f1: 0 };
  let [hits, known] = [0, 0];
  for (let label = 0; label < actual.length; label += 1) {
    const [good, has, given] = [right[label] as number, actual[label] as number, predicted[label] as number];
    if (has + given === 0) continue;
    hits += good;
    known += 1;
    const of = { precision: share(good, given), recall: share(good, has), f1: share(2 * good, has + given) };
    for (const name of ['precision', 'recall', 'f1'] as const) {
      macro[name] += of[name];
      weighted[name] += of[name] * has;
    }
  }
  const kappa = cohenKappa(margins);
  return {
    accuracy: share(hits, rows),
    balanced_accuracy: balancedAccuracy(margins),
    precision_macro: share(macro.precision, known),
    recall_macro: share(macro.recall, known),
    f1_macro: share(macro.f1, known),
    precision_weighted: share(weighted.precision, rows),
    recall_weighted: share(weighted.recall, rows),
    f1_weighted: share(weighted.f1, rows),
    mcc: matthews(margins),
    ...(Number.isNaN(kappa) ? {} : { cohen_kappa: kappa }),
  };
}
