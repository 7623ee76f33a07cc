import { studentQuantile, studentSurvival } from './student-t.js';

/** Mean, standard deviation (ddof 0 or 1: the caller's choice is kept) and size of a sample. */
export interface SampleMoments {
  readonly mean: number;
  readonly standardDeviation: number;
  readonly count: number;
}

export interface WelchResult {
  /** (a - b) over its standard error. */
  readonly statistic: number;
  /** Welch-Satterthwaite. */
  readonly dof: number;
  /** One-sided: the chance of such a difference if a's mean were not above b's. */
  readonly pValue: number;
  /** Lower one-sided bound of a's mean less b's, at the confidence asked for. */
  readonly lowerBound: number;
}

/**
 * Welch's unequal-variances t-test of "the mean of a is above the mean of b" (B. L. Welch, Biometrika 34, 1947).
 * Two samples without spread differ with certainty or not at all.
 */
export function welchGreater(a: SampleMoments, b: SampleMoments, confidence = 0.95): WelchResult {
  const difference = a.mean - b.mean;
  const va = a.standardDeviation ** 2 / a.count;
  const vb = b.standardDeviation ** 2 / b.count;
  const variance = va + vb;
  if (variance === 0) {
    const pValue = difference > 0 ? 0 : 1;
    return {
      statistic: difference === 0 ? 0 : difference * Number.POSITIVE_INFINITY,
      dof: Number.POSITIVE_INFINITY,
      pValue,
      lowerBound: difference,
    };
  }
  const dof = variance ** 2 / (va ** 2 / Math.max(a.count - 1, 1) + vb ** 2 / Math.max(b.count - 1, 1));
  const error = Math.sqrt(variance);
  const statistic = difference / error;
  return {
    statistic,
    dof,
    pValue: studentSurvival(statistic, dof),
    lowerBound: difference - studentQuantile(1 - confidence, dof) * error,
  };
}
