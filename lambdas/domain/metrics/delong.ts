import type { Interval } from '../statistics/bootstrap.js';
import { NORMAL_97_5 } from '../statistics/normal.js';
import { areaUnderRoc, type Ranked, visitScores } from './ranking.js';

/**
 * Variance of the area under the ROC curve from its structural components (DeLong, DeLong and Clarke-Pearson 1988), by
 * ranks as Sun and Xu (2014) do. NaN with less than two rows of either kind.
 */
export function delongVariance(ranked: Ranked, area = areaUnderRoc(ranked)): number {
  const [positives, negatives] = [ranked.positives.length, ranked.negatives.length];
  let [ofPositives, ofNegatives] = [0, 0];
  visitScores(ranked, (positive, negative, positiveBelow, negativeBelow) => {
    ofPositives += positive * ((negativeBelow + negative / 2) / negatives - area) ** 2;
    ofNegatives += negative * (1 - (positiveBelow + positive / 2) / positives - area) ** 2;
  });
  if (positives < 2 || negatives < 2) return Number.NaN;
  return ofPositives / ((positives - 1) * positives) + ofNegatives / ((negatives - 1) * negatives);
}

/** 95 % interval of the area, cut at 0 and 1; undefined where the variance is. */
export function delongInterval(ranked: Ranked): Interval | undefined {
  const area = areaUnderRoc(ranked);
  const half = NORMAL_97_5 * Math.sqrt(delongVariance(ranked, area));
  return Number.isNaN(half) ? undefined : { lower: Math.max(0, area - half), upper: Math.min(1, area + half) };
}
