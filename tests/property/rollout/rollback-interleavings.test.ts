import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MlopsError } from '../../../lambdas/domain/errors.js';
import type { RolloutLock } from '../../../lambdas/domain/registry/records.js';
import { championVariant, servesAnother } from '../../../lambdas/domain/rollout/rollout-state.js';
import { rolloutExecutions } from '../../fixtures/rollout-executions.js';
import { ALARM } from '../../fixtures/rollout-platform.js';

const VERSIONS = 6;
/** Of them, those that were promoted before anything else happens. */
const PROMOTED = 3;
type World = Awaited<ReturnType<typeof rolloutExecutions>> & {
  /** Endpoints that somebody deleted by accident. */
  readonly deleted: Set<string>;
};

/** What may happen, in any order, with a number to pick the execution or the version by. */
const HARMLESS = [
  'advance',
  'approve',
  'deliver',
  'deliver-twice',
  'roll-back',
  'roll-back-champion',
  'approve-again',
  'alarm',
  'pause',
] as const;
const HARMFUL = ['fault', 'stop', 'request', 'lease-ends'] as const;
const LOSS = ['lose-endpoint', 'request-champion'] as const;
type Happening = readonly [
  what: (typeof HARMLESS)[number] | (typeof HARMFUL)[number] | (typeof LOSS)[number],
  number: number,
];

async function happens(world: World, [what, number]: Happening): Promise<void> {
  const { executions, clock, alarms } = world;
  const running = executions.filter(({ state }) => state !== 'ended');
  const execution = running[number % Math.max(1, running.length)];
  const version = (number % VERSIONS) + 1;
  const champion = (await world.registry.readAlias('bikes', 'champion'))?.version ?? version;
  switch (what) {
    case 'advance':
    case 'fault':
      if (execution !== undefined) await world.advance(execution, what === 'fault');
      return;
    case 'stop':
      // Not while it only waits to remove what its lock names: the next rollout may write that lock first.
      if (execution !== undefined && execution.state !== 'remove') world.stop(execution);
      return;
    case 'approve':
      world.start(version, `approved-${executions.length}`);
      return;
    case 'deliver':
      return world.deliver();
    case 'deliver-twice':
      return world.deliver(2);
    case 'roll-back':
      await world.rollBack(version).catch(refused);
      return;
    case 'roll-back-champion':
      await world.rollBack(champion).catch(refused);
      return;
    case 'request':
      await world.requestRollout(version).catch(refused);
      return;
    case 'request-champion':
      await world.requestRollout(champion).catch(refused);
      return;
    case 'lose-endpoint':
      return loseEndpoint(world);
    case 'approve-again':
      return world.approveAgain(version);
    case 'alarm':
      alarms.set(ALARM, number % 2 === 0 ? 'ALARM' : 'OK', 'rings', clock.now());
      return;
    case 'pause':
      return clock.advance(number * 5);
    case 'lease-ends':
      return clock.advance(6_000);
  }
}

/** Somebody deletes the endpoint that the champion serves on. */
async function loseEndpoint({ registry, endpoints, deleted }: World): Promise<void> {
  const name = championVariant(await registry.readTrafficSplit('bikes'))?.endpointName;
  if (name === undefined) return;
  await endpoints.remove(name);
  deleted.add(name);
}

function refused(error: unknown): void {
  if (!(error instanceof MlopsError)) throw error;
  expect(error.name).toBe('PreconditionFailed');
}

/** What holds at every moment. */
async function holds(
  { registry, endpoints, deleted }: World,
  before: RolloutLock | undefined,
): Promise<RolloutLock | undefined> {
  const [lock, champion, split] = await Promise.all([
    registry.readRolloutLock('bikes'),
    registry.readAlias('bikes', 'champion'),
    registry.readTrafficSplit('bikes'),
  ]);
  const { items } = await registry.listVersions('bikes', { limit: 100 });
  const deploying = items.filter(({ status }) => status === 'Deploying').map(({ version }) => version);
  expect(deploying).toEqual(lock?.state === 'held' && lock.restore === undefined ? [lock.version] : []);
  if (champion !== undefined) {
    expect(items.find(({ version }) => version === champion.version)?.status).toBe('Deployed');
  }
  const variants = split?.variants ?? [];
  expect(
    variants.map(({ endpointName }) => endpointName).filter((name) => !endpoints.names.has(name) && !deleted.has(name)),
  ).toEqual([]);
  if (variants.length > 0) expect(variants.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
  const tokens = [before?.fencingToken ?? 0, lock?.fencingToken ?? 0];
  expect((tokens[1] ?? 0) - (tokens[0] ?? 0)).toBe(lock?.rolloutId === before?.rolloutId ? 0 : 1);
  return lock;
}

async function live(happenings: readonly Happening[]): Promise<World> {
  const world = { ...(await rolloutExecutions(VERSIONS)), deleted: new Set<string>() };
  for (let version = 1; version <= PROMOTED; version += 1) {
    await world.run(world.start(version, `promoted-${version}`));
  }
  let lock = await world.registry.readRolloutLock('bikes');
  for (const happening of happenings) {
    await happens(world, happening);
    lock = await holds(world, lock);
  }
  world.alarms.set(ALARM, 'OK');
  await world.settle();
  await holds(world, await world.registry.readRolloutLock('bikes'));
  return world;
}

async function servingOf({ registry, endpoints }: World) {
  const [champion, split] = await Promise.all([
    registry.readAlias('bikes', 'champion'),
    registry.readTrafficSplit('bikes'),
  ]);
  const { items } = await registry.listVersions('bikes', { limit: 100 });
  const kept = items.flatMap(({ endpointName }) => endpointName ?? []);
  return {
    champion,
    split,
    served: split?.variants.map(({ slot, version, weight }) => `${slot} ${version} ${weight}`) ?? [],
    /** Endpoints that nobody would ever remove. */
    lost: [...endpoints.names].filter((name) => !kept.includes(name)),
    /** Versions that could be rolled back to, but that their endpoint was taken from. */
    bereft: items.filter(
      ({ status, endpointName }) =>
        status === 'Deployed' && endpointName !== undefined && !endpoints.names.has(endpointName),
    ),
  };
}

const lives = (what: readonly Happening[0][]) =>
  fc.array(
    fc.tuple(
      fc.oneof(
        { weight: 3, arbitrary: fc.constant('advance' as const) },
        { weight: 2, arbitrary: fc.constantFrom(...what) },
      ),
      fc.nat({ max: 11 }),
    ),
    { minLength: 10, maxLength: 60, size: 'max' },
  );

describe('rollouts and rollbacks that interleave in any order', () => {
  it('end with all traffic on what champion names, and with no endpoint left over', async () => {
    await fc.assert(
      fc.asyncProperty(lives(HARMLESS), async (happenings) => {
        const { champion, served, lost, bereft } = await servingOf(await live(happenings));
        expect(served).toEqual(champion === undefined ? [] : [`champion ${champion.version} 100`]);
        expect({ lost, bereft }).toEqual({ lost: [], bereft: [] });
      }),
      { numRuns: 100 },
    );
  });

  it('end there when they are asked for again, whatever failed or was stopped in between', async () => {
    await fc.assert(
      fc.asyncProperty(lives([...HARMLESS, ...HARMFUL]), async (happenings) => {
        const world = await live(happenings);
        const { champion, split } = await servingOf(world);
        if (champion !== undefined && servesAnother({ champion, split })) {
          await world.requestRollout(champion.version);
          await world.settle();
        }
        const { served, lost, bereft } = await servingOf(world);
        expect(served).toEqual(champion === undefined ? [] : [`champion ${champion.version} 100`]);
        expect({ lost, bereft }).toEqual({ lost: [], bereft: [] });
      }),
      { numRuns: 100 },
    );
  });

  it('end with a champion that is up, when it is asked for, whoever deleted its endpoints', async () => {
    await fc.assert(
      fc.asyncProperty(lives([...HARMLESS, ...HARMFUL, ...LOSS]), async (happenings) => {
        const world = await live([...happenings, ['lose-endpoint', 0]]);
        const { champion } = await servingOf(world);
        if (champion === undefined) return;
        await world.requestRollout(champion.version);
        await world.deliver(2);
        await world.settle();
        const { served, split, lost } = await servingOf(world);
        expect(served).toEqual([`champion ${champion.version} 100`]);
        const names = split?.variants.map(({ endpointName }) => endpointName);
        expect(names).toEqual([(await world.registry.readVersion('bikes', champion.version))?.endpointName]);
        expect(names?.filter((name) => !world.endpoints.names.has(name))).toEqual([]);
        expect(lost).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
