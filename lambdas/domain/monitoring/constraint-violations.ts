import type { ColumnCause } from './decide-columns.js';
import type { MonitorReport } from './monitor-report.js';

export interface ConstraintViolation {
  readonly feature_name: string;
  readonly constraint_check_type:
    | 'baseline_drift_check'
    | 'completeness_check'
    | 'data_type_check'
    | 'missing_column_check';
  readonly description: string;
}

const CHECK_OF: Readonly<Record<ColumnCause, ConstraintViolation['constraint_check_type']>> = {
  'missing-column': 'missing_column_check',
  'type-change': 'data_type_check',
  completeness: 'completeness_check',
  distribution: 'baseline_drift_check',
};

/** SageMaker Model Monitor's `constraint_violations.json` of a report. */
export function constraintViolations({ columns, prediction }: MonitorReport): { violations: ConstraintViolation[] } {
  const named = Object.entries(columns);
  if (prediction !== null) named.push([prediction.name, prediction]);
  return {
    violations: named.flatMap(([name, { cause, reason }]) =>
      cause === null ? [] : [{ feature_name: name, constraint_check_type: CHECK_OF[cause], description: reason }],
    ),
  };
}
