import { errorNames } from '../../../lib/contracts/index.js';
import { checkData } from '../../domain/datasets/check-data.js';
import { InvalidInput } from '../../domain/errors.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { ModelPolicyStore } from '../../ports/model-policy-store.js';
import { parseCsv } from '../documents/csv.js';
import { parseJsonDocument } from '../documents/parse.js';
import type { RetrainingState } from '../documents/retraining-state.js';
import { snapshotSchema } from '../documents/snapshot.js';

export interface CheckDatasetPorts {
  readonly artifacts: Pick<ArtifactStore, 'readText' | 'readBytes'>;
  readonly policies: ModelPolicyStore;
}

export interface CheckedDataset {
  readonly ok: true;
  /** Of both sets. */
  readonly rows: number;
  /** Features and target. */
  readonly columns: number;
}

/**
 * Holds the rows that a run would train on, and its evaluation set, against the policy.
 * @throws an InvalidInput named `DataCheckFailed` with all problems in its message
 */
export async function checkDataset(
  { artifacts, policies }: CheckDatasetPorts,
  { model, snapshot: pointer, evaluationSet }: RetrainingState,
): Promise<CheckedDataset> {
  const { task, dataset } = await policies.read(model);
  const text = await artifacts.readText(pointer.key, pointer.versionId);
  const { train } = parseJsonDocument(snapshotSchema, text, pointer.key);
  const read = async ({ key, versionId }: { key: string; versionId: string }) =>
    parseCsv(await artifacts.readBytes(key, versionId), key);
  const [trainTable, evaluationTable] = [await read(train), await read(evaluationSet)];
  const problems = checkData(trainTable, evaluationTable, { task, ...dataset });
  if (problems.length > 0) {
    throw new InvalidInput(`The data of model "${model}" can't be trained on: ${problems.join('; ')}`, {
      name: errorNames.dataCheckFailed,
      details: { problems },
    });
  }
  return {
    ok: true,
    rows: trainTable.rows.length + evaluationTable.rows.length,
    columns: trainTable.columns.length,
  };
}
