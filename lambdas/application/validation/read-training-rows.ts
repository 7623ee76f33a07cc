import { objectKeys } from '../../../lib/contracts/index.js';
import { sha256 } from '../../domain/canonical-json.js';
import { pickColumns } from '../../domain/datasets/pick-columns.js';
import type { Table } from '../../domain/datasets/table.js';
import { InvalidInput, NotFound } from '../../domain/errors.js';
import type { Lineage, ObjectPointer } from '../../domain/manifest.js';
import { isPipelineSubmission } from '../../domain/registry/pipeline-submission.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { parseCsv } from '../documents/csv.js';
import { parseJsonDocument } from '../documents/parse.js';
import { snapshotSchema } from '../documents/snapshot.js';
import { attempt } from './attempt.js';

/** Bytes of CSV that fit into the function's memory as rows, beside the model and the evaluation set. */
export const MAXIMUM_TRAINING_BYTES = 50 * 1024 ** 2;

export interface TrainingRows {
  /** Absent where the lineage names none, too. */
  readonly table?: Table;
  /** What is wrong with what the lineage names. */
  readonly problem?: string;
  /** Why what it names can't be looked at. */
  readonly unchecked?: string;
  /** Why it need not be: it was, before the training. */
  readonly checkedBefore?: string;
}

type Artifacts = Pick<ArtifactStore, 'head' | 'readText' | 'readBytes'>;

/**
 * The rows that a version was trained on, as far as its lineage names them and they lie in our bucket. More than fit are
 * left unread; those of a retraining run were all held against the evaluation set, and looked through for leakage, before it.
 */
export async function readTrainingRows(
  artifacts: Artifacts,
  { model, submissionId }: { readonly model: string; readonly submissionId: string },
  lineage: Lineage,
): Promise<TrainingRows> {
  if (lineage.datasets.length === 0) return {};
  const read = await attempt(async (): Promise<TrainingRows> => {
    try {
      const pointers = await tablesOf(artifacts, model, lineage);
      const rows = await readTables(artifacts, model, pointers);
      const ofRun = isPipelineSubmission(submissionId) && pointers.every(({ key }) => isOfSnapshot(model, key));
      if (rows.tooLarge === undefined) return rows;
      return ofRun
        ? { checkedBefore: `the training rows, of ${rows.tooLarge} bytes, again: they were before the training` }
        : {
            unchecked: `the training rows, of ${rows.tooLarge} bytes: at most ${MAXIMUM_TRAINING_BYTES} are looked at`,
          };
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      return { unchecked: `the training rows: ${error.message}` };
    }
  });
  return read.value ?? { problem: read.problem };
}

/** Bytes of the rows that will be looked at. */
export async function trainingBytes(artifacts: Artifacts, model: string, lineage: Lineage): Promise<number> {
  const { value = 0 } = await attempt(async () => bytesOf(artifacts, await tablesOf(artifacts, model, lineage)));
  return value > MAXIMUM_TRAINING_BYTES ? 0 : value;
}

async function bytesOf(artifacts: Artifacts, pointers: readonly ObjectPointer[]): Promise<number> {
  let size = 0;
  for (const { key, versionId } of pointers) size += (await artifacts.head(key, versionId)).size;
  return size;
}

async function readTables(
  artifacts: Artifacts,
  model: string,
  pointers: readonly ObjectPointer[],
): Promise<TrainingRows & { readonly tooLarge?: number }> {
  if (pointers.length === 0) {
    const places = `${snapshotsOf(model)} or ${objectKeys.datasets(model)}`;
    return { unchecked: `the training rows: of what the lineage names, nothing is a CSV below ${places}` };
  }
  const size = await bytesOf(artifacts, pointers);
  if (size > MAXIMUM_TRAINING_BYTES) return { tooLarge: size };
  const tables: Table[] = [];
  for (const pointer of pointers) tables.push(parseCsv(await readExactly(artifacts, pointer), pointer.key));
  return { table: joined(tables) };
}

const snapshotsOf = (model: string): string => objectKeys.snapshot(model, '').replace(/\/$/, '');
const isOfSnapshot = (model: string, key: string): boolean => key.startsWith(snapshotsOf(model));

/** The platform's own snapshot says what was trained on; else the data sets do that people put. */
async function tablesOf(artifacts: Artifacts, model: string, { datasets }: Lineage): Promise<readonly ObjectPointer[]> {
  const below = (prefix: string, end: string) =>
    datasets.filter(({ key }) => key.startsWith(prefix) && key.endsWith(end));
  const snapshots = snapshotsOf(model);
  const train = below(snapshots, '.csv');
  if (train.length > 0) return train;
  const [snapshot] = below(snapshots, '/snapshot.json');
  if (snapshot === undefined) return below(objectKeys.datasets(model), '.csv');
  const text = String(await readExactly(artifacts, snapshot));
  return [parseJsonDocument(snapshotSchema, text, snapshot.key).train];
}

async function readExactly(artifacts: Artifacts, { key, versionId, sha256: expected }: ObjectPointer): Promise<Buffer> {
  await artifacts.head(key, versionId);
  const bytes = await artifacts.readBytes(key, versionId);
  if (sha256(bytes) !== expected) throw new InvalidInput(`${key} is not the object that the lineage names`);
  return bytes;
}

/** The rows of all, in the columns that all have. */
function joined(tables: readonly Table[]): Table {
  const [first] = tables;
  if (first === undefined || tables.length === 1) return first ?? { columns: [], rows: [] };
  const columns = first.columns.filter((name) => tables.every((table) => table.columns.includes(name)));
  return { columns, rows: tables.flatMap((table) => pickColumns(table, columns).rows) };
}
