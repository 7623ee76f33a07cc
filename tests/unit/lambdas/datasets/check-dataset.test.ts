import { describe, expect, it } from 'vitest';
import { checkDataset } from '../../../../lambdas/application/retraining/check-dataset.js';
import { MemoryModelPolicyStore } from '../../../fixtures/memory/memory-model-policy-store.js';
import { modelPolicy } from '../../../fixtures/model-policy.js';
import { trained } from '../../../fixtures/trained-run.js';

describe('checkDataset', () => {
  it('counts the rows and columns of what the run pinned, whatever was written since', async () => {
    const { artifacts, registry, policies, put, state } = await trained();
    await put(state.evaluationSet.key, 'other\n');
    await put('snapshots/bikes/run-1/train/train.csv', 'other\n');
    expect(await checkDataset({ artifacts, registry, policies }, state)).toMatchObject({
      ok: true,
      rows: 100,
      columns: 2,
    });
  });

  it('throws DataCheckFailed with every problem in its message', async () => {
    const { artifacts, registry, state } = await trained();
    const policies = new MemoryModelPolicyStore(
      modelPolicy({ task: 'classification', dataset: { target: 'cnt', exclude: [], minimumRows: 1000 } }),
    );
    await expect(checkDataset({ artifacts, registry, policies }, state)).rejects.toMatchObject({
      name: 'DataCheckFailed',
      message: expect.stringMatching(/100 labelled rows: expected at least 1000; .*labels in the training rows/),
    });
  });
});
