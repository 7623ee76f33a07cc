import { describe, expect, it } from 'vitest';
import {
  constraintsSchema,
  constraintViolationsSchema,
  statisticsSchema,
} from '../../../../lambdas/application/documents/data-quality.js';

// The shapes of the developer guide: "Schema for Statistics", "Schema for Constraints", "Schema for Violations".
const statistics = {
  version: 0,
  dataset: { item_count: 3, sampled: false },
  features: [
    {
      name: 'Day Mins',
      inferred_type: 'Fractional',
      numerical_statistics: {
        common: { num_present: 3, num_missing: 0 },
        mean: 2,
        sum: 6,
        std_dev: 0.816496580927726,
        min: 1,
        max: 3,
        distribution: {
          kll: {
            buckets: [{ lower_bound: 1, upper_bound: 3, count: 3 }],
            sketch: { parameters: { c: 0.64, k: 2048 }, data: [[1, 2, 3], [2]] },
          },
        },
      },
    },
    {
      name: 'State',
      inferred_type: 'String',
      string_statistics: {
        common: { num_present: 2, num_missing: 1 },
        distinct_count: 1,
        distribution: { categorical: { buckets: [{ value: 'OH', count: 2 }] } },
      },
    },
    { name: 'gone', inferred_type: 'Unknown' },
  ],
};
const constraints = {
  version: 0,
  features: [
    { name: 'Day Mins', inferred_type: 'Fractional', completeness: 1, num_constraints: { is_non_negative: true } },
    {
      name: 'State',
      inferred_type: 'String',
      completeness: 0.9,
      string_constraints: { domains: ['OH', 'TX'] },
      monitoringConfigOverrides: {
        domain_content_threshold: 0.5,
        distribution_constraints: { comparison_threshold: 0.3 },
      },
    },
  ],
  monitoring_config: {
    evaluate_constraints: 'Enabled',
    emit_metrics: 'Disabled',
    datatype_check_threshold: 1,
    domain_content_threshold: 1,
    distribution_constraints: {
      perform_comparison: 'Enabled',
      comparison_threshold: 0.1,
      comparison_method: 'Simple',
      categorical_comparison_threshold: 0.1,
      categorical_drift_method: 'ChiSquared',
    },
    a_later_setting: 1,
  },
};
const kinds = ['data_type', 'completeness', 'baseline_drift', 'missing_column', 'extra_column', 'categorical_values'];
const violations = {
  violations: kinds.map((kind) => ({
    feature_name: 'State',
    constraint_check_type: `${kind}_check`,
    description: kind,
  })),
};

describe("a file of SageMaker Model Monitor's", () => {
  it.each([
    ['statistics.json', statisticsSchema, statistics],
    ['constraints.json', constraintsSchema, constraints],
    ['constraint_violations.json', constraintViolationsSchema, violations],
  ])('is the same after reading and writing: %s', (_name, schema, document) => {
    expect(JSON.parse(JSON.stringify(schema.parse(document)))).toEqual(document);
  });

  it.each([
    [
      'a type that there is not',
      constraintsSchema,
      { ...constraints, features: [{ name: 'a', inferred_type: 'Text', completeness: 1 }] },
    ],
    [
      'a share above one',
      constraintsSchema,
      { ...constraints, features: [{ name: 'a', inferred_type: 'String', completeness: 2 }] },
    ],
    ['no features', statisticsSchema, { version: 0, dataset: { item_count: 1 } }],
    [
      'a check that there is not',
      constraintViolationsSchema,
      { violations: [{ ...violations.violations[0], constraint_check_type: 'x' }] },
    ],
  ])('is refused with %s', (_what, schema, document) => {
    expect(schema.safeParse(document).success).toBe(false);
  });
});
