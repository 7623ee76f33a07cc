import type { ConstraintCheck, ConstraintViolations } from '../data-quality/constraint-violation.js';
import type { ColumnCause } from './decide-columns.js';
import type { MonitorReport } from './monitor-report.js';

const CHECK_OF: Readonly<Record<ColumnCause, ConstraintCheck>> = {
  'missing-column': 'missing_column_check',
  'type-change': 'data_type_check',
  completeness: 'completeness_check',
  distribution: 'baseline_drift_check',
};

/** SageMaker Model Monitor's `constraint_violations.json` of a report. */
export function constraintViolations({ columns, prediction }: MonitorReport): ConstraintViolations {
  const named = Object.entries(columns);
  if (prediction !== null) named.push([prediction.name, prediction]);
  return {
    violations: named.flatMap(([name, { cause, reason }]) =>
      cause === null ? [] : [{ feature_name: name, constraint_check_type: CHECK_OF[cause], description: reason }],
    ),
  };
}
