import * as z from 'zod';
import {
  ALWAYS_DECIDING_GATES,
  allowListProblem,
  type DeployedModelPolicy,
  GATE_NAMES,
} from '../../../lib/contracts/index.js';
import { BIAS_METRIC_NAMES, isBiasMetric } from '../../domain/bias/metric-names.js';
import { modelName } from './manifest.js';

const column = z.string().min(1).max(200);
const positive = z.int().min(1);
const gates = z.array(z.enum(GATE_NAMES));
const bounds = z.record(z.string(), z.strictObject({ minimum: z.number().optional(), maximum: z.number().optional() }));

/** What the gates hold a version against; `ModelPolicy['gates']`. */
export const gateRulesSchema = z.strictObject({
  predictionTolerance: z.number().min(0),
  metrics: bounds,
  championMargin: z.number().min(0),
  advisory: gates
    .refine(
      (names) => !names.some((name) => ALWAYS_DECIDING_GATES.includes(name)),
      `expected no ${ALWAYS_DECIDING_GATES.join(' or ')}: these always decide`,
    )
    .optional(),
  allowUnverified: gates
    .refine((names) => !names.includes('integrity'), "expected no integrity: what can't be opened is not served")
    .optional(),
  pickleAllowList: z
    .array(
      z.string().superRefine((entry, context) => {
        const message = allowListProblem(entry);
        if (message !== undefined) context.addIssue({ code: 'custom', message });
      }),
    )
    .max(50)
    .optional(),
  data: z.strictObject({ leakage: z.number().gt(0).max(1).optional(), timeOrder: z.boolean().optional() }).optional(),
  segments: z
    .strictObject({
      columns: z.array(column).max(20).optional(),
      metrics: bounds.optional(),
      minimumRows: positive.optional(),
      search: z.boolean().optional(),
    })
    .optional(),
  bias: z
    .strictObject({
      facets: z
        .array(
          z
            .strictObject({ column, value: z.string().optional(), above: z.number().optional() })
            .refine(({ value, above }) => (value === undefined) !== (above === undefined), 'expected value or above'),
        )
        .min(1)
        .max(5),
      group: column.optional(),
      positiveAbove: z.number().optional(),
      metrics: bounds.refine(
        (metrics) => Object.keys(metrics).every(isBiasMetric),
        `expected the names ${BIAS_METRIC_NAMES.join(', ')}`,
      ),
    })
    .optional(),
});

/** The model policy without what the platform adds; config parses with it, handlers with the one below. */
export const modelPolicySchema = z.strictObject({
  schemaVersion: z.literal(1),
  model: modelName,
  task: z.enum(['classification', 'regression']),
  dataset: z.strictObject({
    target: column,
    time: column.optional(),
    exclude: z.array(column),
    positiveLabel: z.string().optional(),
    minimumRows: positive,
  }),
  evaluation: z.strictObject({ share: z.number().gt(0).lt(1), seed: z.int() }),
  gates: gateRulesSchema,
  approval: z.union([
    z.literal('automatic'),
    z.strictObject({
      role: z
        .string()
        .regex(/^[\w+=,.@-]{1,64}\*?$/, 'expected the name of an IAM role, with * at its end for any')
        .optional(),
      quorum: z.int().min(1).max(10),
      expirySeconds: z.int().min(1).max(31_449_600),
    }),
  ]),
  retirement: z
    .strictObject({
      maximumAgeDays: z.int().min(1).max(36_500).optional(),
      inactiveDays: z.int().min(1).max(36_500).optional(),
      supersededVersions: z.int().min(1).max(10).optional(),
    })
    .optional(),
  card: z
    .strictObject({
      purpose: z.string().max(1_000).optional(),
      limitations: z.string().max(1_000).optional(),
      owner: z.string().max(200).optional(),
    })
    .optional(),
  serving: z.strictObject({
    memorySizeInMb: z.union([1024, 2048, 3072, 4096, 5120, 6144].map((n) => z.literal(n))),
    maxConcurrency: z.int().min(1).max(200),
  }),
  rollout: z
    .strictObject({
      strategy: z.enum(['canary', 'all-at-once']),
      canaryTrafficPercent: z.number().gt(0).max(100),
      bakeSeconds: z.int().min(1).max(86_400),
    })
    .refine(({ strategy, canaryTrafficPercent }) => strategy === 'canary' || canaryTrafficPercent === 100, {
      path: ['canaryTrafficPercent'],
      message: 'expected 100, since the strategy is "all-at-once"',
    }),
  training: z.strictObject({
    instanceType: z
      .string()
      .regex(/^ml\.[a-z0-9]+\.[a-z0-9]+$/, 'expected a SageMaker instance type such as ml.m5.large'),
    volumeSizeInGb: positive,
    maxRuntimeSeconds: positive,
    hyperparameters: z.record(z.string(), z.string()),
  }),
  retraining: z.strictObject({ onDrift: z.boolean(), cooldownSeconds: z.int().min(0) }),
});

export const deployedModelPolicySchema: z.ZodType<DeployedModelPolicy> = z.strictObject({
  ...modelPolicySchema.shape,
  resources: z.strictObject({
    captureStreamName: z.string().min(1),
    monitorStateMachineArn: z.string().min(1),
    rollbackAlarmNames: z.array(z.string().min(1)),
  }),
});
