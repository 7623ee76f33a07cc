import { describe, expect, it } from 'vitest';
import type { RetrainingRequest } from '../../../../lambdas/application/documents/retraining-state.js';
import { beginRetraining } from '../../../../lambdas/application/retraining/begin-retraining.js';
import { MemoryModelPolicyStore } from '../../../fixtures/memory/memory-model-policy-store.js';
import { MemoryModelRegistryStore } from '../../../fixtures/memory/memory-model-registry-store.js';
import { modelPolicy } from '../../../fixtures/model-policy.js';

const HOUR = 3_600_000;

/** Runs begin an hour after one another, under a cooldown of a day. */
function prepare() {
  let time = Date.parse('2026-03-01T00:00:00Z');
  const registry = new MemoryModelRegistryStore();
  const clock = { now: () => new Date(time) };
  const policies = new MemoryModelPolicyStore(modelPolicy());
  return {
    begin: async (trigger: RetrainingRequest['trigger'], runId: string, hours = 1, reason?: string) => {
      time += hours * HOUR;
      const request = { model: 'bikes', runId, trigger, startedBy: `who:${runId}`, ...(reason && { reason }) };
      return (await beginRetraining({ registry, policies, clock }, request))?.reason ?? 'began';
    },
    registry,
    records: async () => (await registry.listAuditRecords('bikes', { limit: 50 })).items,
  };
}

describe('the start of a retraining run', () => {
  it("is on record with who, why and by what, a person's as well", async () => {
    const { begin, records, registry } = prepare();
    expect(await begin('manual', 'm1', 1, 'a new sensor')).toBe('began');
    expect(await records()).toMatchObject([
      {
        action: 'RetrainingStarted',
        actor: 'who:m1',
        evidence: { runId: 'm1', trigger: 'manual', reason: 'a new sensor' },
      },
    ]);
    expect((await registry.readModel('bikes'))?.lastRetraining).toEqual({
      manual: { runId: 'm1', trigger: 'manual', startedBy: 'who:m1', at: '2026-03-01T01:00:00.000Z' },
    });
  });

  it('is on record once, however often its first step runs, other starts in between', async () => {
    const { begin, records } = prepare();
    await begin('schedule', 's1');
    await begin('manual', 'm1');
    expect(await begin('schedule', 's1')).toBe('began');
    expect(await begin('manual', 'm1')).toBe('began');
    expect((await records()).map(({ evidence }) => evidence.runId)).toEqual(['s1', 'm1']);
  });

  it.each([
    ['schedule', 'drift'],
    ['drift', 'schedule'],
    ['schedule', 'schedule'],
  ] as const)('by %s holds one by %s back until the cooldown is over', async (first, second) => {
    const { begin, records } = prepare();
    await begin(first, 'r1');
    await begin('manual', 'm1', 2);
    expect(await begin(second, 'r2', 21.9)).toBe(
      'who:r1 started run r1 at 2026-03-01T01:00:00.000Z; alarm and schedule may start the next from 2026-03-02T01:00:00.000Z on',
    );
    expect(await records()).toHaveLength(2);
    expect(await begin(second, 'r2', 0.1)).toBe('began');
  });

  it('by a person neither waits, nor makes others wait', async () => {
    const { begin } = prepare();
    expect(await begin('drift', 'd1')).toBe('began');
    expect(await begin('manual', 'm1')).toBe('began');
    const other = prepare();
    expect(await other.begin('manual', 'm1')).toBe('began');
    expect(await other.begin('drift', 'd1')).toBe('began');
  });
});
