import type { ColumnStatistics } from './column-statistics.js';

/** Three significant digits, small ones in scientific notation. */
export function describeNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value !== 0 && Math.abs(value) < 0.0005) return value.toExponential(1);
  const digits = value.toPrecision(3);
  return digits.includes('e') ? value.toFixed(0) : digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}

export const describeShare = (share: number): string => `${describeNumber(share * 100)} %`;

/** That the window has more than a baseline's only value, which nothing can be measured against; none where it has not. */
export const warnOfOthers = (isConstant: boolean, share: number): string[] =>
  isConstant && share > 0 ? [`${describeShare(share)} of the window's values are not the baseline's only one`] : [];

export const describePValue = (p: number | null): string => {
  if (p === null) return 'not known';
  return p < 1e-16 ? 'below 1e-16' : describeNumber(p);
};

interface Thresholds {
  readonly psiThreshold: number;
  readonly distanceThreshold: number;
}

/** Which measures reach their threshold, with the numbers, or that none does and which is nearest. */
export function effectReason(statistics: ColumnStatistics, thresholds: Thresholds): { found: boolean; words: string } {
  const { psiThreshold, distanceThreshold } = thresholds;
  const measures = [
    { name: 'PSI', value: statistics.psi, threshold: psiThreshold },
    { name: 'normalised Wasserstein distance', value: statistics.wassersteinNormalized, threshold: distanceThreshold },
    { name: 'Jensen-Shannon distance', value: statistics.jensenShannon, threshold: distanceThreshold },
  ].filter(
    (measure): measure is { name: string; value: number; threshold: number } =>
      measure.value !== null && !Number.isNaN(measure.value),
  );
  const reached = measures.filter(({ value, threshold }) => value >= threshold);
  if (reached.length > 0) {
    const words = reached
      .map(({ name, value, threshold }) => `${name} ${describeNumber(value)} ≥ ${threshold}`)
      .join(', ');
    return { found: true, words };
  }
  const [nearest] = measures.toSorted((a, b) => b.value / b.threshold - a.value / a.threshold);
  const numbers =
    nearest === undefined
      ? ''
      : `; the nearest is ${nearest.name} ${describeNumber(nearest.value)} of ${nearest.threshold}`;
  return { found: false, words: `no measure reaches its threshold${numbers}` };
}
