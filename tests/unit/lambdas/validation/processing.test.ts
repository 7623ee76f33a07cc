import { describe, expect, it } from 'vitest';
import { endWaitingVersions } from '../../../../lambdas/application/housekeeping/end-waiting-versions.js';
import { objectKeys } from '../../../../lib/contracts/index.js';
import { evaluationCsv, putEvaluationSet, uploadSubmission } from '../../../fixtures/submission.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

const KEY = objectKeys.manifest('bikes', 's1');
const LEFT_BY_JOB = ['jobs/e1-1/report.json', 'jobs/e1-1/scores.csv'];
const completed = { ProcessingJobName: 'job' };
const failure = (words: object) => ({
  Error: 'States.TaskFailed',
  Cause: JSON.stringify({ ProcessingJobName: 'job', ProcessingJobStatus: 'Failed', ...words }),
});

const changed = (report: Record<string, unknown>, gate: string, by: object): unknown[] =>
  (report.gates as { gate: string }[]).map((found) => (found.gate === gate ? { ...found, ...by } : found));
const twice = ([first, second, ...rest]: unknown[]): unknown[] => [first, first, ...(second === undefined ? [] : rest)];

/** A platform where each artifact is too big for the function, with a submission that passes its gates. */
async function submitted(beyond: 'process' | 'reject' = 'process') {
  const platform = validationPlatform({}, { artifactBytes: 1, beyond });
  const { registry, artifacts } = platform;
  const evaluationSet = await putEvaluationSet(registry, artifacts, 1, evaluationCsv(40));
  await uploadSubmission(registry, artifacts, { evaluationSet });
  return platform;
}

describe('an artifact that is too big for a function', () => {
  it('is validated by a job: the function registers it, the job reports, the function decides by the report', async () => {
    const { validate, process, judge, version, actions, keys } = await submitted();
    expect(await validate(KEY, 'e1')).toMatchObject({
      outcome: 'process',
      model: 'bikes',
      version: 1,
      attempt: 1,
      arguments: ['bikes', '1', 'e1-1'],
    });
    expect(await process(1)).toEqual({ reported: true });
    expect((await keys('validation/bikes/0000000001/')).map((key) => key.slice(28))).toEqual(LEFT_BY_JOB);
    expect((await version(1))?.status).toBe('PendingValidation');
    expect(await judge({ version: 1, attempt: 1, validationId: 'e1', job: completed })).toMatchObject({
      outcome: 'Validated',
    });
    const validated = await version(1);
    expect(validated).toMatchObject({ status: 'Validated', validationReport: { key: expect.any(String) } });
    expect(validated?.gates.find(({ gate }) => gate === 'quality')).toMatchObject({ verdict: 'passed' });
    expect(validated?.gates.some((gate) => 'details' in gate)).toBe(false);
    expect(validated?.validationReport?.key).toBe(objectKeys.validationReport('bikes', 1));
    expect(validated?.scores?.key).toBe(objectKeys.jobScores('bikes', 1, 'e1-1'));
    expect(await keys('validation/')).toContain(objectKeys.validationPage('bikes', 1));
    expect((await actions()).slice(-2)).toEqual(['ModelVersionRegistered', 'ModelVersionValidated']);
  });

  it('comes to the same verdict as in the function', async () => {
    const big = await submitted();
    await big.validate(KEY, 'e1');
    await big.process(1);
    await big.judge({ version: 1, attempt: 1, validationId: 'e1', job: completed });
    const small = validationPlatform();
    const evaluationSet = await putEvaluationSet(small.registry, small.artifacts, 1, evaluationCsv(40));
    await uploadSubmission(small.registry, small.artifacts, { evaluationSet });
    await small.validate(KEY, 'e1');
    expect((await big.version(1))?.gates).toEqual((await small.version(1))?.gates);
  });

  it('is rejected with the remedy where there is no job', async () => {
    const { validate, version } = await submitted('reject');
    expect(await validate(KEY, 'e1')).toMatchObject({ outcome: 'Rejected' });
    const [reason, ...others] = (await version(1))?.reasons ?? [];
    expect(reason).toMatch(
      /^integrity: model\.tar\.gz of version 1 has \d+ bytes, at most 1 are validated in a function; /,
    );
    expect(reason).toContain('validate big artifacts in a SageMaker Processing job');
    expect(others).toEqual([expect.stringMatching(/^signature, .*, bias: not run: the artifact is too big$/)]);
  });

  it('asks for another job when a machine failed, three in all, and is rejected then with what happened', async () => {
    const { validate, judge, version } = await submitted();
    await validate(KEY, 'e1');
    const job = failure({ FailureReason: 'InternalServerError: We encountered an internal error.' });
    for (const attempt of [1, 2]) {
      expect(await judge({ version: 1, attempt, validationId: 'e1', job })).toMatchObject({
        outcome: 'process',
        attempt: attempt + 1,
        arguments: ['bikes', '1', `e1-${attempt + 1}`],
      });
    }
    expect(await judge({ version: 1, attempt: 3, validationId: 'e1', job })).toMatchObject({ outcome: 'Rejected' });
    const { reasons = [] } = (await version(1)) ?? {};
    expect(reasons).toEqual([
      'validation did not end: processing job job is Failed: InternalServerError: We encountered an internal error.. ' +
        'Submit it again; where that does not help, the job needs more memory or time',
    ]);
  });

  it.each<[string, { Error: string; Cause: string }, string]>([
    [
      'whose program failed',
      failure({ ExitMessage: 'Internal: no', FailureReason: 'AlgorithmError: 1' }),
      'Internal: no',
    ],
    ['that ran out of time', failure({ ProcessingJobStatus: 'Stopped' }), 'is Stopped: it ran out of time'],
    ['that never ended', { Error: 'States.Timeout', Cause: '' }, 'the processing job did not end in time'],
    [
      'that could not be started',
      { Error: 'SageMaker.ResourceLimitExceededException', Cause: 'The account-level service limit is 0' },
      'could not be run (SageMaker.ResourceLimitExceededException: The account-level service limit is 0)',
    ],
  ])('is rejected, and people are told, after a job %s', async (_, job, words) => {
    const { validate, judge, version } = await submitted();
    await validate(KEY, 'e1');
    const verdict = await judge({ version: 1, attempt: 1, validationId: 'e1', job });
    expect(verdict).toMatchObject({ outcome: 'Rejected', notification: { text: expect.stringContaining(words) } });
    expect((await version(1))?.reasons.join()).toContain(words);
  });

  it('is tried again where the program said that it passes', async () => {
    const { validate, judge } = await submitted();
    await validate(KEY, 'e1');
    const job = failure({
      ExitMessage: 'DependencyUnavailable: S3 did not answer',
      FailureReason: 'AlgorithmError: 1',
    });
    expect(await judge({ version: 1, attempt: 1, job })).toMatchObject({ outcome: 'process', attempt: 2 });
  });

  it.each<[string, (report: Record<string, unknown>) => string]>([
    ['is not there', () => ''],
    ['is no JSON', () => '{"schemaVersion":'],
    ['is of another version', (report) => JSON.stringify({ ...report, version: 2 })],
    [
      'is of another manifest',
      (report) => JSON.stringify({ ...report, manifest: { ...(report.manifest as object), versionId: 'other' } }),
    ],
    ['names scores of another place', (report) => JSON.stringify(report).replace('jobs/e1-1/scores.csv', 'scores.csv')],
    ['has no findings', (report) => JSON.stringify({ ...report, gates: [] })],
    ['lacks a gate', (report) => JSON.stringify({ ...report, gates: (report.gates as unknown[]).slice(1) })],
    ['has a gate twice', (report) => JSON.stringify({ ...report, gates: twice(report.gates as unknown[]) })],
    [
      'passes what failed',
      (report) => JSON.stringify({ ...report, gates: changed(report, 'quality', { verdict: 'failed', passed: true }) }),
    ],
    [
      'has findings that no record holds',
      (report) => JSON.stringify({ ...report, gates: changed(report, 'quality', { reason: 'x'.repeat(200_000) }) }),
    ],
  ])('is rejected when the report of the job %s', async (_, write) => {
    const { validate, process, judge, artifacts, version } = await submitted();
    await validate(KEY, 'e1');
    await process(1);
    const key = objectKeys.jobReport('bikes', 1, 'e1-1');
    const report = JSON.parse(await artifacts.readText(key));
    await artifacts.write(key, write(report), { contentType: 'application/json' });
    const input = { version: 1, attempt: 1, validationId: 'e1', job: completed };
    expect(await judge(input)).toMatchObject({ outcome: 'Rejected' });
    expect((await version(1))?.reasons.join()).toMatch(
      /^validation did not end: the processing job left (a report|no report|findings)/,
    );
  });

  it('is judged by the policy as the function knows it, whatever the report says of advisory gates and of its verdict', async () => {
    const { validate, process, judge, artifacts, version } = await submitted();
    await validate(KEY, 'e1');
    await process(1);
    const key = objectKeys.jobReport('bikes', 1, 'e1-1');
    const report = JSON.parse(await artifacts.readText(key));
    const bad = { passed: false, verdict: 'failed', advisory: true, reason: 'no' };
    const told = { ...report, gates: changed(report, 'quality', bad), verdict: 'passed', reasons: [] };
    await artifacts.write(key, JSON.stringify(told), { contentType: 'application/json' });
    const input = { version: 1, attempt: 1, validationId: 'e1', job: completed };
    expect(await judge(input)).toMatchObject({ outcome: 'Rejected', reasons: ['quality: no'] });
    const pointer = (await version(1))?.validationReport;
    const written = JSON.parse(await artifacts.readText(pointer?.key ?? '', pointer?.versionId));
    expect(written).toMatchObject({ verdict: 'rejected', reasons: ['quality: no'] });
  });

  it('is not judged by what the job of another execution or try left', async () => {
    const { validate, process, judge } = await submitted();
    await validate(KEY, 'e1');
    await process(1, 'e2-1');
    await process(1, 'e1-2');
    expect(await judge({ version: 1, attempt: 1, validationId: 'e1', job: completed })).toMatchObject({
      outcome: 'Rejected',
      reasons: [expect.stringMatching(/left no report that can be read/)],
    });
  });

  it('keeps the verdict that came first, when its job ends after the daily run rejected it', async () => {
    const { validate, process, judge, version, registry, clock, actions } = await submitted();
    await validate(KEY, 'e1');
    await process(1);
    clock.advance(2 * 86_400);
    expect(await endWaitingVersions({ registry, clock })).toEqual({ rejected: 1, expired: 0 });
    const swept = await version(1);
    const verdict = await judge({ version: 1, attempt: 1, validationId: 'e1', job: completed });
    expect(verdict).toMatchObject({
      outcome: 'Rejected',
      reasons: ['validation did not end; submit it again'],
      notification: { text: expect.stringContaining('- validation did not end; submit it again') },
    });
    expect(await version(1)).toEqual(swept);
    expect(await process(1)).toEqual({ reported: false });
    expect((await actions()).filter((action) => action === 'ModelVersionRejected')).toHaveLength(1);
  });

  it('is decided once when two executions process it', async () => {
    const { validate, process, judge, actions } = await submitted();
    await Promise.all([validate(KEY, 'e1'), validate(KEY, 'e2')]);
    await Promise.all([process(1), process(1, 'e2-1')]);
    const verdicts = await Promise.all(
      ['e1', 'e2'].map((validationId) => judge({ version: 1, attempt: 1, validationId, job: completed })),
    );
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(['Validated', 'Validated']);
    expect((await actions()).slice(-2)).toEqual(['ModelVersionRegistered', 'ModelVersionValidated']);
    expect((await actions()).filter((action) => action === 'ModelVersionValidated')).toHaveLength(1);
  });
});
