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
  /** Whether the candidate has traffic and is being watched. */
  readonly baking: boolean;
  readonly bakeStartedAt?: string;
  /** The candidate is bad: it gets no more traffic, and is RolledBack at the end. */
  readonly rollbackRequested?: RolloutRequest;
  /** The champion was rolled back: this rollout makes way. Its candidate was not found bad, and may be rolled out again. */
  readonly abortRequested?: RolloutRequest;
  /** Present in a rollout that brings the traffic to the champion, rather than trying a candidate out. */
  readonly restore?: {
    /** Whether the version's endpoint was still in service when it began. */
    readonly endpointKept: boolean;
  };
  /** How the rollout ended; set by the release. */
  readonly result?: { readonly outcome: RolloutOutcome; readonly endpointNames: readonly string[] };
  /** Endpoints of abandoned rollouts that this one took the lock over from; removed at its end. */
  readonly leftEndpointNames?: readonly string[];
}

/** What somebody wants of the rollout in progress. */
export interface RolloutRequest {
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

export const ROLLOUT_OUTCOMES = ['promote', 'rollback', 'abort', 'restore'] as const;
export type RolloutOutcome = (typeof ROLLOUT_OUTCOMES)[number];
