import { describe, expect, it } from 'vitest';
import {
  type RetrainingState,
  retrainingStateSchema,
} from '../../../../lambdas/application/documents/retraining-state.js';
import { jobPrefix, snapshotDataset } from '../../../../lambdas/application/retraining/snapshot-dataset.js';
import { sha256 } from '../../../../lambdas/domain/canonical-json.js';
import { identitiesOf } from '../../../../lambdas/domain/datasets/split-rows.js';
import { csv, names, platform } from '../../../fixtures/curator.js';
import { MemoryModelPolicyStore } from '../../../fixtures/memory/memory-model-policy-store.js';
import { modelPolicy } from '../../../fixtures/model-policy.js';

describe('snapshotDataset', () => {
  it('splits the rows of all datasets into training rows and evaluation set, without time and excluded columns', async () => {
    const { put, run, tables, audit } = platform();
    await put('datasets/bikes/a.csv', csv(100, 250));
    await put('datasets/bikes/b.csv', csv(250, 400));
    await put('datasets/bikes/notes.txt', 'not data');
    const state = await run('run-1');
    const { snapshot, train, evaluation } = await tables(state);
    expect(train.columns).toEqual(['hum', 'weather', 'cnt']);
    expect(evaluation.columns).toEqual(train.columns);
    expect(train.rows.length + evaluation.rows.length).toBe(300);
    expect(evaluation.rows.length).toBeGreaterThan(40);
    expect(evaluation.rows.length).toBeLessThan(110);
    expect(state.snapshot.rows).toBe(train.rows.length);
    expect(state.evaluationSet).toMatchObject({ number: 1, rows: evaluation.rows.length });
    expect(snapshot.sources.map(({ kind, key }) => [kind, key])).toEqual([
      ['dataset', 'datasets/bikes/a.csv'],
      ['dataset', 'datasets/bikes/b.csv'],
    ]);
    expect(snapshot.sources[0]?.sha256).toBe(sha256(csv(100, 250)));
    expect(await audit()).toMatchObject([
      {
        action: 'EvaluationSetChanged',
        actor: 'pipeline:snapshot-dataset',
        evidence: { number: 1, runId: 'run-1', previous: 0 },
      },
    ]);
  });

  it('keeps the columns that gates ask for in the evaluation set alone, and splits as without them', async () => {
    const policy = modelPolicy();
    const { put, run, tables } = platform({
      ...policy,
      gates: {
        ...policy.gates,
        bias: {
          facets: [
            { column: 'instant', above: 200 },
            { column: 'hum', above: 0.3 },
          ],
          group: 'nowhere',
          metrics: {},
        },
        segments: { columns: ['dteday', 'weather', 'cnt'] },
      },
    });
    const without = platform();
    for (const { put: write } of [{ put }, without]) await write('datasets/bikes/a.csv', csv(100, 400));
    const { snapshot, train, evaluation } = await tables(await run('run-1'));
    const plain = await without.tables(await without.run('run-1'));
    expect(train).toEqual(plain.train);
    expect(snapshot.features).toEqual(['hum', 'weather']);
    expect(evaluation.columns).toEqual(['hum', 'weather', 'cnt', 'instant', 'dteday']);
    expect(evaluation.rows.map((row) => row.slice(0, 3))).toEqual(plain.evaluation.rows);
    for (const [, , cnt, instant, dteday] of evaluation.rows) expect([instant, dteday]).toEqual([cnt, '2011-01-01']);
  });

  it('never trains on a row of the current set, though that has columns which are kept no more', async () => {
    const policy = modelPolicy();
    const bias = { facets: [{ column: 'instant', above: 200 }], metrics: {} };
    const before = platform({ ...policy, gates: { ...policy.gates, bias } });
    await before.put('datasets/bikes/a.csv', csv(100, 400));
    const first = await before.tables(await before.run('run-1'));
    const reseeded = modelPolicy({ evaluation: { share: 0.25, seed: 99 } });
    const ports = { ...before.ports, policies: new MemoryModelPolicyStore(reseeded) };
    const state = await snapshotDataset(ports, names, {
      model: 'bikes',
      runId: 'run-2',
      trigger: 'manual',
      startedBy: 'arn:ada',
    });
    const targets = new Set(first.evaluation.rows.map((row) => row[2]));
    const { train } = await before.tables(state);
    expect(train.rows.filter((row) => targets.has(row[2]))).toEqual([]);
    expect(train.rows.length).toBeGreaterThan(100);
  });

  it('says what to train, where, with which hyperparameters', async () => {
    const { put, run } = platform(
      modelPolicy({
        task: 'classification',
        dataset: { target: 'cnt', exclude: [], positiveLabel: '1', minimumRows: 1 },
      }),
    );
    await put('datasets/bikes/a.csv', csv(100, 300));
    const state = await run('run-1');
    expect(retrainingStateSchema.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
    expect(state).toMatchObject({
      trainUri: 's3://memory/snapshots/bikes/run-1/train/',
      evaluationUri: 's3://memory/evaluation/bikes/0000000001/',
      training: {
        jobPrefix: 'mlops-bikes',
        image: 'account/train@sha256:1',
        instanceType: 'ml.m5.large',
        outputPath: 's3://memory/training/bikes',
        hyperparameters: { n_estimators: '50', target: 'cnt', task: 'classification', positive_label: '1', seed: '7' },
      },
    });
  });

  it('answers the same to the same run again, and registers and writes nothing then', async () => {
    const { put, run, audit, artifacts } = platform();
    await put('datasets/bikes/a.csv', csv(100, 300));
    const first = await run('run-1');
    await put('datasets/bikes/late.csv', csv(300, 500));
    expect(await run('run-1')).toEqual(first);
    expect(await audit()).toHaveLength(1);
    expect((await artifacts.head('snapshots/bikes/run-1/snapshot.json')).versionId).toBe(first.snapshot.versionId);
  });

  it('ends a run that stopped between writing and registering, under the same number', async () => {
    const { put, run, audit, registry } = platform();
    await put('datasets/bikes/a.csv', csv(100, 300));
    const commit = registry.commit.bind(registry);
    registry.commit = async () => {
      throw new Error('the function was stopped');
    };
    await expect(run('run-1')).rejects.toThrow('stopped');
    registry.commit = commit;
    expect((await run('run-1')).evaluationSet.number).toBe(1);
    expect(await audit()).toHaveLength(1);
  });

  it('keeps the evaluation set, and trains on none of it, when nothing new was labelled', async () => {
    const { put, run, tables, audit } = platform();
    await put('datasets/bikes/a.csv', csv(100, 300));
    const first = await run('run-1');
    const second = await run('run-2');
    expect(second.evaluationSet).toEqual(first.evaluationSet);
    expect((await tables(second)).train).toEqual((await tables(first)).train);
    expect(await audit()).toHaveLength(1);
  });

  it('makes the next evaluation set of newly labelled rows alone, and never trains on rows of a set before', async () => {
    const { put, run, tables } = platform();
    await put('datasets/bikes/a.csv', csv(100, 300));
    const first = await tables(await run('run-1'));
    await put('datasets/bikes/b.csv', csv(300, 500));
    const state = await run('run-2');
    const second = await tables(state);
    expect(state.evaluationSet.number).toBe(2);
    expect(second.evaluation.rows.every((row) => Number(row[2]) >= 300)).toBe(true);
    const trained = new Set(identitiesOf(second.train, 'cnt'));
    for (const set of [first.evaluation, second.evaluation]) {
      expect(identitiesOf(set, 'cnt').filter((identity) => trained.has(identity))).toEqual([]);
    }
    expect(second.train.rows.length + second.evaluation.rows.length + first.evaluation.rows.length).toBe(400);
  });

  it('lets fewer than 20 new evaluation rows wait for the next set', async () => {
    const { put, run, tables } = platform();
    await put('datasets/bikes/a.csv', csv(100, 300));
    await run('run-1');
    await put('datasets/bikes/b.csv', csv(300, 330));
    const second = await run('run-2');
    expect(second.evaluationSet.number).toBe(1);
    await put('datasets/bikes/c.csv', csv(400, 600));
    const third = await run('run-3');
    expect(third.evaluationSet.number).toBe(2);
    const counts = (await tables(third)).evaluation.rows.map((row) => Number(row[2]));
    expect(counts.some((count) => count < 330)).toBe(true);
    expect(counts.every((count) => count >= 300)).toBe(true);
  });

  it('holds the current set back even when seed and share changed since', async () => {
    const before = platform();
    await before.put('datasets/bikes/a.csv', csv(100, 300));
    const first = await before.tables(await before.run('run-1'));
    const policies = new MemoryModelPolicyStore(modelPolicy({ evaluation: { share: 0.1, seed: 99 } }));
    const state = await snapshotDataset({ ...before.ports, policies }, names, {
      model: 'bikes',
      runId: 'run-2',
      trigger: 'drift',
      startedBy: 'arn:alarm',
    });
    const trained = new Set(identitiesOf((await before.tables(state)).train, 'cnt'));
    expect(identitiesOf(first.evaluation, 'cnt').filter((identity) => trained.has(identity))).toEqual([]);
  });
  it('when two runs curate at once, the later one builds on the set of the earlier', async () => {
    const { put, run, registry, audit } = platform();
    await put('datasets/bikes/a.csv', csv(100, 300));
    const commit = registry.commit.bind(registry);
    let other: RetrainingState | undefined;
    registry.commit = async (change) => {
      registry.commit = commit;
      other = await run('run-2');
      return commit(change);
    };
    const state = await run('run-1');
    expect(other?.evaluationSet.number).toBe(1);
    expect(state.evaluationSet).toEqual(other?.evaluationSet);
    expect(await audit()).toHaveLength(1);
  });

  it('gives its own set up when another run registered one of newer data in between', async () => {
    const { put, run, registry, audit } = platform();
    await put('datasets/bikes/a.csv', csv(100, 300));
    const commit = registry.commit.bind(registry);
    let other: RetrainingState | undefined;
    registry.commit = async (change) => {
      registry.commit = commit;
      await put('datasets/bikes/b.csv', csv(300, 500));
      other = await run('run-2');
      return commit(change);
    };
    const state = await run('run-1');
    expect(other?.evaluationSet.number).toBe(2);
    expect(state.evaluationSet).toEqual(other?.evaluationSet);
    expect(state.snapshot.rows).toBe(other?.snapshot.rows);
    expect(await audit()).toHaveLength(1);
  });

  it('takes the next number when an abandoned set lies under the free one, and never writes over it', async () => {
    const { put, run, artifacts } = platform();
    await put('datasets/bikes/a.csv', csv(100, 300));
    const abandoned = await put('evaluation/bikes/0000000001/evaluation.csv', 'hum,weather,cnt\n1,wet,2\n');
    expect((await run('run-1')).evaluationSet.number).toBe(2);
    expect((await artifacts.head('evaluation/bikes/0000000001/evaluation.csv')).versionId).toBe(abandoned.versionId);
  });
});

describe('jobPrefix', () => {
  it('leaves room for a hyphen and a UUID within 63 characters, and ends in no hyphen', () => {
    expect(jobPrefix('mlops', 'bikes')).toBe('mlops-bikes');
    const long = jobPrefix('mlops-prod-0123456789-abc', 'a-very-long-model-name');
    expect(long).toBe('mlops-prod-0123456789-abc');
    expect(`${long}-01234567-89ab-cdef-0123-456789abcdef`.length).toBeLessThanOrEqual(63);
  });
});
