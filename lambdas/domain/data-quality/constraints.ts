import type { InferredType } from './inferred-type.js';
import { commonOf, type DatasetStatistics, type FeatureStatistics } from './statistics.js';

type Switch = 'Enabled' | 'Disabled';

/** SageMaker Model Monitor's `constraints.json`. */
export interface DatasetConstraints {
  readonly version: number;
  readonly features: readonly FeatureConstraints[];
  readonly monitoring_config?: MonitoringConfig;
}

export interface FeatureConstraints {
  readonly name: string;
  readonly inferred_type: InferredType;
  /** Least share of values that are there. */
  readonly completeness: number;
  readonly num_constraints?: { readonly is_non_negative: boolean };
  readonly string_constraints?: { readonly domains: readonly string[] };
  /** What differs for this column from the `monitoring_config` of all. */
  readonly monitoringConfigOverrides?: MonitoringConfig;
}

export interface MonitoringConfig {
  readonly evaluate_constraints?: Switch;
  readonly emit_metrics?: Switch;
  /** Least share of values that have the expected type. */
  readonly datatype_check_threshold?: number;
  /** Least share of values that are of the domain. */
  readonly domain_content_threshold?: number;
  readonly distribution_constraints?: DistributionConstraints;
}

export interface DistributionConstraints {
  readonly perform_comparison?: Switch;
  /** Largest distance from the baseline. */
  readonly comparison_threshold?: number;
  readonly comparison_method?: 'Simple' | 'Robust';
  /** Of text; by default that of numbers. */
  readonly categorical_comparison_threshold?: number;
  readonly categorical_drift_method?: 'LInfinity' | 'ChiSquared';
}

/** What Model Monitor suggests for every baseline. */
export const SUGGESTED_MONITORING = {
  evaluate_constraints: 'Enabled',
  emit_metrics: 'Enabled',
  datatype_check_threshold: 1,
  domain_content_threshold: 1,
  distribution_constraints: {
    perform_comparison: 'Enabled',
    comparison_threshold: 0.1,
    comparison_method: 'Robust',
    categorical_comparison_threshold: 0.1,
    categorical_drift_method: 'LInfinity',
  },
} as const satisfies MonitoringConfig;

/** Deequ, on which Model Monitor is built, keeps the values of a column with at most so many, … */
const MOST_VALUES = 120;
/** … and takes them for a domain when at most this share of them occurs only once. */
const MOST_SINGLE = 0.1;

/** The constraints that the statistics of a baseline suggest. */
export const suggestConstraints = ({ features }: DatasetStatistics): DatasetConstraints => ({
  version: 0,
  features: features.map(suggestFeature),
  monitoring_config: SUGGESTED_MONITORING,
});

function suggestFeature(feature: FeatureStatistics): FeatureConstraints {
  const { name, inferred_type, numerical_statistics: numbers } = feature;
  const { num_present, num_missing } = commonOf(feature);
  const rows = num_present + num_missing;
  const domains = domainOf(feature);
  return {
    name,
    inferred_type,
    completeness: rows === 0 ? 1 : num_present / rows,
    ...(numbers?.min === undefined ? {} : { num_constraints: { is_non_negative: numbers.min >= 0 } }),
    ...(domains === undefined ? {} : { string_constraints: { domains } }),
  };
}

function domainOf({ string_statistics }: FeatureStatistics): string[] | undefined {
  const buckets = string_statistics?.distribution?.categorical.buckets ?? [];
  if (buckets.length === 0 || (string_statistics?.distinct_count ?? 0) > MOST_VALUES) return undefined;
  const single = buckets.filter(({ count }) => count === 1).length;
  if (single > MOST_SINGLE * buckets.length) return undefined;
  return buckets.map(({ value }) => value).sort((a, b) => (a < b ? -1 : 1));
}
