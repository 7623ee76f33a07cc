import * as z from 'zod';
import type { Lineage } from '../../domain/manifest.js';
import type { ModelVersion } from '../../domain/registry/records.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import type { ControlPorts } from './control-ports.js';
import { noSuchVersion } from './models.js';

/** The hash that a dataset is asked for by. */
export const datasetHashSchema = z
  .string()
  .regex(
    /^([0-9a-f]{64}|[0-9a-f]{32}(\.dir)?)$/,
    'expected a SHA-256 of 64, or an MD5 of 32 lower-case hexadecimal digits, with ".dir" of a folder',
  );

/** The query of `GET /datasets/{hash}/versions`. */
export const datasetVersionsQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(2_000).optional(),
});

const MOST_PARENTS = 20;

/** What a version was made from, and the versions before it that it descends from. */
export async function readLineage({ registry, policies }: ControlPorts, model: string, number: number) {
  await policies.read(model);
  const version = await registry.readVersion(model, number);
  if (version === undefined) throw await noSuchVersion(registry, model, number);
  const { submissionId, registeredBy, registeredAt, manifest, contents } = version;
  const { datasets = [], dvc = [], parentVersion: _parent, ...origin }: Partial<Lineage> = contents?.lineage ?? {};
  return {
    model,
    version: number,
    submissionId,
    submittedBy: registeredBy,
    registeredAt,
    manifest,
    ...(contents === undefined ? {} : { artifact: contents.artifact }),
    datasets,
    dvc,
    ...origin,
    parents: (await parentsOf(registry, version)).map(
      ({ version: parent, status, registeredAt: at, contents: of }) => ({
        version: parent,
        status,
        registeredAt: at,
        ...(of?.lineage.gitCommit === undefined ? {} : { gitCommit: of.lineage.gitCommit }),
      }),
    ),
  };
}

/** Nearest first, 20 at most. A parent is older than its child, so that no version comes twice. */
async function parentsOf(registry: ModelRegistryStore, child: ModelVersion): Promise<ModelVersion[]> {
  const parents: ModelVersion[] = [];
  let last = child;
  while (parents.length < MOST_PARENTS) {
    const number = last.contents?.lineage.parentVersion;
    if (number === undefined || number >= last.version) break;
    const parent = await registry.readVersion(last.model, number);
    if (parent === undefined) break;
    parents.push(parent);
    last = parent;
  }
  return parents;
}

/** Which versions, of any model, were made from a dataset. */
export async function listDatasetVersions(
  { registry }: ControlPorts,
  hash: string,
  { limit, cursor }: z.infer<typeof datasetVersionsQuerySchema>,
) {
  const { items, ...next } = await registry.listDatasetUses(hash, {
    limit,
    ...(cursor === undefined ? {} : { cursor }),
  });
  return { hash, versions: items.map(({ model, version, dataset }) => ({ model, version, dataset })), ...next };
}
