import { describe, expect, it } from 'vitest';
import { modelCardSchema } from '../../../../lambdas/application/documents/model-card.js';
import { renderModelCard } from '../../../../lambdas/application/model-card/render-model-card.js';
import { controlRoutes } from '../../../../lib/contracts/index.js';
import { controlPlatform } from '../../../fixtures/control-platform.js';
import { modelVersion, put } from '../../../fixtures/registry-records.js';

const HASH = 'c'.repeat(64);
const dataset = { key: 'datasets/bikes/a.csv', versionId: 'v1', sha256: HASH };
const child = (version: number, parentVersion?: number) => {
  const whole = modelVersion(version);
  const lineage = {
    datasets: [dataset],
    trigger: 'manual' as const,
    ...(parentVersion !== undefined && { parentVersion }),
  };
  return { ...whole, ...(whole.contents && { contents: { ...whole.contents, lineage } }) };
};
const path = (version: number) => ({ model: 'bikes', version: String(version) });

describe('lineage', () => {
  it('names what a version was made from, and its parents, nearest first, 20 at most', async () => {
    const { call, registry } = controlPlatform();
    for (let version = 1; version <= 23; version += 1)
      await put(registry, child(version, version === 1 ? undefined : version - 1));
    const { status, body } = await call(controlRoutes.readLineage, path(23));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      model: 'bikes',
      version: 23,
      submissionId: 's23',
      datasets: [dataset],
      dvc: [],
      trigger: 'manual',
    });
    expect(body.parents.map(({ version }: { version: number }) => version)).toEqual(
      Array.from({ length: 20 }, (_, i) => 22 - i),
    );
    expect((await call(controlRoutes.readLineage, path(9_999))).status).toBe(404);
  });

  it('says how many datasets it does not list, and so does the card of the version', async () => {
    const { call, registry } = controlPlatform();
    const { contents, ...version } = child(1);
    if (contents === undefined) throw new Error('the fixture has contents');
    const lineage = { ...contents.lineage, datasetsOmitted: 12 };
    await put(registry, { ...version, contents: { ...contents, lineage } });
    expect((await call(controlRoutes.readLineage, path(1))).body).toMatchObject({ datasetsOmitted: 12 });
    const { body: card } = await call(controlRoutes.readModelCard, path(1));
    expect(card.data).toMatchObject({ datasets: [dataset], datasetsOmitted: 12 });
    expect(renderModelCard(modelCardSchema.parse(card))).toContain('12 datasets: the snapshot names them');
  });

  it('ends where a version claims to descend from itself', async () => {
    const { call, registry } = controlPlatform();
    await put(registry, child(1, 1));
    expect((await call(controlRoutes.readLineage, path(1))).body.parents).toEqual([]);
  });

  it('names the versions that saw a dataset, page by page', async () => {
    const { call, registry } = controlPlatform();
    for (const version of [1, 2, 3])
      await put(registry, { kind: 'DatasetUse', model: 'bikes', revision: 0, version, dataset });
    const ask = (query: object) =>
      call(controlRoutes.listDatasetVersions, { hash: HASH }, undefined, { queryStringParameters: query });
    const first = (await ask({ limit: '2' })).body;
    expect(first).toMatchObject({ hash: HASH, versions: [{ version: 1, dataset }, { version: 2 }] });
    expect((await ask({ limit: '2', cursor: first.cursor })).body).toEqual({
      hash: HASH,
      versions: [{ model: 'bikes', version: 3, dataset }],
    });
    const refused = await call(controlRoutes.listDatasetVersions, { hash: 'XYZ' });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('hash: found "XYZ", allowed: a SHA-256') } },
    });
  });

  it('is not asked with a body above 256 KB by any route', async () => {
    const { call } = controlPlatform();
    const { status, body } = await call(controlRoutes.openSubmission, { model: 'bikes' }, ' '.repeat(262_145));
    expect(status).toBe(413);
    expect(body.error.message).toContain('The body has 262145 bytes, at most 262144 are allowed');
  });
});
