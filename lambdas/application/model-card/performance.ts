import type { ModelPolicy } from '../../../lib/contracts/index.js';
import type { EvaluationReport } from '../../domain/manifest.js';
import type { GateResult } from '../../domain/registry/records.js';
import type { ModelCard } from '../documents/model-card.js';

/** `evaluation.json` of the submission, or why there is nothing of it. */
export type EvaluationReading = { readonly report: EvaluationReport } | { readonly problem: string };

type Bounds = ModelPolicy['gates']['metrics'];
type Metric = ModelCard['performance']['metrics'][number];

const PREVIOUS = 'previous.';
/** Numbers of the quality gate that are no metrics. */
const FACTS = new Set(['evaluationSet', 'rows', 'lossMean', 'lossStandardDeviation']);

/** What the platform measured beside what was submitted, and what the policy asks for. */
export function performanceOf(
  gates: readonly GateResult[],
  evaluation: EvaluationReading,
  bounds: Bounds,
): ModelCard['performance'] {
  const numbers = gates.find(({ gate }) => gate === 'quality')?.numbers ?? {};
  const report = 'report' in evaluation ? evaluation.report : undefined;
  const measured = Object.keys(numbers).filter((name) => !FACTS.has(name) && !name.startsWith(PREVIOUS));
  const names = [...new Set([...Object.keys(bounds), ...measured, ...Object.keys(report?.metrics ?? {})])];
  const evaluationSet = numberIn(numbers, 'evaluationSet');
  return {
    measuredOn: evaluationSet === null ? null : { evaluationSet, rows: numberIn(numbers, 'rows') },
    submitted: {
      available: report !== undefined,
      note: 'problem' in evaluation ? evaluation.problem : null,
      rows: report?.rows ?? null,
    },
    loss:
      report === undefined
        ? null
        : { name: report.loss.name, mean: report.loss.mean, standardDeviation: report.loss.standardDeviation },
    metrics: names.sort().map((name): Metric => {
      const value = numberIn(numbers, name);
      const bound = entryOf(bounds, name);
      return {
        name,
        measured: value,
        previous: numberIn(numbers, `${PREVIOUS}${name}`),
        submitted: entryOf(report?.metrics ?? {}, name) ?? null,
        bound: bound === undefined ? null : { minimum: bound.minimum ?? null, maximum: bound.maximum ?? null },
        within: value === null || bound === undefined ? null : isWithin(value, bound),
      };
    }),
    importance: importanceOf(report?.importance),
  };
}

/** Names come from submissions: `constructor` is one like any other. */
const entryOf = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

function numberIn(numbers: GateResult['numbers'], name: string): number | null {
  const value = entryOf(numbers, name);
  return typeof value === 'number' ? value : null;
}

const isWithin = (value: number, { minimum, maximum }: Bounds[string]): boolean =>
  value >= (minimum ?? Number.NEGATIVE_INFINITY) && value <= (maximum ?? Number.POSITIVE_INFINITY);

function importanceOf(shares: EvaluationReport['importance']): ModelCard['performance']['importance'] {
  if (shares === undefined) return null;
  return Object.entries(shares)
    .map(([column, share]) => ({ column, share }))
    .sort((a, b) => b.share - a.share || (a.column < b.column ? -1 : 1));
}
