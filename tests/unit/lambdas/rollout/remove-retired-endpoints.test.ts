import { describe, expect, it } from 'vitest';
import { removeEndpointsInputSchema } from '../../../../lambdas/application/documents/rollout-tasks.js';
import { DRAIN_SECONDS } from '../../../../lambdas/application/rollout/begin-rollout.js';
import { removeRetiredEndpoints } from '../../../../lambdas/application/rollout/remove-retired-endpoints.js';
import type { TrafficSplit } from '../../../../lambdas/domain/registry/records.js';
import { ManualClock } from '../../../fixtures/manual-clock.js';
import { MemoryEndpointControl } from '../../../fixtures/memory/memory-endpoint-control.js';
import { MemoryModelRegistryStore } from '../../../fixtures/memory/memory-model-registry-store.js';
import { AT, put } from '../../../fixtures/registry-records.js';

const split = (endpointName: string): TrafficSplit => ({
  kind: 'TrafficSplit',
  model: 'bikes',
  revision: 0,
  variants: [{ slot: 'champion', version: 2, endpointName, weight: 100 }],
  changedAt: AT,
});

function platform() {
  const registry = new MemoryModelRegistryStore();
  const endpoints = new MemoryEndpointControl('e1', 'e2');
  const clock = new ManualClock();
  const slept: number[] = [];
  const sleep = async (milliseconds: number) => {
    slept.push(milliseconds);
    clock.advance(milliseconds / 1000);
  };
  const remove = (...endpointNames: string[]) =>
    removeRetiredEndpoints({ registry, endpoints, clock, sleep }, { model: 'bikes', endpointNames });
  return { registry, endpoints, clock, slept, remove };
}

describe('the endpoint of a retired version', () => {
  it('is removed, and again does no harm', async () => {
    const { endpoints, slept, remove } = platform();
    expect(await remove('e1')).toEqual({ removed: ['e1'] });
    expect(await remove('e1')).toEqual({ removed: ['e1'] });
    expect([[...endpoints.names], slept]).toEqual([['e2'], []]);
  });

  it('stays while the traffic split serves it', async () => {
    const { registry, endpoints, clock, remove } = platform();
    await put(registry, split('e1'));
    clock.advance(DRAIN_SECONDS);
    expect(await remove('e1', 'e2')).toEqual({ removed: ['e2'] });
    expect([...endpoints.names]).toEqual(['e1']);
  });

  it('goes only when gateways have read a split that changed a moment ago', async () => {
    const { registry, clock, slept, remove } = platform();
    await put(registry, split('e2'));
    clock.advance(10);
    await remove('e1');
    expect(slept).toEqual([(DRAIN_SECONDS - 10) * 1000]);
    await remove('e1');
    expect(slept).toHaveLength(1);
  });

  it('is waited for no longer than the drain where the clocks differ, and not at all where there was none', async () => {
    const { registry, clock, slept, remove } = platform();
    await put(registry, split('e2'));
    clock.advance(-3600);
    expect(await remove()).toEqual({ removed: [] });
    expect(slept).toEqual([]);
    await remove('e1');
    expect(slept).toEqual([DRAIN_SECONDS * 1000]);
  });
});

describe('the input of the removal', () => {
  it('is the task of a rollout, or the event of a retirement', () => {
    expect(removeEndpointsInputSchema.parse({ endpointNames: ['e1'] })).toEqual({ endpointNames: ['e1'] });
    const detail = { platform: 'p', model: 'bikes', version: 1, evidence: { reason: 'old', endpointNames: ['e1'] } };
    expect(removeEndpointsInputSchema.parse({ 'detail-type': 'ModelVersionRetired', detail })).toEqual({
      model: 'bikes',
      endpointNames: ['e1'],
    });
    expect(removeEndpointsInputSchema.safeParse({ detail: { model: 'bikes', evidence: {} } }).success).toBe(false);
  });
});
