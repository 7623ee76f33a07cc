import { type DeployedModelPolicy, objectKeys } from '../../../lib/contracts/index.js';
import { sha256 } from '../../domain/canonical-json.js';
import { type SplitRows, splitRows } from '../../domain/datasets/split-rows.js';
import { formatCsv, type Table } from '../../domain/datasets/table.js';
import { InvalidInput, PreconditionFailed } from '../../domain/errors.js';
import type { ObjectPointer } from '../../domain/manifest.js';
import type { EvaluationSet } from '../../domain/registry/records.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { parseCsv } from '../documents/csv.js';
import type { Snapshot } from '../documents/snapshot.js';
import { readLabelledRows } from './read-labelled-rows.js';
import { readSnapshot, snapshotKey } from './read-snapshot.js';

export interface CurateSnapshotPorts {
  readonly artifacts: ArtifactStore;
  readonly registry: Pick<ModelRegistryStore, 'readAlias' | 'readVersion'>;
  readonly clock: Clock;
}

type EvaluationPointer = Snapshot['evaluationSet'];

/**
 * Writes an evaluation set under the next free number, each key once: what is there stays, so that a run that trains on
 * it reads what was registered. The same bytes there already are this run's, from a try before.
 */
async function writeEvaluationSet(
  artifacts: ArtifactStore,
  model: string,
  above: number,
  table: Table,
): Promise<EvaluationPointer> {
  const csv = formatCsv(table);
  const hash = sha256(csv);
  for (let number = above + 1; ; number += 1) {
    const key = objectKeys.evaluationSet(model, number);
    const pointer = (versionId: string) => ({ number, key, versionId, sha256: hash, rows: table.rows.length });
    try {
      return pointer((await artifacts.write(key, csv, { contentType: 'text/csv', ifNoneMatch: true })).versionId);
    } catch (error) {
      if (!(error instanceof PreconditionFailed)) throw error;
      const { versionId } = await artifacts.head(key);
      if (sha256(await artifacts.readBytes(key, versionId)) === hash) return pointer(versionId);
    }
  }
}

async function writeTrain(artifacts: ArtifactStore, key: string, table: Table): Promise<Snapshot['train']> {
  const csv = formatCsv(table);
  const { versionId } = await artifacts.write(key, csv, { contentType: 'text/csv' });
  return { key, versionId, sha256: sha256(csv), rows: table.rows.length };
}

const kept = ({ number, key, versionId, sha256: hash, rows }: EvaluationSet): EvaluationPointer => ({
  number,
  key,
  versionId,
  sha256: hash,
  rows,
});

/** Objects that the snapshot behind the current evaluation set was made of, by hash. */
async function seenBy(artifacts: ArtifactStore, current: EvaluationSet | undefined): Promise<ReadonlySet<string>> {
  if (current === undefined) return new Set();
  const previous = await readSnapshot(artifacts, current.model, current.runId);
  return new Set(previous?.snapshot.sources.map((source) => source.sha256) ?? []);
}

async function evaluationOf(
  artifacts: ArtifactStore,
  policy: DeployedModelPolicy,
  split: SplitRows,
  current: EvaluationSet | undefined,
): Promise<EvaluationPointer> {
  const { model } = policy;
  if (split.evaluation !== undefined)
    return writeEvaluationSet(artifacts, model, current?.number ?? 0, split.evaluation);
  if (current !== undefined) return kept(current);
  throw new InvalidInput(
    `None of the ${split.train.rows.length} labelled rows of model "${model}" was set aside for evaluation ` +
      `(a share of ${policy.evaluation.share}): more rows are needed`,
  );
}

/**
 * Reads all labelled rows, splits them, and writes train.csv, the next evaluation set if there is one, and snapshot.json
 * last. It registers nothing.
 */
export async function curateSnapshot(
  { artifacts, registry, clock }: CurateSnapshotPorts,
  policy: DeployedModelPolicy,
  runId: string,
  current: EvaluationSet | undefined,
): Promise<{ readonly snapshot: Snapshot; readonly pointer: ObjectPointer }> {
  const { model } = policy;
  const { target } = policy.dataset;
  const assignment = policy.evaluation;
  const labelled = await readLabelledRows({ artifacts, registry }, policy, await seenBy(artifacts, current));
  const split = splitRows({
    features: labelled.features,
    kept: labelled.kept,
    target,
    rows: labelled.rows,
    assignment,
    ...(current === undefined
      ? {}
      : { currentEvaluation: parseCsv(await artifacts.readBytes(current.key, current.versionId), current.key) }),
  });
  const evaluationSet = await evaluationOf(artifacts, policy, split, current);
  const train = await writeTrain(artifacts, `${objectKeys.snapshot(model, runId)}train/train.csv`, split.train);
  const snapshot: Snapshot = {
    schemaVersion: 1,
    model,
    runId,
    createdAt: clock.now().toISOString(),
    features: [...labelled.features],
    target,
    assignment: { seed: assignment.seed, share: assignment.share },
    train,
    evaluationSet,
    newEvaluationSet: split.evaluation !== undefined,
    basedOnEvaluationSet: current?.number ?? 0,
    sources: [...labelled.sources],
    readings: labelled.readings,
  };
  const text = JSON.stringify(snapshot);
  const key = snapshotKey(model, runId);
  const { versionId } = await artifacts.write(key, text, { contentType: 'application/json' });
  return { snapshot, pointer: { key, versionId, sha256: sha256(text) } };
}
