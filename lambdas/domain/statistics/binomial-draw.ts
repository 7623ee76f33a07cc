import { logGamma } from './log-gamma.js';
import type { Random } from './seeded-random.js';

/** Expected successes below which the search for the drawn value starts at 0 and not at the mode. */
const SEARCH_FROM_ZERO = 10;

/**
 * A draw of the binomial law by inversion, from the mode outwards (Kemp 1986, Applied Statistics 35), so that it takes
 * about as many steps as the law has standard deviation. `trials` is a whole number of at least 0; a probability outside
 * of 0 to 1 counts as the nearer of the two.
 */
export function drawBinomial(random: Random, trials: number, probability: number): number {
  if (trials === 0 || probability <= 0) return 0;
  if (probability >= 1) return trials;
  if (probability > 0.5) return trials - drawBinomial(random, trials, 1 - probability);
  const odds = probability / (1 - probability);
  let left = random();
  const mode = trials * probability < SEARCH_FROM_ZERO ? 0 : Math.floor((trials + 1) * probability);
  const atMode = Math.exp(logMass(mode, trials, probability));
  left -= atMode;
  if (left < 0) return mode;
  let [below, massBelow, above, massAbove] = [mode, atMode, mode, atMode];
  while (below > 0 || above < trials) {
    if (below > 0) {
      massBelow *= below / ((trials - below + 1) * odds);
      below -= 1;
      left -= massBelow;
      if (left < 0) return below;
    }
    if (above < trials) {
      massAbove *= ((trials - above) * odds) / (above + 1);
      above += 1;
      left -= massAbove;
      if (left < 0) return above;
    }
    // What is left is rounding: no number of 32 bits lies in it.
    if ((below === 0 || massBelow < 1e-18) && massAbove < 1e-18) break;
  }
  return mode;
}

function logMass(successes: number, trials: number, probability: number): number {
  if (successes === 0) return trials * Math.log1p(-probability);
  return (
    logGamma(trials + 1) -
    logGamma(successes + 1) -
    logGamma(trials - successes + 1) +
    successes * Math.log(probability) +
    (trials - successes) * Math.log1p(-probability)
  );
}
