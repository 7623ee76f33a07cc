import { type Random, seededRandom } from '../../../../lambdas/domain/statistics/seeded-random.js';
import type { KllSketch } from '../../../../lambdas/domain/summaries/kll-sketch.js';

const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const KINDS = {
  normal: (random: Random) => normal(random),
  lognormal: (random: Random) => Math.exp(2 * normal(random)),
  'heavy ties': (random: Random) => Math.floor(10 * random() ** 3),
  sorted: (_: Random, i: number) => i,
  reversed: (_: Random, i: number) => -i,
  'from both ends': (_: Random, i: number) => (i % 2 === 0 ? i : -i),
};

export type Stream = keyof typeof KINDS;
export const STREAMS = Object.keys(KINDS) as Stream[];

export function stream(kind: Stream, length: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length }, (_, i) => KINDS[kind](random, i));
}

/** Largest error over all bounds of the shares of values below it and at most it. */
export function largestRankError(sketch: KllSketch, values: Float64Array): number {
  const sorted = values.slice().sort();
  const held = sketch.sortedView();
  let [at, before, worst] = [0, 0, 0];
  const note = (estimate: number): void => {
    worst = Math.max(worst, Math.abs(at - estimate));
  };
  for (const [i, value] of held.values.entries()) {
    if (held.values[i + 1] === value) continue;
    while (at < sorted.length && (sorted[at] as number) < value) at++;
    note(before);
    while (at < sorted.length && (sorted[at] as number) <= value) at++;
    before = held.cumulative[i] ?? 0;
    note(before);
  }
  at = sorted.length;
  note(before);
  return worst / sorted.length;
}
