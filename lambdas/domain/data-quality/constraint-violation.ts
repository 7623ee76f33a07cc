/** The checks of SageMaker Model Monitor. */
export const CONSTRAINT_CHECKS = [
  'data_type_check',
  'completeness_check',
  'baseline_drift_check',
  'missing_column_check',
  'extra_column_check',
  'categorical_values_check',
] as const;
export type ConstraintCheck = (typeof CONSTRAINT_CHECKS)[number];

export interface ConstraintViolation {
  readonly feature_name: string;
  readonly constraint_check_type: ConstraintCheck;
  readonly description: string;
}

/** Model Monitor's `constraint_violations.json`. */
export interface ConstraintViolations {
  readonly violations: readonly ConstraintViolation[];
}
