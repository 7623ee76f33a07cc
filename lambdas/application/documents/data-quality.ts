import * as z from 'zod';
import { CONSTRAINT_CHECKS } from '../../domain/data-quality/constraint-violation.js';
import { INFERRED_TYPES } from '../../domain/data-quality/inferred-type.js';

const count = z.number().min(0);
const share = z.number().min(0).max(1);
const name = z.string().min(1).max(1_000);
const onOrOff = z.enum(['Enabled', 'Disabled']).optional();
const common = z.looseObject({ num_present: count, num_missing: count });

const kll = z.looseObject({
  buckets: z.array(z.looseObject({ lower_bound: z.number(), upper_bound: z.number(), count })),
  sketch: z
    .looseObject({
      parameters: z.looseObject({ c: z.number(), k: z.number() }),
      // A value of level i stands for 2^i: 53 levels are more than a double counts.
      data: z.array(z.array(z.number())).max(53),
    })
    .optional(),
});

const featureStatistics = z.looseObject({
  name,
  inferred_type: z.enum(INFERRED_TYPES),
  numerical_statistics: z
    .looseObject({
      common,
      mean: z.number().optional(),
      sum: z.number().optional(),
      std_dev: z.number().min(0).optional(),
      min: z.number().optional(),
      max: z.number().optional(),
      distribution: z.looseObject({ kll }).optional(),
    })
    .optional(),
  string_statistics: z
    .looseObject({
      common,
      distinct_count: count,
      distribution: z
        .looseObject({ categorical: z.looseObject({ buckets: z.array(z.looseObject({ value: z.string(), count })) }) })
        .optional(),
    })
    .optional(),
});

/** SageMaker Model Monitor's `statistics.json`; what else it says is kept. */
export const statisticsSchema = z.looseObject({
  version: z.number(),
  dataset: z.looseObject({ item_count: count }),
  features: z.array(featureStatistics).max(10_000),
});

const monitoringConfig = z.looseObject({
  evaluate_constraints: onOrOff,
  emit_metrics: onOrOff,
  datatype_check_threshold: share.optional(),
  domain_content_threshold: share.optional(),
  distribution_constraints: z
    .looseObject({
      perform_comparison: onOrOff,
      comparison_threshold: z.number().min(0).optional(),
      comparison_method: z.enum(['Simple', 'Robust']).optional(),
      categorical_comparison_threshold: z.number().min(0).optional(),
      categorical_drift_method: z.enum(['LInfinity', 'ChiSquared']).optional(),
    })
    .optional(),
});

/** Model Monitor's `constraints.json`; what else it says is kept. */
export const constraintsSchema = z.looseObject({
  version: z.number(),
  features: z
    .array(
      z.looseObject({
        name,
        inferred_type: z.enum(INFERRED_TYPES),
        completeness: share,
        num_constraints: z.looseObject({ is_non_negative: z.boolean() }).optional(),
        string_constraints: z.looseObject({ domains: z.array(z.string()) }).optional(),
        monitoringConfigOverrides: monitoringConfig.optional(),
      }),
    )
    .max(10_000),
  monitoring_config: monitoringConfig.optional(),
});

/** Model Monitor's `constraint_violations.json`. */
export const constraintViolationsSchema = z.looseObject({
  violations: z.array(
    z.looseObject({
      feature_name: z.string(),
      constraint_check_type: z.enum(CONSTRAINT_CHECKS),
      description: z.string(),
    }),
  ),
});
