import { describe, expect, it } from 'vitest';
import { NotFound } from '../../../../lambdas/domain/errors.js';
import { errorNames, objectKeys } from '../../../../lib/contracts/index.js';
import { championAlias } from '../../../fixtures/carded-model.js';
import { put } from '../../../fixtures/registry-records.js';
import { evaluationCsv, putEvaluationSet, uploadSubmission } from '../../../fixtures/submission.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

const KEY = objectKeys.manifest('bikes', 's1');
const { platformFault: name } = errorNames;
const failure = { Error: name, Cause: '{"errorMessage":"gone"}' };

/** A submission, and a bucket that loses what is read by a key; `find` brings it back. */
async function lost(isLost: (key: string) => boolean) {
  const platform = validationPlatform();
  const { registry, artifacts } = platform;
  const evaluationSet = await putEvaluationSet(registry, artifacts, 1, evaluationCsv(40));
  await uploadSubmission(registry, artifacts, { evaluationSet });
  let there = false;
  const guarded = (key: string): string => {
    if (!there && isLost(key)) throw new NotFound(`Could not read object ${key}: it does not exist`);
    return key;
  };
  const { readBytes, readText, readStream } = artifacts;
  artifacts.readBytes = async (key, id) => readBytes.call(artifacts, guarded(key), id);
  artifacts.readText = async (key, id) => readText.call(artifacts, guarded(key), id);
  artifacts.readStream = async (key, id) => readStream.call(artifacts, guarded(key), id);
  return {
    ...platform,
    evaluationSet,
    find: () => {
      there = true;
    },
  };
}

const setIsLost = () => lost((key) => key.startsWith('evaluation/'));

describe('what the platform itself lacks', () => {
  it.each(['model.tar.gz', 'manifest.json'])("fails the validation, when it is the champion's %s", async (file) => {
    let gone = false;
    const { registry, artifacts, validate, version, evaluationSet } = await lost(
      (key) => gone && key === `${objectKeys.submission('bikes', 's1')}${file}`,
    );
    expect(await validate(KEY)).toMatchObject({ outcome: 'Validated' });
    await put(registry, championAlias(1));
    const second = await uploadSubmission(registry, artifacts, { submissionId: 's2', evaluationSet });
    gone = true;
    await expect(validate(second.key)).rejects.toMatchObject({
      name,
      message: expect.stringContaining('The champion, version 1 of model bikes: Could not read object'),
    });
    expect((await version(2))?.status).toBe('PendingValidation');
  });

  it('fails the validation, and is not charged to the submitter, when it is the evaluation set', async () => {
    const { validate, version } = await setIsLost();
    await expect(validate(KEY)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(/^Evaluation set 1 of model bikes: Could not read object evaluation/),
    });
    expect((await version(1))?.status).toBe('PendingValidation');
  });

  it('fails the validation, when the evaluation set is not the one that the registry names', async () => {
    const { registry, artifacts, validate } = validationPlatform();
    const set = await putEvaluationSet(registry, artifacts, 1, evaluationCsv(10));
    await put(registry, { ...set, number: 2, sha256: 'f'.repeat(64) });
    await uploadSubmission(registry, artifacts);
    await expect(validate(KEY)).rejects.toMatchObject({
      name,
      message: 'Evaluation set 2 of model bikes: it is not the one that the registry names',
    });
  });

  it('fails the execution while it lasts, and a redriven one decides', async () => {
    const { validate, judgeFailed, find, version } = await setIsLost();
    await expect(validate(KEY)).rejects.toMatchObject({ name });
    await expect(judgeFailed(KEY, { failure, afterJob: false })).rejects.toMatchObject({ name });
    expect((await version(1))?.status).toBe('PendingValidation');
    find();
    expect(await judgeFailed(KEY, { failure, afterJob: false })).toMatchObject({ outcome: 'Validated' });
  });

  it('rejects nothing when a job met it', async () => {
    const { validate, judge, judgeFailed, version } = await setIsLost();
    await expect(validate(KEY)).rejects.toMatchObject({ name });
    const Cause = JSON.stringify({
      ProcessingJobName: 'job',
      ProcessingJobStatus: 'Failed',
      ExitMessage: `${name}: Evaluation set 1 of model bikes: gone`,
    });
    const job = { Error: 'States.TaskFailed', Cause };
    await expect(judge({ version: 1, attempt: 1, job })).rejects.toMatchObject({ name });
    await expect(judgeFailed(KEY, { failure, afterJob: true })).rejects.toMatchObject({ name });
    expect((await version(1))?.status).toBe('PendingValidation');
  });
});
