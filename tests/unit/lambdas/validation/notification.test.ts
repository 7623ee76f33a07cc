import { describe, expect, it } from 'vitest';
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

describe('the message', () => {
  it('fits the state of an execution, however much there is to say', () => {
    const reasons = Array.from({ length: 100 }, (_, i) => `quality: ${'ü'.repeat(2_000)} ${i}`);
    const { subject, text } = rejectionMessage(modelVersion(1, { model: 'ö'.repeat(200), reasons }), 'bucket');
    expect(Buffer.byteLength(JSON.stringify({ subject, text }))).toBeLessThan(200 * 1024);
    expect(subject).toMatch(/^[\x20-\x7e]{1,100}$/);
    expect(text.endsWith('(cut)\n')).toBe(true);
  });
});
