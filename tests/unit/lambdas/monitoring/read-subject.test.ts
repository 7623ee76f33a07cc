import { expect, it } from 'vitest';
import { readChampion } from '../../../../lambdas/application/monitoring/read-subject.js';
import { put } from '../../../fixtures/registry-records.js';
import { rolloutExecutions } from '../../../fixtures/rollout-executions.js';

/** Versions 1 and 2, each with a loss and a baseline of its own; version 2 was promoted after version 1. */
async function platform() {
  const world = await rolloutExecutions(2);
  const { registry, artifacts } = world;
  for (const number of [1, 2]) {
    const version = await registry.readVersion('bikes', number);
    if (version?.contents === undefined) throw new Error('the fixture has contents');
    const { contents } = version;
    const key = `models/bikes/submissions/s${number}/evaluation.json`;
    const loss = { name: 'absolute_error', mean: number, standardDeviation: 1 };
    const report = { schemaVersion: 1, task: 'regression', target: 'cnt', rows: 100, metrics: {}, loss };
    const { versionId } = await artifacts.write(key, JSON.stringify(report), { contentType: 'application/json' });
    const evaluation = { ...contents.evaluation, report: { key, versionId, sha256: 'a'.repeat(64) } };
    const baseline = { ...contents.baseline, rows: { ...contents.baseline.rows, key: `rows-${number}` } };
    await put(registry, { ...version, contents: { ...contents, evaluation, baseline } });
    await world.run(world.start(number, `promoted-${number}`));
  }
  return { ...world, subject: () => readChampion(registry, artifacts, 'bikes') };
}

it('traffic is compared with the version that was rolled back to, from the rollback on', async () => {
  const { rollBack, settle, subject } = await platform();
  expect(await subject()).toMatchObject({ version: 2, baseline: { key: 'rows-2' }, loss: { mean: 2 } });
  await rollBack(2);
  const wanted = { version: 1, baseline: { key: 'rows-1' }, loss: { mean: 1 } };
  expect(await subject()).toMatchObject(wanted);
  await settle();
  expect(await subject()).toMatchObject(wanted);
});
