import { describe, expect, it } from 'vitest';
import { loggedValidation } from '../../../../lambdas/application/validation/logged-validation.js';
import { rejectionMessage } from '../../../../lambdas/application/validation/rejection-message.js';
import { objectKeys } from '../../../../lib/contracts/index.js';
import { modelVersion } from '../../../fixtures/registry-records.js';
import { uploadSubmission } from '../../../fixtures/submission.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

const KEY = objectKeys.manifest('bikes', 's1');

async function rejected() {
  const platform = validationPlatform();
  await uploadSubmission(platform.registry, platform.artifacts, { manifest: () => '{"schemaVersion":' });
  return { ...platform, first: await platform.validate(KEY, 'e1') };
}

describe('who is told of a rejection', () => {
  it('is told of it by the execution that made it, in the words of the registry', async () => {
    const { first, version } = await rejected();
    const { reasons = [] } = (await version(1)) ?? {};
    expect(first).toMatchObject({
      outcome: 'Rejected',
      reasons,
      notification: { subject: 'Rejected: model bikes, version 1', text: expect.stringContaining(`- ${reasons[0]}\n`) },
    });
    expect(reasons[0]).toMatch(/^integrity: /);
  });

  it('is told of it again when that execution tries again after the verdict was written, so that it is not lost', async () => {
    const { first, validate } = await rejected();
    expect(await validate(KEY, 'e1')).toEqual(first);
  });

  it('is told of it by no other execution', async () => {
    const { validate, version } = await rejected();
    const { reasons } = (await version(1)) ?? {};
    expect(await validate(KEY, 'e2')).toEqual({ outcome: 'Rejected', model: 'bikes', version: 1, reasons });
  });

  it('is told of a quarantine, by every execution that finds it', async () => {
    const { registry, artifacts, validate } = validationPlatform();
    await uploadSubmission(registry, artifacts, { open: false });
    const first = await validate(KEY, 'e1');
    expect(first).toMatchObject({
      outcome: 'quarantined',
      notification: {
        subject: 'Quarantined: model bikes, submission s1',
        text: expect.stringContaining('- There is no submission s1 of model bikes\n'),
      },
    });
    expect(await validate(KEY, 'e2')).toEqual(first);
  });
});

describe('a quarantine that the registry knows', () => {
  it('is told of by the execution that recorded it, as often as it tries again, and by no other', async () => {
    const { registry, artifacts, clock, validate } = validationPlatform();
    clock.advance(7_200);
    await uploadSubmission(registry, artifacts, { openedAt: new Date('2026-01-01T00:00:00.000Z') });
    const first = await validate(KEY, 'e1');
    expect(first).toMatchObject({ outcome: 'quarantined', notification: { text: expect.stringContaining('expired') } });
    expect(await validate(KEY, 'e1')).toEqual(first);
    const { reason } = (await registry.readSubmission('bikes', 's1')) ?? {};
    expect(await validate(KEY, 'e2')).toEqual({ outcome: 'quarantined', reason });
  });
});

describe('what a log has of a validation', () => {
  it('names outcome, version and gates, and quotes no reason', () => {
    const known = { model: 'bikes', version: 1 };
    const reasons = [
      'data: row 3 has "ada@example.org"',
      'quality, bias: not run: no set',
      'validation did not end: x: y',
    ];
    expect(loggedValidation({ outcome: 'Rejected', ...known, reasons })).toEqual({
      outcome: 'Rejected',
      ...known,
      rejectedBy: ['data', 'quality', 'bias'],
    });
    expect(loggedValidation({ outcome: 'Validated', ...known, reasons: [] })).toMatchObject({ rejectedBy: [] });
    const job = {
      outcome: 'process',
      ...known,
      attempt: 2,
      arguments: ['bikes', '1'],
      reason: 'row 3 has "ada"',
    } as const;
    expect(loggedValidation(job)).toEqual({ outcome: 'process', ...known, attempt: 2 });
    expect(loggedValidation({ outcome: 'ignored', reason: 'ada' })).toEqual({ outcome: 'ignored' });
  });
});

describe('the message', () => {
  it('counts its bytes as JSON', () => {
    const { text } = rejectionMessage(modelVersion(1, { reasons: ['\u0001"'.repeat(40_000)] }), 'bucket');
    expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThan(51_000);
    expect(text.endsWith('(cut)\n')).toBe(true);
  });

  it('fits the state of an execution, however much there is to say', () => {
    const reasons = Array.from({ length: 100 }, (_, i) => `quality: ${'ü'.repeat(2_000)} ${i}`);
    const { subject, text } = rejectionMessage(modelVersion(1, { model: 'ö'.repeat(200), reasons }), 'bucket');
    expect(Buffer.byteLength(JSON.stringify({ subject, text }))).toBeLessThan(200 * 1024);
    expect(subject).toMatch(/^[\x20-\x7e]{1,100}$/);
    expect(text.endsWith('(cut)\n')).toBe(true);
  });
});
