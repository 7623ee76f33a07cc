import * as z from 'zod';
import { NotFound } from '../../domain/errors.js';
import type { ModelVersion, RegistryRecord, RolloutLock } from '../../domain/registry/records.js';
import { newestStart } from '../../domain/registry/start-retraining.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import type { ControlPorts } from './control-ports.js';

/** The query of `GET /models/{model}/versions`. */
export const versionPageQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(60).optional(),
});

type Shown<T> = Omit<T, 'kind' | 'model' | 'revision'>;

/** A record as the API shows it: without what only the store needs. */
function shown<T extends RegistryRecord>(record: T): Shown<T> {
  const { kind: _kind, model: _model, revision: _revision, ...rest } = record;
  return rest;
}

const shownVersion = (version: ModelVersion) => ({
  model: version.model,
  ...shown(version),
  ...(version.contents?.description === undefined ? {} : { description: version.contents.description }),
});

/** Every model that the platform has a policy for, registered or not. */
export async function listModels({ registry, policies }: ControlPorts) {
  const [names, entries] = await Promise.all([policies.list(), registry.listModels()]);
  const created = new Map(entries.map((entry) => [entry.model, entry.createdAt]));
  return { models: names.map((model) => ({ model, registeredAt: created.get(model) ?? null })) };
}

/** Who serves, by which share, what candidates are measured on, and how the last rollout ended where none is in progress. */
export async function readModel({ registry, policies }: ControlPorts, model: string) {
  const { task } = await policies.read(model);
  const [head, aliases, split, lock, evaluationSet] = await Promise.all([
    registry.readModel(model),
    registry.listAliases(model),
    registry.readTrafficSplit(model),
    registry.readRolloutLock(model),
    registry.readEvaluationSet(model),
  ]);
  return {
    model,
    task,
    versions: head === undefined ? 0 : head.nextVersion - 1,
    lastRetraining: newestStart(Object.values(head?.lastRetraining ?? {})) ?? null,
    aliases: aliases.map(shown),
    trafficSplit: split === undefined ? null : shown(split),
    rollout: lock?.state === 'held' ? { ...shownRollout(lock), baking: lock.baking } : null,
    lastRollout: lock?.result === undefined ? null : { ...shownRollout(lock), outcome: lock.result.outcome },
    evaluationSet: evaluationSet === undefined ? null : shown(evaluationSet),
  };
}

/** A rollout: of a candidate, or of the champion that a rollback went back to. */
const shownRollout = (lock: RolloutLock) => ({
  version: lock.version,
  slot: lock.restore === undefined ? 'candidate' : 'champion',
  since: lock.acquiredAt,
});

/** Bytes of versions in an answer, which is JSON within JSON: Lambda answers 6 MB at most. */
const PAGE_BYTES = 5_000_000;

const answerBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(JSON.stringify(value)));

/**
 * Newest first. Where versions are large, a page has fewer than its limit: it is read again, half as long, until it fits
 * an answer. While there is a cursor, there are more.
 */
export async function listVersions(
  { registry, policies }: ControlPorts,
  model: string,
  { limit, cursor }: z.infer<typeof versionPageQuerySchema>,
) {
  await policies.read(model);
  for (let size = limit; ; size = Math.floor(size / 2)) {
    const page = { limit: size, ...(cursor !== undefined && { cursor }) };
    const { items, ...next } = await registry.listVersions(model, page);
    const versions = items.map(shownVersion);
    if (size === 1 || answerBytes(versions) <= PAGE_BYTES) return { versions, ...next };
  }
}

export async function readVersion({ registry, policies }: ControlPorts, model: string, number: number) {
  await policies.read(model);
  const version = await registry.readVersion(model, number);
  if (version !== undefined) return shownVersion(version);
  throw await noSuchVersion(registry, model, number);
}

/** It says which versions there are. */
export async function noSuchVersion(registry: ModelRegistryStore, model: string, number: number): Promise<NotFound> {
  const newest = ((await registry.readModel(model))?.nextVersion ?? 1) - 1;
  const known = newest === 0 ? 'it has none yet' : `its versions are 1 to ${newest}`;
  return new NotFound(`There is no version ${number} of model ${model}: ${known}`);
}
