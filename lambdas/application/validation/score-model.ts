import { sha256 } from '../../domain/canonical-json.js';
import type { Table } from '../../domain/datasets/table.js';
import { InvalidInput } from '../../domain/errors.js';
import { evaluationRows } from '../../domain/gates/evaluation-rows.js';
import { probabilityProblem, scoreOf } from '../../domain/gates/metrics.js';
import type { EvaluationSet } from '../../domain/registry/records.js';
import type { Signature } from '../../domain/signature.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { LoadedModel } from '../../ports/model-scorer.js';
import { parseCsv } from '../documents/csv.js';
import type { ScoredSet } from './evidence.js';
import { platformEvidence } from './platform-evidence.js';
import { readOnce } from './read-once.js';

/** The exact object that the registry names. Throws Internal where it is gone, or is another. */
export async function readEvaluationTable(
  artifacts: Pick<ArtifactStore, 'readBytes'>,
  set: EvaluationSet,
): Promise<Table> {
  const what = `Evaluation set ${set.number} of model ${set.model}`;
  const read = async () => {
    const bytes = await artifacts.readBytes(set.key, set.versionId);
    if (sha256(bytes) !== set.sha256) throw new InvalidInput('it is not the one that the registry names');
    return parseCsv(bytes, 'its object');
  };
  return readOnce(artifacts, set, () => platformEvidence(what, read));
}

/** A model's scores of the labelled rows. Throws InvalidInput or ModelFailure where it can't take them. */
export async function scoreModel(
  model: LoadedModel,
  signature: Signature,
  table: Table,
  target: string,
): Promise<Pick<ScoredSet, 'positions' | 'instances' | 'rows'>> {
  const { positions, rows, actual } = evaluationRows(table, target, signature);
  const predictions = await model.predict(rows);
  return {
    positions,
    instances: rows,
    rows: actual.map((value, index) => {
      const prediction = predictions[index];
      const score = prediction === undefined ? undefined : scoreOf(signature.task, prediction);
      if (score === undefined) throw new InvalidInput(`the model gives no score for row ${positions[index]}`);
      const scored = { score, ...(prediction?.probabilities && { probabilities: prediction.probabilities }) };
      const problem = signature.task === 'classification' ? probabilityProblem(scored) : undefined;
      if (problem !== undefined) throw new InvalidInput(`the model's answer to row ${positions[index]}: ${problem}`);
      return { actual: value, ...scored };
    }),
  };
}
