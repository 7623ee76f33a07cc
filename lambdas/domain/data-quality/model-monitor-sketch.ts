/** Parameters that SageMaker Model Monitor writes for its KLL sketches. */
export const SKETCH_PARAMETERS = { c: 0.64, k: 2048 } as const;

/**
 * Levels of a KLL sketch of ascending values: a value on level i stands for 2^i values. The highest level holds the middle
 * of each run of 2^h values, with h the least that leaves at most k of them; lower levels hold the rest, by its binary
 * digits. Up to k values are all there.
 */
export function sketchLevels(sorted: Float64Array): number[][] {
  const count = sorted.length;
  let top = 0;
  while (Math.floor(count / 2 ** top) > SKETCH_PARAMETERS.k) top += 1;
  const run = 2 ** top;
  const whole = Math.floor(count / run) * run;
  const levels: number[][] = Array.from({ length: top + 1 }, () => []);
  for (let at = Math.floor(run / 2); at < whole; at += run) levels[top]?.push(sorted[at] as number);
  let start = whole;
  for (let level = top - 1; level >= 0; level -= 1) {
    const size = 2 ** level;
    if (Math.floor((count - whole) / size) % 2 === 0) continue;
    levels[level]?.push(sorted[start + Math.floor(size / 2)] as number);
    start += size;
  }
  return levels;
}

export interface SketchValues {
  /** Ascending. */
  readonly values: Float64Array;
  readonly weights: Float64Array;
  readonly total: number;
}

/** The values of a sketch, each with how many it stands for. */
export function weightedValues(levels: readonly (readonly number[])[]): SketchValues {
  const pairs = levels.flatMap((level, index) => level.map((value) => [value, 2 ** index] as const));
  pairs.sort(([a], [b]) => a - b);
  return {
    values: Float64Array.from(pairs, ([value]) => value),
    weights: Float64Array.from(pairs, ([, weight]) => weight),
    total: pairs.reduce((sum, [, weight]) => sum + weight, 0),
  };
}
