import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { decideApproval } from '../../../lambdas/application/approval/decide-approval.js';
import { changeRegistry } from '../../../lambdas/application/change-registry.js';
import { moveAlias } from '../../../lambdas/application/control/aliases.js';
import { rollBack } from '../../../lambdas/application/control/rollbacks.js';
import { beginRolloutOf } from '../../../lambdas/application/rollout/begin-rollout.js';
import { finishRolloutOf } from '../../../lambdas/application/rollout/finish-rollout.js';
import { shiftTrafficOf } from '../../../lambdas/application/rollout/shift-traffic.js';
import { openSubmission } from '../../../lambdas/application/validation/open-submission.js';
import { Conflict, PreconditionFailed } from '../../../lambdas/domain/errors.js';
import { registerVersion } from '../../../lambdas/domain/registry/register-version.js';
import type { ModelRegistryStore } from '../../../lambdas/ports/model-registry-store.js';
import { ManualClock } from '../../fixtures/manual-clock.js';
import { MemoryArtifactStore } from '../../fixtures/memory/memory-artifact-store.js';
import { MemoryEndpointControl } from '../../fixtures/memory/memory-endpoint-control.js';
import { MemoryModelPolicyStore } from '../../fixtures/memory/memory-model-policy-store.js';
import { MemoryModelRegistryStore } from '../../fixtures/memory/memory-model-registry-store.js';
import { MemoryTaskCallback } from '../../fixtures/memory/memory-task-callback.js';
import { MemoryWorkflowStarter } from '../../fixtures/memory/memory-workflow-starter.js';
import { modelPolicy } from '../../fixtures/model-policy.js';
import { expectTrueHistory } from '../../fixtures/registry-history.js';
import { AT, change, modelVersion } from '../../fixtures/registry-records.js';

const MODEL = 'bikes';
/** Versions that are there, and passed their gates, before anybody races. */
const VALIDATED = 3;

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

async function racingPlatform(scheduler: fc.Scheduler) {
  const store = new MemoryModelRegistryStore();
  const artifacts = new MemoryArtifactStore();
  for (let number = 1; number <= VALIDATED; number += 1) {
    const version = modelVersion(number, { status: 'Validated' });
    const { key } = version.contents?.artifact ?? { key: '' };
    const { versionId } = await artifacts.write(key, 'model', { contentType: 'application/gzip' });
    const contents = version.contents && {
      ...version.contents,
      artifact: { ...version.contents.artifact, versionId },
    };
    const puts = [{ ...version, ...(contents && { contents }) }];
    await changeRegistry(store, MODEL, () => ({
      change: change({ puts, head: { nextVersion: number + 1 } }),
      result: undefined,
    }));
  }
  const ports = {
    registry: scheduled(store, scheduler),
    artifacts,
    clock: new ManualClock(),
    policies: new MemoryModelPolicyStore(modelPolicy()),
    endpoints: new MemoryEndpointControl(),
    workflows: new MemoryWorkflowStarter(),
    callbacks: new MemoryTaskCallback(),
    retrainingStateMachineArn: 'arn:retraining',
    newId: () => 'id',
    servingImage: 'image@sha256:1',
    resourceNamePrefix: 'p',
  };
  return { store, ports };
}
type Ports = Awaited<ReturnType<typeof racingPlatform>>['ports'];

/** What the loser of a race, or who comes too early, is told. */
async function orRefused<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof PreconditionFailed || error instanceof Conflict) return undefined;
    throw error;
  }
}

async function submit({ registry }: Ports, submissionId: string): Promise<number | undefined> {
  const now = new Date(AT);
  await orRefused(openSubmission(registry, { model: MODEL, submissionId, openedBy: 'ada', files: [], now }));
  return changeRegistry(registry, MODEL, async (head) => {
    const submission = await registry.readSubmission(MODEL, submissionId);
    if (submission?.status !== 'Open') return { result: submission?.version };
    const manifest = { key: `m/${submissionId}`, versionId: 'v', sha256: 'a'.repeat(64) };
    const registered = registerVersion(head, submission, { manifest, reasons: [] }, AT);
    return { change: registered.change, result: registered.version.version };
  });
}

async function takeAlias(ports: Ports, version: number): Promise<number | undefined> {
  const expectedVersion = (await ports.registry.readAlias(MODEL, 'shadow'))?.version ?? null;
  const wish = { version, expectedVersion };
  return (await orRefused(moveAlias(ports, `arn:${version}`, { model: MODEL, alias: 'shadow' }, wish)))?.version;
}

async function rollOut(ports: Ports, version: number, outcome: 'promote' | 'rollback' | 'abort'): Promise<void> {
  const rollout = { model: MODEL, version, rolloutId: `rollout-${version}-${outcome}` };
  await decideApproval(ports, rollout);
  const plan = await orRefused(beginRolloutOf(ports, rollout));
  if (plan?.action !== 'deploy') return;
  const step = { ...rollout, endpointName: plan.names.endpoint, weight: plan.candidateWeight };
  await orRefused(shiftTrafficOf(ports.registry, ports.clock, step));
  await finishRolloutOf(ports.registry, ports.clock, { ...rollout, outcome, reason: 'because' });
}

const takeBack = (ports: Ports, version: number) =>
  orRefused(rollBack(ports, 'arn:olga', MODEL, { version, reason: 'worse' }));

const versions = fc.integer({ min: 1, max: VALIDATED });
const work = fc.oneof(
  fc.record({ what: fc.constant('submit' as const), submission: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ what: fc.constant('alias' as const), version: versions }),
  fc.record({ what: fc.constant('roll back' as const), version: versions }),
  fc.record({
    what: fc.constant('roll out' as const),
    version: versions,
    outcome: fc.constantFrom('promote' as const, 'rollback' as const, 'abort' as const),
  }),
);
type Work = typeof work extends fc.Arbitrary<infer T> ? T : never;

function carryOut(ports: Ports, wish: Work): Promise<unknown> {
  switch (wish.what) {
    case 'submit':
      return submit(ports, wish.submission);
    case 'alias':
      return takeAlias(ports, wish.version);
    case 'roll back':
      return takeBack(ports, wish.version);
    case 'roll out':
      return rollOut(ports, wish.version, wish.outcome);
  }
}

describe('writers that interleave in any order', () => {
  // Waits between the tries of a change last no time: the scheduler alone says who comes next.
  beforeAll(() => void vi.spyOn(Math, 'random').mockReturnValue(0));
  afterAll(() => void vi.restoreAllMocks());

  it('give each submission one version, without gaps, in one whole audit chain', async () => {
    const submissions = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 2, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), submissions, async (scheduler, deliveries) => {
        const { store, ports } = await racingPlatform(scheduler);
        const done = Promise.all(deliveries.map((submissionId) => submit(ports, submissionId)));
        const numbers = await scheduler.waitFor(done);
        const bySubmission = new Map(deliveries.map((id, index) => [id, numbers[index]]));
        expect(deliveries.map((id) => bySubmission.get(id))).toEqual(numbers);
        const given = [...bySubmission.values()].sort();
        expect(given).toEqual(given.map((_, index) => VALIDATED + index + 1));
        const records = await expectTrueHistory(store, MODEL);
        expect(records).toHaveLength(VALIDATED + 2 * bySubmission.size);
      }),
      { numRuns: 100 },
    );
  });

  it('move an alias by compare-and-set: who wins is in its history, and who loses left no trace', async () => {
    const targets = fc.array(versions, { minLength: 2, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), targets, async (scheduler, wishes) => {
        const { store, ports } = await racingPlatform(scheduler);
        const answers = await scheduler.waitFor(Promise.all(wishes.map((version) => takeAlias(ports, version))));
        const moves = (await expectTrueHistory(store, MODEL)).filter(({ action }) => action === 'AliasMoved');
        const alias = await store.readAlias(MODEL, 'shadow');
        expect(moves.map(({ version }) => version).reverse()).toEqual([
          alias?.version,
          ...(alias?.history ?? []).map((term) => term.version),
        ]);
        expect(moves.map(({ evidence }) => evidence.from)).toEqual([
          null,
          ...moves.slice(0, -1).map(({ version }) => version),
        ]);
        for (const won of answers) if (won !== undefined) expect(moves.map(({ version }) => version)).toContain(won);
      }),
      { numRuns: 100 },
    );
  });

  it('submit, approve, roll out, take back and move aliases at once, and the history stays true', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(work, { minLength: 2, maxLength: 7 }), async (scheduler, wishes) => {
        const { store, ports } = await racingPlatform(scheduler);
        await scheduler.waitFor(Promise.all(wishes.map((wish) => carryOut(ports, wish))));
        const records = await expectTrueHistory(store, MODEL);
        const champion = await store.readAlias(MODEL, 'champion');
        const crowned = records.filter(
          ({ action }) => action === 'ModelVersionDeployed' || action === 'ChampionRolledBack',
        );
        expect(champion === undefined).toBe(crowned.length === 0);
        const split = await store.readTrafficSplit(MODEL);
        const weights = (split?.variants ?? []).map(({ weight }) => weight);
        if (weights.length > 0) expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(100);
        const { items } = await store.listVersions(MODEL, { limit: 100 });
        const deploying = items.filter(({ status }) => status === 'Deploying');
        expect(deploying.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 150 },
    );
  });
});
