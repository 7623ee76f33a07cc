import type { Slot } from '../../../lib/contracts/index.js';
import type { Stored } from './stored.js';

export interface TrafficVariant {
  readonly slot: Slot;
  readonly version: number;
  readonly endpointName: string;
  /** Percent of the requests; those of a split sum to 100. */
  readonly weight: number;
}

export interface TrafficSplit extends Stored {
  readonly kind: 'TrafficSplit';
  readonly variants: readonly TrafficVariant[];
  readonly changedAt: string;
}

/**
 * One rollout a model at a time. The item stays after the release, so that the fencing token only grows and a late or
 * repeated step of the last rollout finds its own result.
 */
export interface RolloutLock extends Stored {
  readonly kind: 'RolloutLock';
  readonly state: 'held' | 'released';
  readonly rolloutId: string;
  readonly version: number;
  readonly endpointName: string;
  /** Grows by one with every rollout. */
  readonly fencingToken: number;
  readonly acquiredAt: string;
  /** Another rollout may take a held lock over after this. */
  readonly leaseUntil: string;
  /** Whether the candidate has traffic and is being watched; only then a rollback may be asked for. */
  readonly baking: boolean;
  readonly bakeStartedAt?: string;
  readonly rollbackRequested?: { readonly reason: string; readonly by: string; readonly at: string };
  /** How the rollout ended; set by the release. */
  readonly result?: { readonly outcome: RolloutOutcome; readonly endpointNames: readonly string[] };
  /** Endpoints of abandoned rollouts that this one took the lock over from; removed at its end. */
  readonly leftEndpointNames?: readonly string[];
}

export type RolloutOutcome = 'promote' | 'rollback' | 'abort';
