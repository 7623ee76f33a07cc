import type { ColumnSide } from '../../columns/column-side.js';

/** Quantiles that a profile tells. */
export const PROFILE_QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;

/** What one side of a column holds. The numbers of values are null where there is none, or the column is categorical. */
export interface ColumnProfile extends ColumnSide {
  /** Share of the finite values below the baseline's least or above its greatest. */
  readonly outOfRange: number | null;
  /** Different values, an estimate where they are many; null where there is none. */
  readonly distinct: number | null;
  readonly mean: number | null;
  /** Of the population (ddof 0). */
  readonly standardDeviation: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** By PROFILE_QUANTILES, as text; within `rankError` of the baseline's or the window's sketch, with 99 %. */
  readonly quantiles: Readonly<Record<string, number>> | null;
}

/** The numbers of a side that has none. */
export const NO_NUMBERS = {
  outOfRange: null,
  mean: null,
  standardDeviation: null,
  minimum: null,
  maximum: null,
  quantiles: null,
} as const;
