import { createHash } from 'node:crypto';
import type { Slot } from '../../../lib/contracts/index.js';

/** Shares of requests by slot, usually summing to 100; a slot that serves nothing is 0 or absent. */
export type SlotWeights = Readonly<Partial<Record<Slot, number>>>;

/** A point in [0, 100), uniform over inference ids and the same for the same id: the first 32 bits of its SHA-256. */
export const trafficPoint = (inferenceId: string): number =>
  (createHash('sha256').update(inferenceId).digest().readUInt32BE(0) / 2 ** 32) * 100;

/**
 * The slot that answers a request; undefined when none has weight. The candidate has the low end of the range, so an id
 * that it answered at 10 % it answers at 50 % as well.
 */
export function chooseSlot(weights: SlotWeights, inferenceId: string): Slot | undefined {
  const candidate = weights.candidate ?? 0;
  const total = candidate + (weights.champion ?? 0);
  if (total <= 0) return undefined;
  return (trafficPoint(inferenceId) / 100) * total < candidate ? 'candidate' : 'champion';
}
