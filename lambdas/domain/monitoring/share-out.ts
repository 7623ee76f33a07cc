import { MONITOR_LIMITS } from '../../../lib/contracts/index.js';

/** Limits of a shard; windows too large for 1,000 such shards get larger ones. */
const SHARD_OBJECTS = 64;
const SHARD_BYTES = 32 * 1024 * 1024;
const MAXIMUM_SHARDS = MONITOR_LIMITS.shards;

/** Shares objects out in order, into shards of about the same work; at most 1,000, none empty. */
export function shareOut<T extends { readonly size: number }>(objects: readonly T[]): T[][] {
  const bytes = objects.reduce((sum, object) => sum + object.size, 0);
  // Half of the shards may be closed by either limit before it is full, so each limit allows for twice the average.
  const objectLimit = Math.max(SHARD_OBJECTS, Math.ceil((2 * objects.length) / MAXIMUM_SHARDS));
  const byteLimit = Math.max(SHARD_BYTES, Math.ceil((4 * bytes) / MAXIMUM_SHARDS));
  const shards: T[][] = [];
  let shard: T[] = [];
  let size = 0;
  for (const object of objects) {
    if (shard.length > 0 && (shard.length >= objectLimit || size + object.size > byteLimit)) {
      shards.push(shard);
      shard = [];
      size = 0;
    }
    shard.push(object);
    size += object.size;
  }
  if (shard.length > 0) shards.push(shard);
  return shards;
}
