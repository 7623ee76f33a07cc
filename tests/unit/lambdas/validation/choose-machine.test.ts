import { describe, expect, it } from 'vitest';
import { tooBig } from '../../../../lambdas/application/validation/choose-machine.js';
import { MemoryArtifactStore } from '../../../fixtures/memory/memory-artifact-store.js';
import { modelPolicy } from '../../../fixtures/model-policy.js';
import { modelVersion } from '../../../fixtures/registry-records.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

const sized = (own: number, champion: number) => {
  const version = (number: number, size: number) => {
    const { contents, ...rest } = modelVersion(number);
    if (contents === undefined) throw new Error('the fixture has contents');
    return { ...rest, contents: { ...contents, artifact: { ...contents.artifact, size } } };
  };
  const sets = { evaluationSet: undefined, previousEvaluationSet: undefined };
  const folder = 'models/bikes/submissions/s1/';
  return {
    context: { version: version(2, own), champion: version(1, champion), folder, policy: modelPolicy(), ...sets },
  };
};

describe('a validation', () => {
  it('goes to a job when its champion is the one that is too big', async () => {
    const { context } = sized(10, 2_000);
    const artifacts = new MemoryArtifactStore();
    expect(await tooBig(artifacts, context, { artifactBytes: 1_000, beyond: 'process' })).toMatch(
      /^model\.tar\.gz of version 1 has 2000/,
    );
    expect(await tooBig(artifacts, context, { artifactBytes: 2_000, beyond: 'process' })).toBeUndefined();
    expect(await tooBig(artifacts, context, { artifactBytes: 1_000, beyond: 'reject' })).toBeUndefined();
  });

  it('goes to a job when only the model in it is too big, which is rejected where there is none', async () => {
    const process = validationPlatform({}, undefined, { maxModelBytes: 100 });
    expect(await process.submit()).toMatchObject({
      outcome: 'process',
      reason: expect.stringMatching(/^model\.onnx has \d+ bytes, at most 100 are allowed$/),
    });
    const reject = validationPlatform({}, { artifactBytes: 2 ** 30, beyond: 'reject' }, { maxModelBytes: 100 });
    expect(await reject.submit()).toMatchObject({
      outcome: 'Rejected',
      reasons: expect.arrayContaining([
        expect.stringMatching(/^integrity: .*model\.onnx has \d+ bytes, at most 100 are allowed/),
      ]),
    });
  });
});
