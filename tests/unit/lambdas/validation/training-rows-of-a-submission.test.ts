import { describe, expect, it } from 'vitest';
import {
  MAXIMUM_TRAINING_BYTES,
  readTrainingRows,
} from '../../../../lambdas/application/validation/read-training-rows.js';
import { sha256 } from '../../../../lambdas/domain/canonical-json.js';
import { pipelineSubmissionId } from '../../../../lambdas/domain/registry/pipeline-submission.js';
import { judged, rowsOf, training } from '../../../fixtures/judged-data.js';
import { evaluationCsv, putEvaluationSet } from '../../../fixtures/submission.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

describe('the training rows of a submission', () => {
  it('fails when evaluation rows were trained on, whatever the spelling and order', async () => {
    const rows = `cnt,z,x\n${rowsOf(150, (i) => `${(i * 37) % 101},${i % 3},${1000 + i}\n`)}1,0.0,0\n`;
    const { gate } = await judged({ rows });
    expect(gate).toMatchObject({ verdict: 'failed', numbers: { sharedRows: 1 } });
    expect(gate?.reason).toMatch(/^1 of 40 evaluation rows are training rows as well, row 0 first/);
    expect((await judged({ rows, key: 'datasets/bikes/a.csv' })).gate?.verdict).toBe('failed');
  });

  it('finds the training rows by the snapshot of the run', async () => {
    const rows = training();
    const platform = validationPlatform();
    const evaluationSet = await putEvaluationSet(platform.registry, platform.artifacts, 1, evaluationCsv(40));
    const put = async (key: string, body: string) => {
      const { versionId } = await platform.artifacts.write(key, body, { contentType: 'text/plain' });
      return { key, versionId, sha256: sha256(body) };
    };
    const train = await put('snapshots/bikes/run-1/train/train.csv', rows);
    const { number, key, versionId, sha256: hash } = evaluationSet;
    const snapshot = {
      schemaVersion: 1,
      model: 'bikes',
      runId: 'run-1',
      createdAt: '2026-01-01T00:00:00.000Z',
      features: ['x', 'z'],
      target: 'cnt',
      assignment: { seed: 1, share: 0.2 },
      train: { ...train, rows: 200 },
      evaluationSet: { number, key, versionId, sha256: hash, rows: 40 },
      newEvaluationSet: true,
      basedOnEvaluationSet: 0,
      sources: [],
    };
    const pointer = await put('snapshots/bikes/run-1/snapshot.json', JSON.stringify(snapshot));
    await platform.submit({
      evaluationSet,
      manifest: (manifest) => ({ ...manifest, lineage: { datasets: [pointer], trigger: 'external' } }),
    });
    const gate = (await platform.version(1))?.gates.find(({ gate }) => gate === 'data');
    expect(gate).toMatchObject({ verdict: 'passed', numbers: { trainingRows: 200 } });
  });

  it('fails for training rows that are not what the lineage says', async () => {
    const { gate } = await judged({ rows: training(), pointer: { sha256: 'f'.repeat(64) } });
    expect(gate?.reason).toMatch(/train.csv is not the object that the lineage names/);
  });

  it('is unverified where training rows that the lineage names could not be looked at, and says why', async () => {
    const gone = await judged({ rows: training(), pointer: { versionId: 'gone' } });
    expect(gone.gate).toMatchObject({
      verdict: 'unverified',
      reason: expect.stringMatching(/^could not be checked: the training rows: .*gone/),
      numbers: { trainingRows: 0 },
    });
    expect(gone.result).toMatchObject({
      outcome: 'Rejected',
      reasons: expect.arrayContaining([`data: ${gone.gate?.reason}`]),
    });
    const rows = `${training()}${' '.repeat(MAXIMUM_TRAINING_BYTES)}`;
    expect((await judged({ rows })).gate).toMatchObject({
      verdict: 'unverified',
      reason: expect.stringMatching(/of \d+ bytes: at most 52428800 are looked at/),
    });
    const elsewhere = await judged({ rows: training(), key: 'datasets/other/a.csv' });
    expect(elsewhere.gate).toMatchObject({
      verdict: 'unverified',
      reason: expect.stringMatching(/nothing is a CSV below snapshots\/bikes\/ or datasets\/bikes\//),
    });
    const narrow = await judged({ rows: `x,cnt\n${rowsOf(150, (i) => `${i},${(i * 37) % 101}\n`)}` });
    expect(narrow.gate).toMatchObject({
      verdict: 'unverified',
      reason: expect.stringMatching(/evaluation rows among training rows: these lack the column "z"/),
    });
    const allowed = await judged({
      rows: training(),
      pointer: { versionId: 'gone' },
      gates: { allowUnverified: ['data'] },
    });
    expect(allowed).toMatchObject({ gate: { advisory: true }, result: { outcome: 'Validated' } });
  });

  it('need not be read again, however many, where a retraining run checked them before', async () => {
    const { artifacts } = validationPlatform();
    const rows = `${training()}${' '.repeat(MAXIMUM_TRAINING_BYTES)}`;
    const read = async (key: string, submissionId: string) => {
      const { versionId } = await artifacts.write(key, rows, { contentType: 'text/csv' });
      const lineage = { datasets: [{ key, versionId, sha256: sha256(rows) }], trigger: 'external' } as const;
      return readTrainingRows(artifacts, { model: 'bikes', submissionId }, lineage);
    };
    const ofRun = pipelineSubmissionId('a'.repeat(64));
    const train = 'snapshots/bikes/run-1/train/train.csv';
    expect(await read(train, ofRun)).toEqual({
      checkedBefore: `the training rows, of ${rows.length} bytes, again: they were before the training`,
    });
    expect(await read(train, '20260101-a')).toHaveProperty('unchecked');
    expect(await read('datasets/bikes/a.csv', ofRun)).toHaveProperty('unchecked');
  });
});
