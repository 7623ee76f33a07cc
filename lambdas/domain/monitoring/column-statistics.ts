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
  /** The p-value that decides: of the Kolmogorov-Smirnov test, or of chi-square with rare categories pooled. */
  readonly decisionPValue: number;
  /** The reference has one value only, so that nothing can be measured against its spread. */
  readonly constantReference: boolean;
  readonly distribution: Distribution;
}
