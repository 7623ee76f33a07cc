import { failed, type GateFinding, skipped, unverified } from '../../../domain/gates/gate-result.js';
import { reproductionGate } from '../../../domain/gates/reproduction-gate.js';
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
  const { key, versionId } = evaluation.predictions;
  const submitted = await attempt(async () =>
    parseSubmittedPredictions(await deps.artifacts.readText(key, versionId), signature),
  );
  if (submitted.value === undefined) return failed('reproduction', submitted.problem);
  const own = new Map(positions.map((position, index) => [position, numbersOf(rows[index])]));
  return reproductionGate({
    submitted: new Map([...submitted.value].map(([position, prediction]) => [position, numbersOf(prediction)])),
    own,
    tolerance: context.policy.gates.predictionTolerance,
  });
}

const numbersOf = (prediction: SubmittedPrediction | undefined): readonly number[] => [
  prediction?.score ?? Number.NaN,
  ...(prediction?.probabilities ?? []),
];
