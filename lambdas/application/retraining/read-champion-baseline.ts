import { objectKeys, submissionPaths } from '../../../lib/contracts/index.js';
import { sha256 } from '../../domain/canonical-json.js';
import { computeStatistics } from '../../domain/data-quality/compute-statistics.js';
import { type DatasetConstraints, suggestConstraints } from '../../domain/data-quality/constraints.js';
import type { DatasetStatistics } from '../../domain/data-quality/statistics.js';
import { InvalidInput } from '../../domain/errors.js';
import { CHAMPION } from '../../domain/registry/champion.js';
import type { ModelVersion } from '../../domain/registry/records.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { parseCsv } from '../documents/csv.js';
import { constraintsSchema } from '../documents/data-quality.js';
import { parseJsonDocument } from '../documents/parse.js';
import { readManifest } from '../validation/read-contents.js';

export interface ChampionBaseline {
  readonly version: number;
  /** The columns that the champion takes. */
  readonly inputs: readonly string[];
  readonly statistics: DatasetStatistics;
  readonly constraints: DatasetConstraints;
}

export interface BaselinePorts {
  readonly artifacts: Pick<ArtifactStore, 'readText' | 'readBytes'>;
  readonly registry: Pick<ModelRegistryStore, 'readAlias' | 'readVersion'>;
}

/** What the champion's baseline says of the data: the constraints that came with it, or else those that its rows suggest. */
export async function readChampionBaseline(
  { artifacts, registry }: BaselinePorts,
  model: string,
): Promise<ChampionBaseline | undefined> {
  const alias = await registry.readAlias(model, CHAMPION);
  const champion = alias && (await registry.readVersion(model, alias.version));
  if (champion?.contents === undefined) return undefined;
  const { contents } = champion;
  const { key, versionId } = contents.baseline.rows;
  const statistics = computeStatistics(parseCsv(await artifacts.readBytes(key, versionId), key));
  const constraints = (await submittedConstraints(artifacts, champion)) ?? suggestConstraints(statistics);
  return {
    version: champion.version,
    inputs: contents.signature.inputs.map(({ name }) => name),
    statistics,
    constraints,
  };
}

async function submittedConstraints(
  artifacts: BaselinePorts['artifacts'],
  { model, submissionId, manifest }: ModelVersion,
): Promise<DatasetConstraints | undefined> {
  const { files } = await readManifest(artifacts, manifest);
  const entry = files.find(({ path }) => path === submissionPaths.constraints);
  if (entry === undefined) return undefined;
  const key = `${objectKeys.submission(model, submissionId)}${entry.path}`;
  const bytes = await artifacts.readBytes(key);
  if (sha256(bytes) !== entry.sha256) throw new InvalidInput(`${key} is not the file that the manifest names`);
  return parseJsonDocument(constraintsSchema, bytes.toString('utf8'), key);
}
