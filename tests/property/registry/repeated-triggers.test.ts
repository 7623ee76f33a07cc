import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Conflict, PreconditionFailed } from '../../../lambdas/domain/errors.js';
import type { ArtifactStore } from '../../../lambdas/ports/artifact-store.js';
import { MODEL } from '../../fixtures/alarm-response.js';
import { loopTriggers } from '../../fixtures/loop-triggers.js';
import { expectTrueHistory } from '../../fixtures/registry-history.js';

type Loop = ReturnType<typeof loopTriggers>;

/** What a trigger that comes again, or too early, may be told; nothing else. */
async function deliver(loop: Loop, index: number): Promise<void> {
  try {
    await loop.triggers[index]?.run();
  } catch (error) {
    if (!(error instanceof PreconditionFailed || error instanceof Conflict)) throw error;
  }
}

/** Extra deliveries: the trigger of an index, once more right after the one of a position. */
type Extra = readonly [trigger: number, after: number];

async function live(extras: readonly Extra[]): Promise<Loop> {
  const loop = loopTriggers();
  for (const [position, { run }] of loop.triggers.entries()) {
    await run();
    for (const [index, after] of extras) if (after === position) await deliver(loop, index);
    loop.tick();
  }
  return loop;
}

/** Times and revisions are those of the deliveries; all else is the same. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (name, entry: unknown) => {
      if (name === 'revision' || name === 'auditHash' || name === 'hash' || name === 'previousHash') return undefined;
      return typeof entry === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(entry) ? 'a time' : entry;
    }),
  );

async function keysOf(store: ArtifactStore, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

async function stateOf({ registry, artifacts, anchors, workflows, events, endpoints }: Loop) {
  const records = await expectTrueHistory(registry, MODEL);
  const versions = (await registry.listVersions(MODEL, { limit: 100 })).items;
  const [head, aliases, split, lock, approvals, submissions] = await Promise.all([
    registry.readModel(MODEL),
    registry.listAliases(MODEL),
    registry.readTrafficSplit(MODEL),
    registry.readRolloutLock(MODEL),
    Promise.all(versions.map(({ version }) => registry.readApproval(MODEL, version))),
    Promise.all(versions.map(({ submissionId }) => registry.readSubmission(MODEL, submissionId))),
  ]);
  return plain({
    ...{ head, versions, aliases, split, lock, approvals, submissions },
    actions: records.map(({ action, version, actor }) => [action, version, actor]),
    copies: await keysOf(artifacts, ''),
    anchors: await keysOf(anchors, ''),
    runs: [...workflows.runs.keys()].map((run) => run.replace(/\d{8}T\d+Z/, 'time')),
    told: [...new Set(events.published.map(({ seq }) => seq))].sort((a, b) => a - b),
    endpoints: [...endpoints.names],
  });
}

const { triggers } = loopTriggers();
const repeating = triggers.flatMap(({ repeats }, index) => (repeats ? [index] : []));
/** Any trigger again, at once or any time later. */
const late: fc.Arbitrary<Extra> = fc
  .tuple(fc.constantFrom(...repeating), fc.nat({ max: triggers.length - 1 }))
  .map(([index, later]) => [index, Math.min(index + later, triggers.length - 1)]);
/** Steps of a rollout, approvals and ends of executions before their time, which is out of order at its worst. */
const early: fc.Arbitrary<Extra> = fc
  .tuple(
    fc.constantFrom(
      ...repeating.filter((index) => /^(validated|shift|finish|stopped)/.test(triggers[index]?.name ?? '')),
    ),
    fc.nat({ max: triggers.length - 1 }),
  )
  .filter(([index, position]) => position < firstStepOf(index));

/** A step before its rollout holds the lock; an approval before its version is there. */
function firstStepOf(index: number): number {
  const [what, version] = (triggers[index]?.name ?? '').split(' ');
  const cause = what === 'validated' ? `manifest ${version}` : `begin ${version}`;
  return triggers.findIndex(({ name }) => name === cause);
}

describe('triggers of the loop', () => {
  it('do in order what the loop is for', async () => {
    const state = await stateOf(await live([]));
    expect(state).toMatchObject({
      versions: [
        { version: 4, status: 'Deployed' },
        { version: 3, status: 'Approved' },
        { version: 2, status: 'RolledBack' },
        { version: 1, status: 'Deployed' },
      ],
      aliases: [{ alias: 'champion', version: 4, history: [{ version: 1 }] }],
      runs: [expect.stringContaining('execution:retraining:')],
    });
  });

  it('leave the same state when each comes twice at once', async () => {
    const twice = repeating.map((index): Extra => [index, index]);
    expect(await stateOf(await live(twice))).toEqual(await stateOf(await live([])));
  });

  it('leave the same state when all come again at the end, last first', async () => {
    const again = repeating.toReversed().map((index): Extra => [index, triggers.length - 1]);
    expect(await stateOf(await live(again))).toEqual(await stateOf(await live([])));
  });

  it('leave the same state however often, late and out of order they come', async () => {
    const expected = await stateOf(await live([]));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(late, early), { minLength: 1, maxLength: 12 }), async (extras) => {
        expect(await stateOf(await live(extras))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});
