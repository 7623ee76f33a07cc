import type { DeployedModelPolicy } from '../../../lib/contracts/index.js';
import type { LabelledRow } from '../../domain/datasets/split-rows.js';
import type { Table } from '../../domain/datasets/table.js';
import { InvalidInput } from '../../domain/errors.js';
import { CHAMPION } from '../../domain/registry/champion.js';
import type { Value } from '../../domain/signature.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import type { SnapshotSource } from '../documents/snapshot.js';
import { type CapturedLabels, type LabelledRecord, readCapturedLabels } from './read-captured-labels.js';
import { readDatasetTables } from './read-dataset-tables.js';
import type { SourceObject } from './read-source-objects.js';

export interface ReadLabelledRowsPorts {
  readonly artifacts: Pick<ArtifactStore, 'head' | 'readBytes' | 'list'>;
  readonly registry: Pick<ModelRegistryStore, 'readAlias' | 'readVersion'>;
}

export interface LabelledRows {
  readonly features: readonly string[];
  /** Columns of the datasets that are no feature, and that the policy's gates ask for. */
  readonly kept: readonly string[];
  readonly rows: readonly LabelledRow[];
  readonly sources: readonly SnapshotSource[];
  /** Of labels and capture: what cannot be read is skipped. */
  readonly readings: CapturedLabels['readings'];
}

const textOf = (value: Value | undefined): string => (value === null || value === undefined ? '' : String(value));

/** The columns of the datasets but target, time and what the policy excludes; without datasets, those of the champion. */
async function featuresOf(
  registry: ReadLabelledRowsPorts['registry'],
  { model, dataset: { target, time, exclude } }: DeployedModelPolicy,
  columns: readonly string[] | undefined,
): Promise<readonly string[]> {
  if (columns !== undefined) {
    const left = new Set([target, ...exclude, ...(time === undefined ? [] : [time])]);
    return columns.filter((name) => !left.has(name));
  }
  const champion = await registry.readAlias(model, CHAMPION);
  const version = champion === undefined ? undefined : await registry.readVersion(model, champion.version);
  return version?.contents?.signature.inputs.map(({ name }) => name) ?? [];
}

/** Facets, groups and segments of the policy that the model does not learn from; captured rows have none of them. */
function keptOf(
  { dataset: { target }, gates: { bias, segments } }: DeployedModelPolicy,
  features: readonly string[],
  columns: readonly string[] = [],
): readonly string[] {
  const asked = [...(bias?.facets.map(({ column }) => column) ?? []), bias?.group, ...(segments?.columns ?? [])];
  return columns.filter((name) => asked.includes(name) && name !== target && !features.includes(name));
}

/** Every row of each dataset, its columns brought into the order of the features and of the kept columns. */
function rowsOfDatasets(
  datasets: readonly SourceObject<Table>[],
  { features, kept }: Pick<LabelledRows, 'features' | 'kept'>,
  target: string,
  isNew: (source: SnapshotSource) => boolean,
): LabelledRow[] {
  return datasets.flatMap(({ source, content: { columns, rows } }) => {
    const newlyLabelled = isNew(source);
    const order = features.map((name) => columns.indexOf(name));
    const keptAt = kept.map((name) => columns.indexOf(name));
    const targetAt = columns.indexOf(target);
    return rows.map((row) => ({
      values: order.map((at) => row[at] ?? ''),
      kept: keptAt.map((at) => row[at] ?? ''),
      target: row[targetAt] ?? '',
      newlyLabelled,
    }));
  });
}

const rowOfRecord = (
  { features: row, label, sources }: LabelledRecord,
  features: readonly string[],
  isNew: (source: SnapshotSource) => boolean,
): LabelledRow => ({
  values: features.map((name) => textOf(Object.hasOwn(row, name) ? row[name] : null)),
  target: label,
  newlyLabelled: sources.some(isNew),
});

/**
 * All labelled rows of a model: those of its datasets, and captured rows with their ground truth. A row is newly labelled
 * unless everything it came from is among `seen`, SHA-256 hashes of objects.
 * @throws InvalidInput when there are none, or an object is not what it should be
 */
export async function readLabelledRows(
  { artifacts, registry }: ReadLabelledRowsPorts,
  policy: DeployedModelPolicy,
  seen: ReadonlySet<string>,
): Promise<LabelledRows> {
  const { model } = policy;
  const { target } = policy.dataset;
  const datasets = await readDatasetTables(artifacts, model, target);
  const { records, readings } = await readCapturedLabels(artifacts, model);
  const features = await featuresOf(registry, policy, datasets[0]?.content.columns);
  const kept = keptOf(policy, features, datasets[0]?.content.columns);
  const isNew = ({ sha256 }: SnapshotSource): boolean => !seen.has(sha256);
  const rows = [
    ...rowsOfDatasets(datasets, { features, kept }, target, isNew),
    ...records.map((record) => rowOfRecord(record, features, isNew)),
  ];
  if (rows.length === 0 || features.length === 0) {
    throw new InvalidInput(
      `Model "${model}" has ${rows.length} labelled rows with ${features.length} features: put a CSV with a header, ` +
        `features and the target "${target}" below datasets/${model}/`,
    );
  }
  const ofRecords = new Set(records.flatMap(({ sources }) => sources));
  return { features, kept, rows, sources: [...datasets.map(({ source }) => source), ...ofRecords], readings };
}
