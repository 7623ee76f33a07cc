import { failed, type GateFinding, skipped, unverified } from '../../../domain/gates/gate-result.js';
import type { ScoredRow } from '../../../domain/gates/metrics.js';
import { reportDifferences } from '../../../domain/gates/report-differences.js';
import { reproductionGate } from '../../../domain/gates/reproduction-gate.js';
import type { ObjectPointer } from '../../../domain/manifest.js';
import { evaluationReportSchema } from '../../documents/manifest.js';
import { parseJsonDocument } from '../../documents/parse.js';
import { parseSubmittedPredictions, type SubmittedPrediction } from '../../documents/submitted-predictions.js';
import { attempt } from '../attempt.js';
import type { Evidence } from '../evidence.js';

export async function reproduction({ deps, context, contents, candidate, model }: Evidence): Promise<GateFinding> {
  if (model.value === undefined) return unverified('reproduction', `not run: ${model.problem}`);
  if (candidate.value === undefined) return unverified('reproduction', candidate.problem);
  const { set, positions, rows } = candidate.value;
  const { lineage, evaluation, signature } = contents;
  const used = lineage.evaluationSet;
  if (used === undefined) return skipped('reproduction', 'the submission names no evaluation set');
  if (used.number !== set.number || used.sha256 !== set.sha256) {
    return skipped(
      'reproduction',
      `predictions are of evaluation set ${used.number}, the current one is ${set.number}`,
    );
  }
  const read = ({ key, versionId }: ObjectPointer) => deps.artifacts.readText(key, versionId);
  const evidence = await attempt(async () => ({
    submitted: parseSubmittedPredictions(await read(evaluation.predictions), signature),
    report: parseJsonDocument(evaluationReportSchema, await read(evaluation.report), 'evaluation.json'),
  }));
  if (evidence.value === undefined) return failed('reproduction', evidence.problem);
  const { submitted, report } = evidence.value;
  const { predictionTolerance: tolerance } = context.policy.gates;
  const theirs = positions.flatMap((position, index): ScoredRow[] => {
    const [prediction, row] = [submitted.get(position), rows[index]];
    return prediction === undefined || row === undefined ? [] : [{ actual: row.actual, ...prediction }];
  });
  const own = new Map(positions.map((position, index) => [position, numbersOf(rows[index])]));
  return reproductionGate({
    submitted: new Map([...submitted].map(([position, prediction]) => [position, numbersOf(prediction)])),
    own,
    tolerance,
    problems: theirs.length === rows.length ? reportDifferences(report, rows, theirs, tolerance) : [],
  });
}

const numbersOf = (prediction: SubmittedPrediction | undefined): readonly number[] => [
  prediction?.score ?? Number.NaN,
  ...(prediction?.probabilities ?? []),
];
