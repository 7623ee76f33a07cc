import { describe, expect, it } from 'vitest';
import { checkDataset } from '../../../../lambdas/application/retraining/check-dataset.js';
import { sha256 } from '../../../../lambdas/domain/canonical-json.js';
import { platform } from '../../../fixtures/curator.js';
import { MemoryModelPolicyStore } from '../../../fixtures/memory/memory-model-policy-store.js';
import { modelPolicy } from '../../../fixtures/model-policy.js';
import { modelVersion, put as putRecords } from '../../../fixtures/registry-records.js';
import { trained } from '../../../fixtures/trained-run.js';

type Run = Pick<Awaited<ReturnType<typeof trained>>, 'artifacts' | 'registry' | 'put'>;
const FOLDER = 'snapshots/bikes/run-1/';
const documents = async ({ artifacts }: Run) => {
  const read = async (name: string) => JSON.parse(await artifacts.readText(`${FOLDER}${name}.json`));
  return {
    statistics: await read('statistics'),
    constraints: await read('constraints'),
    violations: (await read('constraint_violations')).violations,
  };
};

/** Gives the model a champion with this baseline, and with constraints of its own where there are some. */
async function withChampion({ artifacts, registry, put }: Run, baseline: string, constraints?: unknown): Promise<void> {
  const folder = 'models/bikes/submissions/s1/';
  const rows = await put(`${folder}baseline/baseline.csv`, baseline);
  const entry = { path: 'model.tar.gz', sha256: 'a'.repeat(64), size: 1 };
  const files = [{ ...entry, path: 'baseline/baseline.csv' }];
  if (constraints !== undefined) {
    const text = JSON.stringify(constraints);
    await put(`${folder}baseline/constraints.json`, text);
    files.push({ path: 'baseline/constraints.json', sha256: sha256(text), size: text.length });
  }
  const { contents } = modelVersion(1);
  if (contents === undefined) throw new Error('a version without contents');
  const signature = { ...contents.signature, inputs: [{ name: 'hum', type: 'double' as const, required: true }] };
  const manifest = {
    schemaVersion: 1,
    model: 'bikes',
    submissionId: 's1',
    task: 'regression',
    framework: 'onnx',
    artifact: entry,
    files,
    signature,
    evaluation: { report: 'evaluation.json', predictions: 'predictions.csv', sample: 'sample.json' },
    baseline: { statistics: 'baseline/statistics.json', rows: 'baseline/baseline.csv' },
    lineage: { datasets: [], trigger: 'external' },
  };
  const key = `${folder}manifest.json`;
  const { versionId } = await artifacts.write(key, JSON.stringify(manifest), { contentType: 'application/json' });
  const pointer = { key: `${folder}baseline/baseline.csv`, versionId: rows.versionId, sha256: 'a'.repeat(64) };
  const champion = modelVersion(1, {
    status: 'Deployed',
    manifest: { key, versionId, sha256: 'a'.repeat(64) },
    contents: { ...contents, signature, baseline: { statistics: pointer, rows: pointer } },
  });
  const since = '2026-01-01T00:00:00.000Z';
  const alias = {
    kind: 'Alias',
    model: 'bikes',
    revision: 0,
    alias: 'champion',
    version: 1,
    since,
    history: [],
  } as const;
  await putRecords(registry, champion, alias);
}
const rowsOf = (row: (i: number) => string, count = 100): string =>
  Array.from({ length: count }, (_, i) => row(i)).join('');

/** A run that took a snapshot of these rows. */
async function snapshotOf(csv: string, policy = modelPolicy()) {
  const { artifacts, registry, ports, put, run } = platform(policy);
  await put('datasets/bikes/a.csv', csv);
  return { artifacts, registry, policies: ports.policies, put, state: await run('run-1') };
}

describe('checkDataset', () => {
  it('counts the rows and columns of what the run pinned, whatever was written since', async () => {
    const { artifacts, registry, policies, put, state } = await trained();
    await put(state.evaluationSet.key, 'other\n');
    await put('snapshots/bikes/run-1/train/train.csv', 'other\n');
    expect(await checkDataset({ artifacts, registry, policies }, state)).toMatchObject({
      ok: true,
      rows: 100,
      columns: 2,
    });
  });

  it('throws DataCheckFailed with every problem in its message, whatever the gate only reports', async () => {
    const { artifacts, registry, state } = await trained();
    const policies = new MemoryModelPolicyStore(
      modelPolicy({
        task: 'classification',
        dataset: { target: 'cnt', exclude: [], minimumRows: 1000 },
        gates: { ...modelPolicy().gates, advisory: ['data'] },
      }),
    );
    await expect(checkDataset({ artifacts, registry, policies }, state)).rejects.toMatchObject({
      name: 'DataCheckFailed',
      message: expect.stringMatching(/100 labelled rows: expected at least 1000; .*the evaluation rows have label "/),
    });
  });

  it('writes what it found beside the snapshot, also when there is no champion', async () => {
    const run = await trained();
    expect(await checkDataset(run, run.state)).toMatchObject({ violations: 0 });
    expect(await documents(run)).toMatchObject({
      statistics: { dataset: { item_count: run.state.snapshot.rows } },
      constraints: { features: [{ name: 'hum', inferred_type: 'Fractional' }, { name: 'cnt' }] },
      violations: [],
    });
  });

  it("reports drift from the champion's baseline, which a retraining is there for", async () => {
    const run = await trained();
    await withChampion(run, `hum,prediction,cnt\n${rowsOf((i) => `${i + 0.5},1,${i}\n`)}`);
    expect(await checkDataset(run, run.state)).toMatchObject({ ok: true, violations: 1 });
    expect((await documents(run)).violations).toMatchObject([
      { feature_name: 'hum', constraint_check_type: 'baseline_drift_check' },
    ]);
  });

  it.each([
    [
      'a column that the champion takes is gone',
      'temp',
      (i: number) => `${i % 9}`,
      /column "hum", .*There are missing columns/,
    ],
    [
      'there is text among its numbers',
      'hum',
      (i: number) => (i === 5 ? 'wet' : `0.${i}`),
      /column "hum", .*Expected data type: Fractional/,
    ],
  ])('stops when %s, and leaves the violation beside the snapshot', async (_when, column, value, reason) => {
    const run = await snapshotOf(`${column},cnt\n${rowsOf((i) => `${value(i)},${(i * 37) % 101}\n`)}`);
    await withChampion(run, `hum,cnt\n${rowsOf((i) => `0.${i},${(i * 37) % 101}\n`)}`);
    await expect(checkDataset(run, run.state)).rejects.toMatchObject({
      name: 'DataCheckFailed',
      message: expect.stringMatching(reason),
    });
    expect((await documents(run)).violations[0]).toMatchObject({ feature_name: 'hum' });
  });

  it('does not miss a column that the policy has excluded since', async () => {
    const policy = modelPolicy();
    const dataset = { ...policy.dataset, exclude: ['instant', 'hum'] };
    const csv = `temp,hum,cnt\n${rowsOf((i) => `${i % 9},0.${i},${(i * 37) % 101}\n`)}`;
    const run = await snapshotOf(csv, modelPolicy({ dataset }));
    await withChampion(run, `hum,cnt\n${rowsOf((i) => `0.${i},${(i * 37) % 101}\n`)}`);
    expect(await checkDataset(run, run.state)).toMatchObject({ ok: true });
  });

  it("goes by the thresholds of the champion's own constraints", async () => {
    const run = await trained();
    const monitoring_config = { distribution_constraints: { comparison_threshold: 1 } };
    const constraints = {
      version: 0,
      features: [{ name: 'hum', inferred_type: 'Fractional', completeness: 1 }],
      monitoring_config,
    };
    await withChampion(run, `hum,cnt\n${rowsOf((i) => `${i + 0.5},${i}\n`)}`, constraints);
    expect((await checkDataset(run, run.state)).violations).toBe(1);
    expect((await documents(run)).violations).toMatchObject([
      { feature_name: 'cnt', constraint_check_type: 'extra_column_check' },
    ]);
  });

  it('stops for a feature that gives the target away, or only says so where the gate only reports', async () => {
    const csv = `hum,fee,cnt\n${rowsOf((i) => `0.${i},${((i * 37) % 101) * 2},${(i * 37) % 101}\n`, 300)}`;
    const run = await snapshotOf(csv);
    await expect(checkDataset(run, run.state)).rejects.toMatchObject({
      name: 'DataCheckFailed',
      message: expect.stringMatching(/fee alone gives the target "cnt" away \(R² 1\): have the policy exclude it/),
    });
    const { gates } = modelPolicy();
    const lenient = await snapshotOf(csv, modelPolicy({ gates: { ...gates, advisory: ['data'] } }));
    expect((await checkDataset(lenient, lenient.state)).warnings[0]).toMatch(/^fee alone gives/);
  });

  it('says so when the champion can not be read, and goes on', async () => {
    const run = await trained();
    await withChampion(run, 'hum,hum\n');
    const { warnings } = await checkDataset(run, run.state);
    expect(warnings[0]).toMatch(/^not compared: .*column "hum" is twice/);
  });
});
