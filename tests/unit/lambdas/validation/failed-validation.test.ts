import { describe, expect, it } from 'vitest';
import { validationTaskSchema } from '../../../../lambdas/application/documents/validation-tasks.js';
import { objectKeys } from '../../../../lib/contracts/index.js';
import { uploadSubmission } from '../../../fixtures/submission.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

const KEY = objectKeys.manifest('bikes', 's1');
const killed = { Error: 'Runtime.ExitError', Cause: '{"errorMessage":"RequestId: 1 Error: signal: killed"}' };
const thrown = (name: string, errorMessage: string) => ({
  Error: name,
  Cause: JSON.stringify({ errorType: name, errorMessage }),
});

/** A platform whose function died while it validated; nothing but its registration was done. */
async function died(beyond: 'process' | 'reject') {
  const platform = validationPlatform({}, { artifactBytes: 2 ** 30, beyond });
  const { registry, artifacts, validate } = platform;
  await uploadSubmission(registry, artifacts);
  const write = artifacts.write.bind(artifacts);
  artifacts.write = async () => {
    throw new Error('the function died');
  };
  await expect(validate(KEY, 'e1')).rejects.toThrow('the function died');
  artifacts.write = write;
  return platform;
}

describe('a validation whose function gave no answer', () => {
  it('goes to a job, once', async () => {
    const { judgeFailed, version } = await died('process');
    const asked = await judgeFailed(KEY, { failure: killed, afterJob: false, validationId: 'e1' });
    expect(asked).toMatchObject({
      outcome: 'process',
      version: 1,
      attempt: 1,
      reason: 'the function was stopped, as when memory runs out (Runtime.ExitError)',
    });
    expect((await version(1))?.status).toBe('PendingValidation');
    const again = await judgeFailed(KEY, { failure: killed, afterJob: true, validationId: 'e1' });
    expect(again).toMatchObject({ outcome: 'Rejected', notification: { subject: expect.any(String) } });
    expect((await version(1))?.reasons).toEqual([
      'validation did not end: the function was stopped, as when memory runs out (Runtime.ExitError). ' +
        "Submit it again; where that does not help, the function's log says more",
    ]);
  });

  it.each<[string, { Error: string; Cause: string }, string]>([
    ['ran out of memory', killed, 'the function was stopped, as when memory runs out (Runtime.ExitError)'],
    ['ran out of time', { Error: 'Sandbox.Timedout', Cause: '{}' }, 'the function ran out of its time'],
    [
      'ran out of time, as an older runtime says it',
      { Error: 'Lambda.Unknown', Cause: '{"errorMessage":"2026-01-01 Task timed out after 900.00 seconds"}' },
      'the function ran out of its time',
    ],
    [
      'met what is not there',
      thrown('NotFound', 'Object\nk is not there'),
      'the function failed (NotFound: Object k is not there)',
    ],
    ['met a defect of ours', thrown('Internal', 'secret \ud800'), 'the function failed (Internal)'],
    [
      'could not be invoked',
      { Error: 'Lambda.TooManyRequestsException', Cause: 'Rate Exceeded' },
      'the function failed',
    ],
  ])('is a rejection that tells what to do where there is no job, of one that %s', async (_, failure, words) => {
    const { judgeFailed, version, actions } = await died('reject');
    const judged = await judgeFailed(KEY, { failure, afterJob: false, validationId: 'e1' });
    const [reason = ''] = (await version(1))?.reasons ?? [];
    expect(reason).toContain(`validation did not end: ${words}`);
    expect(reason).toContain('. Submit it again; where that does not help, make artifact and tables smaller, or ');
    expect(judged).toMatchObject({
      outcome: 'Rejected',
      reasons: [reason],
      notification: { text: expect.stringContaining(`- ${reason}`) },
    });
    expect(reason).not.toContain('secret');
    const again = await judgeFailed(KEY, { failure, afterJob: false, validationId: 'e1' });
    expect(again).toEqual(judged);
    expect((await actions()).filter((action) => action === 'ModelVersionRejected')).toHaveLength(1);
  });

  it('is registered first where the function died before, and quarantined where nobody opened it', async () => {
    const platform = validationPlatform({}, { artifactBytes: 2 ** 30, beyond: 'reject' });
    const { registry, artifacts, judgeFailed, version } = platform;
    await uploadSubmission(registry, artifacts);
    const failed = { failure: killed, afterJob: false, validationId: 'e1' };
    expect(await judgeFailed(KEY, failed)).toMatchObject({ outcome: 'Rejected', version: 1 });
    expect((await version(1))?.status).toBe('Rejected');
    const { key } = await uploadSubmission(registry, artifacts, { submissionId: 'stray', open: false });
    expect(await judgeFailed(key, failed)).toMatchObject({ outcome: 'quarantined' });
  });

  it('keeps the verdict that the function came to before it died', async () => {
    const { registry, artifacts, validate, judgeFailed, version } = validationPlatform();
    await uploadSubmission(registry, artifacts);
    await validate(KEY, 'e1');
    const decided = await version(1);
    const judged = await judgeFailed(KEY, { failure: killed, afterJob: false, validationId: 'e1' });
    expect(judged).toMatchObject({ outcome: decided?.status, reasons: decided?.reasons });
    expect(await version(1)).toEqual(decided);
  });

  it('is told from a validation and from the end of a job by its input', () => {
    const detail = { bucket: { name: 'b' }, object: { key: KEY } };
    const failure = { Error: 'Sandbox.Timedout' };
    const input = { detail, failure, afterJob: false, validationId: 'e1' };
    expect(validationTaskSchema.parse(input)).toMatchObject({ failure: { ...failure, Cause: '' }, afterJob: false });
    expect(validationTaskSchema.parse({ detail, validationId: 'e1' })).not.toHaveProperty('failure');
  });
});
