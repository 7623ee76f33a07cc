import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundedResult, passed } from '../../../lambdas/domain/gates/gate-result.js';
import { composeChange } from '../../../lambdas/domain/registry/change.js';
import { moveAlias } from '../../../lambdas/domain/registry/move-alias.js';
import type { Alias, ModelVersion, RolloutLock, TrafficSplit } from '../../../lambdas/domain/registry/records.js';
import { contentsProblem, MAXIMUM_CONTENTS_BYTES } from '../../../lambdas/domain/registry/register-version.js';
import { beginRollout } from '../../../lambdas/domain/rollout/begin-rollout.js';
import { finishRollout } from '../../../lambdas/domain/rollout/finish-rollout.js';
import { GATE_NAMES } from '../../../lib/contracts/index.js';
import { AT, modelVersion } from '../../fixtures/registry-records.js';

/** More than the registry keeps of a gate. */
const NUMBERS = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`number ${at}`, Math.sqrt(at)]));
const LATER = '2026-02-01T00:00:00.000Z';

/** A version whose contents have about these bytes of JSON; as many as its registration takes, when that is less. */
function versionOf(version: number, bytes: number, more: Partial<ModelVersion>): ModelVersion {
  const { contents, ...rest } = modelVersion(version, { endpointName: `e${version}`, ...more });
  if (contents === undefined) throw new Error('the fixture has contents');
  const empty = Buffer.byteLength(JSON.stringify({ ...contents, description: '' }));
  const sized = { ...contents, description: 'x'.repeat(Math.max(0, bytes - empty)) };
  expect(contentsProblem(sized)).toBeUndefined();
  return {
    ...rest,
    contents: sized,
    gates: GATE_NAMES.map((gate) => boundedResult(passed(gate, 'ü"'.repeat(2_000), NUMBERS))),
  };
}

const lockOf = (version: number, more: Partial<RolloutLock> = {}): RolloutLock => ({
  kind: 'RolloutLock',
  model: 'bikes',
  revision: 1,
  state: 'held',
  rolloutId: 'r',
  version,
  endpointName: `e${version}`,
  fencingToken: 1,
  acquiredAt: AT,
  leaseUntil: AT,
  baking: false,
  ...more,
});

const split: TrafficSplit = {
  kind: 'TrafficSplit',
  model: 'bikes',
  revision: 1,
  variants: [{ slot: 'champion', version: 1, endpointName: 'e1', weight: 100 }],
  changedAt: AT,
};

const bytes = fc.oneof(fc.constant(MAXIMUM_CONTENTS_BYTES), fc.nat(MAXIMUM_CONTENTS_BYTES));
const formerChampion = fc.record({ bytes, status: fc.constantFrom('Deployed' as const, 'RolledBack' as const) });

describe('the audit record of a rollout', () => {
  it('holds a promotion whatever the sizes, and what a record has no room for is left with its endpoint', () => {
    const arbitrary = fc.tuple(bytes, fc.array(formerChampion, { minLength: 1, maxLength: 12 }), fc.nat(2));
    fc.assert(
      fc.property(arbitrary, ([size, some, supersededVersions]) => {
        const former = some.map(({ bytes: of, status }, index) => versionOf(some.length - index, of, { status }));
        let champion: Alias | undefined;
        for (const { version } of former.toReversed()) {
          champion = moveAlias(champion, { model: 'bikes', alias: 'champion', version, at: AT });
        }
        const number = some.length + 1;
        const version = versionOf(number, size, { status: 'Deploying' });
        const state = { model: 'bikes', version, lock: lockOf(number), champion, split };
        const step = { version: number, rolloutId: 'r', at: LATER, outcome: 'promote', reason: 'r' } as const;
        const { change, endpointNames } = finishRollout(
          state,
          { ...step, supersededVersions },
          { former, aliases: [] },
        );
        if (change === undefined) throw new Error('expected a change');
        composeChange('bikes', undefined, change);

        const written = change.puts.filter((put) => put.kind === 'ModelVersion').slice(1);
        const left = former.filter(({ version: of }) => !written.some((put) => put.version === of));
        expect(endpointNames).toEqual(expect.arrayContaining(written.map(({ version: of }) => `e${of}`)));
        for (const { endpointName } of left) expect(endpointNames).not.toContain(endpointName);
        const due =
          former.filter(({ status }) => status === 'Deployed').slice(supersededVersions).length +
          former.filter(({ status }) => status === 'RolledBack').length;
        if (due > 0) expect(written.length).toBeGreaterThan(0);
        const retired = written.filter(({ status }) => status === 'Retired').map(({ version: of }) => of);
        expect(change.evidence.retired).toEqual(retired);
      }),
      { numRuns: 60 },
    );
  });

  it('holds a rollout that is taken over from that of another version', () => {
    fc.assert(
      fc.property(bytes, bytes, (ours, theirs) => {
        const version = versionOf(3, ours, { status: 'Approved' });
        const abandoned = versionOf(2, theirs, { status: 'Deploying' });
        const champion = moveAlias(undefined, { model: 'bikes', alias: 'champion', version: 1, at: AT });
        const state = { model: 'bikes', version, lock: lockOf(2, { rolloutId: 'old' }), champion, split };
        const step = { version: 3, rolloutId: 'r', at: LATER, bakeSeconds: 60, endpointInService: false };
        const begun = beginRollout(state, { ...step, endpointName: 'e3' }, abandoned);
        if (begun.action !== 'deploy' || begun.change === undefined)
          throw new Error(`expected a deploy: ${begun.action}`);
        expect(begun.change.puts.filter(({ kind }) => kind === 'ModelVersion')).toHaveLength(2);
        composeChange('bikes', undefined, begun.change);
      }),
      { numRuns: 30 },
    );
  });
});
