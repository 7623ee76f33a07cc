import type { InferredType } from './inferred-type.js';

/** SageMaker Model Monitor's `statistics.json`. */
export interface DatasetStatistics {
  readonly version: number;
  readonly dataset: { readonly item_count: number };
  readonly features: readonly FeatureStatistics[];
}

export interface FeatureStatistics {
  readonly name: string;
  readonly inferred_type: InferredType;
  /** Of Integral and Fractional columns. */
  readonly numerical_statistics?: NumericalStatistics;
  /** Of String columns, and of those without any value. */
  readonly string_statistics?: StringStatistics;
}

export interface CommonStatistics {
  readonly num_present: number;
  readonly num_missing: number;
}

export interface NumericalStatistics {
  readonly common: CommonStatistics;
  readonly mean?: number;
  readonly sum?: number;
  /** Of the population (ddof 0), as Deequ has it. */
  readonly std_dev?: number;
  readonly min?: number;
  readonly max?: number;
  readonly distribution?: { readonly kll: KllDistribution };
}

export interface KllDistribution {
  /** Ten of equal width, the last closed on both sides. */
  readonly buckets: readonly { readonly lower_bound: number; readonly upper_bound: number; readonly count: number }[];
  readonly sketch?: {
    readonly parameters: { readonly c: number; readonly k: number };
    /** A value on level i stands for 2^i values. */
    readonly data: readonly (readonly number[])[];
  };
}

export interface StringStatistics {
  readonly common: CommonStatistics;
  readonly distinct_count: number;
  readonly distribution?: {
    /** The most frequent values first. */
    readonly categorical: { readonly buckets: readonly { readonly value: string; readonly count: number }[] };
  };
}

/** Present and missing values of a column. */
export const commonOf = ({ numerical_statistics, string_statistics }: FeatureStatistics): CommonStatistics =>
  numerical_statistics?.common ?? string_statistics?.common ?? { num_present: 0, num_missing: 0 };
