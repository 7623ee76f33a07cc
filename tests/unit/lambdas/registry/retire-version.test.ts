import { describe, expect, it } from 'vitest';
import { moveAlias } from '../../../../lambdas/domain/registry/move-alias.js';
import type { Approval, RolloutLock, VersionStatus } from '../../../../lambdas/domain/registry/records.js';
import { VERSION_STATUSES } from '../../../../lambdas/domain/registry/records.js';
import { retireVersion, type ServingState } from '../../../../lambdas/domain/registry/retire-version.js';
import { AT, modelVersion, versionIn } from '../../../fixtures/registry-records.js';

const IDLE: ServingState = { aliases: [], split: undefined, lock: undefined };
const how = { actor: 'ada', at: '2026-02-01T00:00:00.000Z', reason: 'too old' };
const named = (alias: string) => moveAlias(undefined, { model: 'bikes', alias, version: 1, at: AT });
const heldLock: RolloutLock = {
  kind: 'RolloutLock',
  model: 'bikes',
  revision: 1,
  state: 'held',
  rolloutId: 'r1',
  version: 1,
  endpointName: 'e1',
  fencingToken: 1,
  acquiredAt: AT,
  leaseUntil: AT,
  baking: false,
};
const servedBy = (slot: 'champion' | 'candidate', weight: number): ServingState => ({
  ...IDLE,
  split: {
    kind: 'TrafficSplit',
    model: 'bikes',
    revision: 1,
    variants: [{ slot, version: 1, endpointName: 'e1', weight }],
    changedAt: AT,
  },
});

describe('the retirement of a version', () => {
  it('keeps its record and evidence, without the endpoint, which the audit record names for removal', () => {
    const version = modelVersion(1, { status: 'Deployed', endpointName: 'e1', reasons: ['kept'] });
    expect(retireVersion(version, IDLE, how)).toEqual({
      action: 'ModelVersionRetired',
      actor: 'ada',
      at: how.at,
      version: 1,
      evidence: { reason: 'too old', endpointNames: ['e1'] },
      puts: [{ ...version, status: 'Retired', statusChangedAt: how.at, endpointName: undefined }],
    });
  });

  it('of one that never had an endpoint names none', () => {
    expect(retireVersion(versionIn('Rejected'), IDLE, how)?.evidence.endpointNames).toEqual([]);
  });

  it('closes an approval that waits, since nobody can decide it any more, and leaves one that was decided', () => {
    const approval: Approval = {
      kind: 'Approval',
      model: 'bikes',
      revision: 1,
      version: 1,
      status: 'Pending',
      requestedAt: AT,
      decisions: [],
    };
    const putsWith = (status: Approval['status']) =>
      retireVersion(versionIn('Validated'), IDLE, how, { ...approval, status })?.puts.slice(1);
    expect(putsWith('Pending')).toEqual([{ ...approval, status: 'Expired' }]);
    expect(putsWith('Approved')).toEqual([]);
  });

  it('that is Retired already changes nothing', () => {
    expect(retireVersion(versionIn('Retired'), { ...IDLE, aliases: [named('champion')] }, how)).toBeUndefined();
  });

  it('is possible from every status in which nothing is under way', () => {
    const possible = (status: VersionStatus): boolean => {
      try {
        return retireVersion(versionIn(status), IDLE, how) !== undefined;
      } catch (error) {
        expect(error).toMatchObject({ name: 'PreconditionFailed', details: { status, wish: 'Retired' } });
        return false;
      }
    };
    expect(VERSION_STATUSES.filter(possible)).toEqual([
      'Validated',
      'Rejected',
      'Approved',
      'Expired',
      'Deployed',
      'RolledBack',
    ]);
  });

  it.each<[string, ServingState, string]>([
    ['the champion', { ...IDLE, aliases: [named('champion')] }, 'is the champion'],
    ['served as the champion', servedBy('champion', 100), 'gets 100 % of the requests'],
    ['served without any share', servedBy('candidate', 0), 'gets 0 % of the requests'],
    ['being rolled out', { ...IDLE, lock: heldLock }, 'wait until rollout r1 has ended'],
  ])('is refused while the version is %s, with what to do first', (_name, state, words) => {
    expect(() => retireVersion(versionIn('Deployed'), state, how)).toThrow(
      expect.objectContaining({ name: 'PreconditionFailed', message: expect.stringContaining(words) }),
    );
  });

  it.each<[string, ServingState]>([
    ['another alias names it', { ...IDLE, aliases: [named('challenger')] }],
    ['its rollout has ended', { ...IDLE, lock: { ...heldLock, state: 'released' } }],
    ['another version is being rolled out', { ...IDLE, lock: { ...heldLock, version: 2 } }],
  ])('is possible when %s', (_name, state) => {
    expect(retireVersion(versionIn('Deployed'), state, how)).toBeDefined();
  });
});
