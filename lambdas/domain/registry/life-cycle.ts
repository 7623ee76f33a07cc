import { PreconditionFailed } from '../errors.js';
import type { ModelVersion, VersionStatus } from './records.js';

/** All that is legal; who serves is a matter of aliases and the traffic split, not of status. */
export const TRANSITIONS: Readonly<Record<VersionStatus, readonly VersionStatus[]>> = {
  PendingValidation: ['Validated', 'Rejected'],
  Validated: ['Approved', 'Rejected', 'Expired', 'Retired'],
  Approved: ['Deploying', 'Retired'],
  Deploying: ['Deployed', 'RolledBack', 'Approved'],
  Deployed: ['RolledBack', 'Retired'],
  RolledBack: ['Approved', 'Retired'],
  Rejected: ['Retired'],
  Expired: ['Retired'],
  Retired: [],
};

/**
 * The version in its next status. Throws PreconditionFailed, naming the state, the wish and what is allowed, for a step
 * that the life cycle does not have.
 */
export function transition(
  version: ModelVersion,
  to: VersionStatus,
  at: string,
  more: Partial<Omit<ModelVersion, 'kind' | 'model' | 'revision' | 'version' | 'status' | 'statusChangedAt'>> = {},
): ModelVersion {
  const allowed = TRANSITIONS[version.status];
  if (!allowed.includes(to)) {
    throw new PreconditionFailed(
      `Version ${version.version} of model ${version.model} is ${version.status} and can't become ${to}; ` +
        `allowed: ${allowed.join(', ') || 'nothing, it is retired'}`,
      { details: { status: version.status, wish: to, allowed } },
    );
  }
  return { ...version, ...more, status: to, statusChangedAt: at };
}
