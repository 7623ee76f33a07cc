import { describe, expect, it } from 'vitest';
import { smokeTestEndpoint } from '../../../../lambdas/application/rollout/smoke-test-endpoint.js';
import { endpointTimeout, ModelFailure } from '../../../../lambdas/domain/inference/model-failure.js';
import { MemoryArtifactStore } from '../../../fixtures/memory/memory-artifact-store.js';
import { type MemoryEndpoint, MemoryEndpointInvoker } from '../../../fixtures/memory/memory-endpoint-invoker.js';
import { MemoryModelRegistryStore } from '../../../fixtures/memory/memory-model-registry-store.js';
import { modelVersion, put } from '../../../fixtures/registry-records.js';

const SAMPLE = { instances: [{ x: 1 }, { x: null }], predictions: [{ prediction: 2 }, { prediction: 1000 }] };

async function smokeTest(endpoint: MemoryEndpoint, sample: unknown = SAMPLE) {
  const registry = new MemoryModelRegistryStore();
  const artifacts = new MemoryArtifactStore();
  await put(registry, modelVersion(1));
  await artifacts.write('sample-1', JSON.stringify(sample), { contentType: 'application/json' });
  const endpoints = new MemoryEndpointInvoker({ e: endpoint });
  const input = { model: 'bikes', version: 1, rolloutId: 'r', endpointName: 'e' };
  const pinned = await registry.readVersion('bikes', 1);
  expect(pinned?.contents?.evaluation.sample.versionId).toBe('v1');
  return { result: smokeTestEndpoint({ registry, artifacts, endpoints }, input), endpoints };
}

const answering =
  (...predictions: readonly object[]) =>
  () =>
    JSON.stringify({ predictions });

describe('the smoke test of an endpoint', () => {
  it('sends the sample of the submission and accepts the answers that came with it', async () => {
    const { result, endpoints } = await smokeTest(answering({ prediction: 2.0005 }, { prediction: 1000.5 }));
    expect(await result).toEqual({ ok: true, rows: 2 });
    expect(JSON.parse(String(endpoints.invocations[0]?.body))).toEqual({ instances: SAMPLE.instances });
  });

  it.each<[string, MemoryEndpoint, string]>([
    ['another prediction', answering({ prediction: 2.1 }, { prediction: 1000 }), 'row 0 of the sample'],
    ['too few answers', answering({ prediction: 2 }), 'predictions'],
    ['no JSON', () => 'oops', 'not JSON'],
    [
      'a crash',
      () => {
        throw new ModelFailure('The model failed (status 500): boom');
      },
      'boom',
    ],
  ])('fails by its own name on %s', async (_name, endpoint, message) => {
    const { result } = await smokeTest(endpoint);
    await expect(result).rejects.toMatchObject({ name: 'SmokeTestFailed', message: expect.stringContaining(message) });
  });

  it('tries again while the endpoint starts, three times at most', async () => {
    let calls = 0;
    const slow = () => {
      calls += 1;
      if (calls < 3) throw endpointTimeout('e', 1);
      return answering({ prediction: 2 }, { prediction: 1000 })();
    };
    expect(await (await smokeTest(slow)).result).toEqual({ ok: true, rows: 2 });
    const never = () => {
      throw endpointTimeout('e', 1);
    };
    const { result, endpoints } = await smokeTest(never);
    await expect(result).rejects.toMatchObject({ name: 'SmokeTestFailed' });
    expect(endpoints.invocations).toHaveLength(3);
  });

  it('compares probabilities, not the label at the threshold', async () => {
    const sample = { instances: [{ x: 1 }], predictions: [{ prediction: 'yes', probability: 0.5004 }] };
    const near = await smokeTest(answering({ prediction: 'no', probability: 0.4997 }), sample);
    expect(await near.result).toEqual({ ok: true, rows: 1 });
    const far = await smokeTest(answering({ prediction: 'yes', probability: 0.6 }), sample);
    await expect(far.result).rejects.toThrow('row 0');
  });
});
