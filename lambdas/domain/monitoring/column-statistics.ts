import type { ColumnKind, ColumnSide } from '../columns/column-side.js';

/** What the two samples of one column say; null where a statistic does not apply. */
export interface ColumnStatistics {
  /** Population stability index: of the reference's deciles, or of the categories. */
  readonly psi: number | null;
  readonly ks: { readonly statistic: number; readonly pValue: number } | null;
  /** In the column's unit. */
  readonly wasserstein: number | null;
  /** `wasserstein` over the reference's standard deviation (ddof 0). */
  readonly wassersteinNormalized: number | null;
  /** Distance, base 2, in [0, 1]. */
  readonly jensenShannon: number | null;
  readonly hellinger: number | null;
  readonly chi2: { readonly statistic: number; readonly pValue: number; readonly dof: number } | null;
  readonly cramersV: number | null;
  readonly lInfinity: number | null;
  /** Categories of the current rows that the reference lacks, and the reverse; the commonest hundred. */
  readonly unseen: readonly string[] | null;
  readonly vanished: readonly string[] | null;
}

/** Shares of the rows with a value, to be drawn. */
export type Distribution =
  | {
      readonly kind: 'histogram';
      /** One more than the shares. */
      readonly edges: readonly number[];
      readonly reference: readonly number[];
      readonly current: readonly number[];
      /** Share of the current rows outside the edges. */
      readonly outside: number;
    }
  | {
      readonly kind: 'categories';
      readonly names: readonly string[];
      readonly reference: readonly number[];
      readonly current: readonly number[];
    };

export interface Comparison {
  readonly statistics: ColumnStatistics;
  /**
   * The p-value that decides: of the Kolmogorov-Smirnov test, or of chi-square with rare categories pooled; of all categories,
   * given the margins, where each is rare.
   */
  readonly decisionPValue: number;
  /** The reference has one value only, so that nothing can be measured against its spread. */
  readonly constantReference: boolean;
  readonly distribution: Distribution;
  /** What a person should know of the values, in words; like `1` beside `1.0`. */
  readonly warnings: readonly string[];
  /**
   * Bound of the error of `ks.statistic` (and of the ranks behind the Wasserstein distance) where it rests on a sketch; null
   * where every value was looked at. The decision's p-value is of the statistic less this bound.
   */
  readonly rankError: number | null;
}

/** A measure against its threshold, by the name that its source gives it. */
export interface ColumnTest {
  readonly name: string;
  readonly score: number;
  readonly threshold: number;
  readonly drifted: boolean;
}

/** Both sides of a column, and what comparing them says; no comparison where a side has no usable value. */
export interface ComparedColumn {
  readonly name: string;
  readonly type: ColumnKind;
  readonly reference: ColumnSide;
  readonly current: ColumnSide;
  readonly comparison: Comparison | null;
}
