import { InvalidInput } from '../../domain/errors.js';
import { evaluationRows } from '../../domain/gates/evaluation-rows.js';
import type { EvaluationSet, VersionContents } from '../../domain/registry/records.js';
import { parseSubmittedPredictions } from '../documents/submitted-predictions.js';
import type { GateContext, GateDependencies, ScoredSet } from './evidence.js';
import { readEvaluationTable } from './score-model.js';

/** Why the predictions of a submission are not of a set; undefined when they are. */
export function otherSet({ lineage }: VersionContents, set: EvaluationSet): string | undefined {
  const used = lineage.evaluationSet;
  if (used === undefined) return 'its submission names no evaluation set';
  if (used.number === set.number && used.sha256 === set.sha256) return undefined;
  return used.number === set.number
    ? `its predictions are of another content of evaluation set ${set.number}`
    : `its predictions are of evaluation set ${used.number}, the current one is ${set.number}`;
}

/** The scores that came with a submission, of a model that can't be run. Throws InvalidInput where they are none. */
export async function scoreSubmitted(
  { artifacts }: GateDependencies,
  { policy }: GateContext,
  set: EvaluationSet,
  contents: VersionContents,
): Promise<ScoredSet> {
  const other = otherSet(contents, set);
  if (other !== undefined) throw new InvalidInput(other);
  const { signature, evaluation } = contents;
  const table = await readEvaluationTable(artifacts, set);
  const { positions, rows: instances, actual } = evaluationRows(table, policy.dataset.target, signature);
  const { key, versionId } = evaluation.predictions;
  const submitted = parseSubmittedPredictions(await artifacts.readText(key, versionId), signature);
  const missing = positions.filter((position) => !submitted.has(position));
  if (missing.length > 0) {
    throw new InvalidInput(`no prediction was submitted for ${missing.length} rows, row ${missing[0]} first`);
  }
  const rows = positions.flatMap((position, index) => {
    const prediction = submitted.get(position);
    return prediction === undefined ? [] : [{ actual: actual[index] ?? Number.NaN, ...prediction }];
  });
  return { set, table, positions, instances, rows, source: 'submission' };
}
