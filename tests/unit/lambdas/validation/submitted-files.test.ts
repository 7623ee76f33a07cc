import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openSubmission } from '../../../../lambdas/application/validation/open-submission.js';
import { NotFound } from '../../../../lambdas/domain/errors.js';
import { SUBMISSION_LIMITS } from '../../../../lambdas/domain/submission-limits.js';
import { MemoryModelRegistryStore } from '../../../fixtures/memory/memory-model-registry-store.js';
import { linearReport, uploadSubmission } from '../../../fixtures/submission.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

const AT = new Date('2026-01-01T00:00:00Z');
const minutesLater = (minutes: number) => new Date(AT.getTime() + minutes * 60_000);
const file = (path: string, size: number) => ({ path, sha256: '0'.repeat(64), size });

function opening() {
  const registry = new MemoryModelRegistryStore();
  return {
    open: (now: Date, files = [file('model.tar.gz', 1)], openedBy = 'arn:ada') =>
      openSubmission(registry, { model: 'bikes', submissionId: 's1', openedBy, files, now }),
    records: async () => (await registry.listAuditRecords('bikes', { limit: 9 })).items.length,
  };
}

describe('a submission that is opened', () => {
  it.each([
    ['model.tar.gz', SUBMISSION_LIMITS.artifact],
    ['evaluation.json', SUBMISSION_LIMITS.report],
    ['predictions.csv', SUBMISSION_LIMITS.table],
    ['baseline/baseline.csv', SUBMISSION_LIMITS.baseline],
    ['data/train.csv.dvc', SUBMISSION_LIMITS.dvc],
    ['notes.txt', SUBMISSION_LIMITS.other],
  ])('takes %s up to its limit', async (path, limit) => {
    const { open, records } = opening();
    await expect(open(AT, [file(path, limit + 1)])).rejects.toMatchObject({
      code: 'InvalidInput',
      message: expect.stringContaining(`${path} has ${limit + 1} bytes, at most ${limit} are allowed`),
    });
    expect(await records()).toBe(0);
    expect(await open(AT, [file(path, limit)])).toMatchObject({ status: 'Open' });
  });

  it('again by the same, half of its time gone or all, has its whole time before it', async () => {
    const { open, records } = opening();
    const first = await open(AT);
    expect(await open(minutesLater(30))).toEqual({ ...first, revision: 1 });
    expect(await records()).toBe(1);
    expect(await open(minutesLater(31))).toMatchObject({
      openedAt: AT.toISOString(),
      expiresAt: minutesLater(91).toISOString(),
    });
    expect(await open(minutesLater(300))).toMatchObject({ expiresAt: minutesLater(360).toISOString() });
    await expect(open(minutesLater(300), undefined, 'arn:eve')).rejects.toThrow('opened by arn:ada');
  });
});

describe('a file of a submission', () => {
  it('that is a manifest above its limit is a rejection, and never read whole', async () => {
    const { registry, artifacts, validate, version } = validationPlatform();
    const { key } = await uploadSubmission(registry, artifacts, {
      manifest: () => ' '.repeat(SUBMISSION_LIMITS.manifest + 1),
    });
    const read: string[] = [];
    const readBytes = artifacts.readBytes.bind(artifacts);
    artifacts.readText = artifacts.readBytes = async (name: string): Promise<never> => {
      read.push(name);
      throw new Error(`${name} was read whole`);
    };
    artifacts.readStream = async (name, versionId) => Readable.from([await readBytes(name, versionId)]);
    expect(await validate(key)).toMatchObject({ outcome: 'Rejected' });
    expect(read).toEqual([]);
    expect((await version(1))?.reasons.join()).toContain(
      'manifest.json has 262145 bytes, at most 262144 are allowed: keep what is long in a file of the submission',
    );
  });

  it('that is larger than announced and than its limit is a rejection', async () => {
    const { submit, version } = validationPlatform();
    await submit({ tamper: { 'sample.json': ' '.repeat(SUBMISSION_LIMITS.report + 1) } });
    expect((await version(1))?.reasons.join()).toContain('sample.json has 5242881 bytes, at most 5242880 are allowed');
  });

  it('that is larger than the manifest says is a rejection, before a machine is chosen by its size', async () => {
    const { submit, version } = validationPlatform({}, { artifactBytes: 10_000, beyond: 'process' });
    await submit({ tamper: { 'model.tar.gz': 'x'.repeat(20_000) } });
    const rejected = await version(1);
    expect(rejected?.reasons[0]).toMatch(/^integrity: model\.tar\.gz has 20000 bytes, the manifest says \d+$/);
    expect(rejected?.contents).toBeUndefined();
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'a report that is none',
      { 'evaluation.json': '{}' },
      'evaluation.json is not valid: schemaVersion: found nothing, allowed: 1',
    ],
    [
      'a report of another task',
      { 'evaluation.json': JSON.stringify({ ...linearReport, task: 'classification' }) },
      'the evaluation report is of a classification, the signature of a regression',
    ],
    [
      'a report of another target',
      { 'evaluation.json': JSON.stringify({ ...linearReport, target: 'casual' }) },
      'the evaluation report is of the target "casual", the policy of "cnt"',
    ],
    [
      'a report of columns that there are not',
      { 'evaluation.json': JSON.stringify({ ...linearReport, importance: { y: 1 } }) },
      'the evaluation report weighs "y", which the signature lacks',
    ],
    ['a sample that is none', { 'sample.json': '[]' }, 'sample.json is not valid'],
    [
      'a sample of other columns',
      { 'sample.json': '{"instances":[{"x":1}],"predictions":[{"prediction":5}]}' },
      'the sample does not fit the signature: row 0: missing column "z"',
    ],
    [
      'a baseline that lacks a column',
      { 'baseline/baseline.csv': 'x,prediction\n1,5\n' },
      'the baseline lacks the columns "z"',
    ],
    ['a baseline without rows', { 'baseline/baseline.csv': 'x,z,prediction\n' }, 'the baseline has no rows'],
    ['a baseline that is no CSV', { 'baseline/baseline.csv': 'x,z,prediction\n1,"5\n' }, 'The baseline is not CSV'],
  ])('that is %s is a rejection before monitors go by it', async (_name, files, reason) => {
    const { submit, version } = validationPlatform();
    await submit({ files });
    const rejected = await version(1);
    expect(rejected?.status).toBe('Rejected');
    expect(rejected?.gates[0]).toMatchObject({
      gate: 'integrity',
      verdict: 'failed',
      reason: expect.stringContaining(reason),
    });
  });
});

describe('a manifest of a model that is gone', () => {
  it('is quarantined, and its submission is on record as such', async () => {
    const { registry, artifacts, policies, validate, actions } = validationPlatform();
    const { key, submissionId } = await uploadSubmission(registry, artifacts);
    policies.read = async () => {
      throw new NotFound('There is no model "bikes"');
    };
    expect(await validate(key)).toMatchObject({ outcome: 'quarantined' });
    expect(await registry.readSubmission('bikes', submissionId)).toMatchObject({
      status: 'Quarantined',
      reason: 'There is no model "bikes"',
    });
    expect(await actions()).toEqual(['SubmissionOpened', 'SubmissionQuarantined']);
    expect(await validate(key)).toMatchObject({ outcome: 'quarantined', reason: 'There is no model "bikes"' });
  });
});
