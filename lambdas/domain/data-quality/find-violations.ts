import type { Table } from '../datasets/table.js';
import { computeStatistics } from './compute-statistics.js';
import type { ConstraintCheck, ConstraintViolation } from './constraint-violation.js';
import {
  type DatasetConstraints,
  type DistributionConstraints,
  type FeatureConstraints,
  type MonitoringConfig,
  SUGGESTED_MONITORING,
} from './constraints.js';
import { distributionDistance } from './distribution-distance.js';
import { fits, type InferredType, typeOfText } from './inferred-type.js';
import { commonOf, type DatasetStatistics, type FeatureStatistics } from './statistics.js';

export interface DataToCheck {
  readonly table: Table;
  /** Of the table, where they are known already. */
  readonly statistics?: DatasetStatistics;
  /** Of the baseline: without it no distribution is compared. */
  readonly baseline?: DatasetStatistics;
  /** By how much less complete than its constraint a column may be. Default 0. */
  readonly completenessTolerance?: number;
}

/** A violation, and whether a model can't be trained or asked with such data. */
export interface FoundViolation extends ConstraintViolation {
  /** A column is not there, or there is text where numbers are expected. */
  readonly breaking: boolean;
}

/** Where a table does not hold to the constraints of a baseline, in the words of SageMaker Model Monitor. */
export function findViolations(data: DataToCheck, constraints: DatasetConstraints): FoundViolation[] {
  const { columns } = data.table;
  const expected = constraints.features;
  const counts = `Number of columns in current dataset: ${columns.length}, Number of columns in baseline constraints: ${expected.length}`;
  const known = new Set(expected.map(({ name }) => name));
  const shared = expected.filter(({ name }) => columns.includes(name));
  const statistics =
    data.statistics ??
    computeStatistics(
      data.table,
      shared.map(({ name }) => name),
    );
  return [
    ...expected.flatMap(({ name }) =>
      columns.includes(name)
        ? []
        : [found(name, 'missing_column_check', `There are missing columns in current dataset. ${counts}`, true)],
    ),
    ...columns.flatMap((name) =>
      known.has(name)
        ? []
        : [found(name, 'extra_column_check', `There are extra columns in current dataset. ${counts}`)],
    ),
    ...shared.flatMap((feature) => checkFeature(data, feature, statistics, constraints.monitoring_config ?? {})),
  ];
}

const found = (
  feature_name: string,
  constraint_check_type: ConstraintCheck,
  description: string,
  breaking = false,
): FoundViolation => ({ feature_name, constraint_check_type, description, breaking });

function checkFeature(
  { table, baseline, completenessTolerance = 0 }: DataToCheck,
  constraints: FeatureConstraints,
  statistics: DatasetStatistics,
  general: MonitoringConfig,
): FoundViolation[] {
  const { name, completeness } = constraints;
  const config = { ...SUGGESTED_MONITORING, ...general, ...constraints.monitoringConfigOverrides };
  const current = statistics.features.find((feature) => feature.name === name);
  if (current === undefined || config.evaluate_constraints === 'Disabled') return [];
  const at = table.columns.indexOf(name);
  const present = table.rows.flatMap((row) => row[at] || []);
  const { num_present, num_missing } = commonOf(current);
  const observed = num_present + num_missing === 0 ? 1 : num_present / (num_present + num_missing);
  return [
    ...checkType(constraints, present, config.datatype_check_threshold),
    ...(observed < completeness - completenessTolerance
      ? [
          found(
            name,
            'completeness_check',
            `Data completeness requirement is not met. Expected completeness: ${percent(completeness)}. Observed: Only ${percent(observed)} of data is complete.`,
          ),
        ]
      : []),
    ...checkDomain(constraints, present, config.domain_content_threshold),
    ...checkDrift(baseline, current, config.distribution_constraints),
  ];
}

function checkDrift(
  baseline: DatasetStatistics | undefined,
  current: FeatureStatistics,
  constraints: DistributionConstraints = {},
): FoundViolation[] {
  const { name } = current;
  const before = baseline?.features.find((feature) => feature.name === name);
  const rules = { ...SUGGESTED_MONITORING.distribution_constraints, ...constraints };
  if (before === undefined || rules.perform_comparison === 'Disabled') return [];
  const ofText = constraints.categorical_comparison_threshold ?? rules.comparison_threshold;
  const threshold = current.string_statistics === undefined ? rules.comparison_threshold : ofText;
  const distance = distributionDistance(before, current, rules);
  if (distance === undefined || distance <= threshold) return [];
  return [found(name, 'baseline_drift_check', `Baseline drift distance: ${distance} exceeds threshold: ${threshold}`)];
}

/** 0 to 100 %, without the noise of the last digits. */
const percent = (share: number): string => {
  const value = Number((share * 100).toPrecision(12));
  return `${Number.isInteger(value) ? value.toFixed(1) : value}%`;
};

function checkType(
  { name, inferred_type: expected }: FeatureConstraints,
  present: readonly string[],
  threshold: number,
): FoundViolation[] {
  const types: InferredType[] = present.map(typeOfText);
  const matching = types.filter((type) => fits(type, expected)).length;
  const share = present.length === 0 ? 1 : matching / present.length;
  if (share >= threshold) return [];
  const words = `Data type match requirement is not met. Expected data type: ${expected}, Expected match: ${percent(threshold)}. Observed: Only ${percent(share)} of data is ${expected}.`;
  return [found(name, 'data_type_check', words, types.includes('String'))];
}

function checkDomain(
  { name, string_constraints }: FeatureConstraints,
  present: readonly string[],
  threshold: number,
): FoundViolation[] {
  const domains = new Set(string_constraints?.domains);
  if (domains.size === 0 || present.length === 0) return [];
  const unseen = present.filter((text) => !domains.has(text));
  const share = 1 - unseen.length / present.length;
  if (share >= threshold) return [];
  const some = [...new Set(unseen)]
    .slice(0, 5)
    .map((text) => JSON.stringify(text.slice(0, 40)))
    .join(', ');
  const words = `Categorical values requirement is not met. Expected match: ${percent(threshold)}. Observed: Only ${percent(share)} of data is of the domain; others are ${some}.`;
  return [found(name, 'categorical_values_check', words)];
}
