import type { Interval } from './bootstrap.js';
import { NORMAL_97_5 } from './normal.js';

/**
 * 95 % score interval of a share (Wilson 1927; Brown, Cai and DasGupta 2001), without continuity correction; undefined for
 * a share of nothing.
 */
export function wilsonInterval(successes: number, trials: number): Interval | undefined {
  if (!(trials > 0)) return undefined;
  const z2 = NORMAL_97_5 ** 2;
  const centre = (successes + z2 / 2) / (trials + z2);
  const half = (NORMAL_97_5 * Math.sqrt((successes * (trials - successes)) / trials + z2 / 4)) / (trials + z2);
  return {
    lower: successes === 0 ? 0 : Math.max(0, centre - half),
    upper: successes === trials ? 1 : Math.min(1, centre + half),
  };
}
