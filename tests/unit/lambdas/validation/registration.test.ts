import { describe, expect, it } from 'vitest';
import { GATE_NAMES } from '../../../../lib/contracts/index.js';
import { uploadSubmission } from '../../../fixtures/submission.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

describe('a manifest that arrives', () => {
  it('becomes the next version, with everything it points to pinned', async () => {
    const { submit, version, registry } = validationPlatform();
    await submit({ submissionId: 'first' });
    await submit({ submissionId: 'second' });
    expect(await version(2)).toMatchObject({
      submissionId: 'second',
      registeredBy: 'arn:ada',
      manifest: { key: 'models/bikes/submissions/second/manifest.json' },
      contents: { artifact: { key: 'models/bikes/submissions/second/model.tar.gz' } },
    });
    expect(await registry.readSubmission('bikes', 'second')).toMatchObject({ status: 'Registered', version: 2 });
    expect((await registry.readModel('bikes'))?.nextVersion).toBe(3);
  });

  it('is one version when its event comes twice, even at once', async () => {
    const { registry, artifacts, validate, actions } = validationPlatform();
    const { key } = await uploadSubmission(registry, artifacts);
    await Promise.all([validate(key), validate(key)]);
    await validate(key);
    expect((await registry.listVersions('bikes', { limit: 10 })).items).toHaveLength(1);
    expect(await actions()).toEqual(['SubmissionOpened', 'ModelVersionRegistered', 'ModelVersionRejected']);
  });

  it('changes nothing when it is overwritten after its registration', async () => {
    const { registry, artifacts, validate, version } = validationPlatform();
    const { key } = await uploadSubmission(registry, artifacts);
    await validate(key);
    const before = await version(1);
    await artifacts.write(key, '{"other":1}', { contentType: 'application/json' });
    expect(await validate(key)).toMatchObject({ outcome: 'Rejected', version: 1, reasons: before?.reasons });
    expect(await version(1)).toEqual(before);
  });

  it('is validated by a later delivery when the first one stopped after the registration', async () => {
    const { registry, artifacts, validate, version } = validationPlatform();
    const { key } = await uploadSubmission(registry, artifacts);
    const write = artifacts.write.bind(artifacts);
    artifacts.write = async () => {
      throw new Error('the function stopped');
    };
    await expect(validate(key)).rejects.toThrow('the function stopped');
    expect((await version(1))?.status).toBe('PendingValidation');
    artifacts.write = write;
    await validate(key);
    expect((await version(1))?.status).toBe('Rejected');
    expect(await version(2)).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ['that is not JSON', '{"schemaVersion":', 'The manifest is not JSON'],
    ['with an unknown key', { schemaVersion: 1, surprise: true }, 'The manifest is not valid'],
    ['with a path out of its folder', { artifact: { path: '../x', sha256: 'a', size: 1 } }, 'without ".." in it'],
  ])('%s is registered and Rejected with the reason', async (_name, manifest, reason) => {
    const { submit, version } = validationPlatform();
    expect(await submit({ manifest: () => manifest })).toMatchObject({ outcome: 'Rejected', version: 1 });
    const rejected = await version(1);
    expect(rejected?.status).toBe('Rejected');
    expect(rejected?.reasons.join()).toContain(reason);
    expect(rejected?.gates.map((gate) => gate.gate)).toEqual([...GATE_NAMES]);
  });

  it('of another model or submission than its place says is Rejected', async () => {
    const { submit, version } = validationPlatform();
    await submit({ manifest: (manifest) => ({ ...manifest, model: 'cats', submissionId: 's9' }) });
    const reasons = (await version(1))?.reasons.join();
    expect(reasons).toContain('is of model "cats", its place says "bikes"');
    expect(reasons).toContain('is of submission "s9", its place says "s1"');
  });
});

describe('quarantine', () => {
  it('takes a manifest that no submission covers, with the reason, and leaves the registry alone', async () => {
    const { submit, registry, artifacts, keys } = validationPlatform();
    expect(await submit({ open: false })).toMatchObject({
      outcome: 'quarantined',
      reason: 'There is no submission s1 of model bikes',
    });
    expect(await keys('quarantine/')).toEqual(['quarantine/bikes/s1/manifest.json', 'quarantine/bikes/s1/reason.json']);
    expect(await artifacts.readText('quarantine/bikes/s1/reason.json')).toContain('There is no submission s1');
    expect(await registry.readModel('bikes')).toBeUndefined();
  });

  it('takes the manifest of an expired submission, and says so in the audit', async () => {
    const { submit, registry, actions, validate, clock } = validationPlatform();
    clock.advance(7_200);
    await submit({ openedAt: new Date('2026-01-01T00:00:00.000Z') });
    expect(await registry.readSubmission('bikes', 's1')).toMatchObject({ status: 'Quarantined' });
    expect(await actions()).toEqual(['SubmissionOpened', 'SubmissionQuarantined']);
    expect(await validate('models/bikes/submissions/s1/manifest.json')).toMatchObject({
      outcome: 'quarantined',
      reason: expect.stringContaining('the submission expired at'),
    });
    expect(await registry.readVersion('bikes', 1)).toBeUndefined();
  });

  it('does not take what arrived in time and is only looked at late', async () => {
    const { registry, artifacts, validate, clock } = validationPlatform();
    const { key } = await uploadSubmission(registry, artifacts);
    clock.advance(7_200);
    expect(await validate(key)).toMatchObject({ version: 1 });
  });

  it('takes a manifest of a model that the platform does not know', async () => {
    const { artifacts, validate, keys, registry } = validationPlatform();
    const key = 'models/cats/submissions/s1/manifest.json';
    await artifacts.write(key, '{}', { contentType: 'application/json' });
    const result = await validate(key);
    expect(result).toMatchObject({
      outcome: 'quarantined',
      reason: expect.stringContaining('its configuration has to be deployed first'),
    });
    expect(await keys('quarantine/cats/')).toHaveLength(2);
    expect(await registry.readModel('cats')).toBeUndefined();
  });

  it('leaves objects alone that only look like manifests', async () => {
    const { validate } = validationPlatform();
    expect(await validate('models/bikes/submissions/s1/deep/manifest.json')).toMatchObject({ outcome: 'ignored' });
  });
});
