import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeRegistry } from '../../../lambdas/application/change-registry.js';
import { openSubmission } from '../../../lambdas/application/open-submission.js';
import { findChainBreak } from '../../../lambdas/domain/registry/change.js';
import { registerVersion } from '../../../lambdas/domain/registry/register-version.js';
import type { ModelRegistryStore } from '../../../lambdas/ports/model-registry-store.js';
import { MemoryModelRegistryStore } from '../../fixtures/memory/memory-model-registry-store.js';
import { AT } from '../../fixtures/registry-records.js';

/** Every call of the store waits for its turn, in an order that fast-check chooses. */
function scheduled(store: ModelRegistryStore, scheduler: fc.Scheduler): ModelRegistryStore {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...given: unknown[]) => {
        await scheduler.schedule(Promise.resolve());
        return Reflect.apply(value, target, given);
      };
    },
  });
}

function register(store: ModelRegistryStore, submissionId: string): Promise<number | undefined> {
  return changeRegistry(
    store,
    'bikes',
    async (head) => {
      const submission = await store.readSubmission('bikes', submissionId);
      if (submission?.status !== 'Open') return { result: submission?.version };
      const manifest = { key: `m/${submissionId}`, versionId: 'v', sha256: 'a'.repeat(64) };
      const { version, change } = registerVersion(head, submission, { manifest, reasons: [] }, AT);
      return { change, result: version.version };
    },
    { patience: Number.POSITIVE_INFINITY, sleep: async () => {} },
  );
}

describe('writers that interleave in any order', () => {
  it('give each submission one version, without gaps, in one whole audit chain', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 2, maxLength: 6 }),
        async (scheduler, deliveries) => {
          const store = new MemoryModelRegistryStore();
          const now = new Date(AT);
          for (const submissionId of new Set(deliveries)) {
            await openSubmission(store, { model: 'bikes', submissionId, openedBy: 'ada', files: [], now });
          }
          const racing = scheduled(store, scheduler);
          const done = Promise.all(deliveries.map((submissionId) => register(racing, submissionId)));
          const versions = await scheduler.waitFor(done);
          const bySubmission = new Map(deliveries.map((id, index) => [id, versions[index]]));
          expect(deliveries.map((id) => bySubmission.get(id))).toEqual(versions);
          const numbers = [...bySubmission.values()].sort();
          expect(numbers).toEqual(numbers.map((_, index) => index + 1));
          const { items } = await store.listAuditRecords('bikes', { limit: 100 });
          expect(findChainBreak(items)).toBeUndefined();
          expect(items).toHaveLength(2 * bySubmission.size);
          expect((await store.readModel('bikes'))?.auditHash).toBe(items.at(-1)?.hash);
        },
      ),
      { numRuns: 100 },
    );
  });
});
