import * as z from 'zod';
import type { DeployedModelPolicy } from '../../../lib/contracts/index.js';
import { modelName } from './manifest.js';

const column = z.string().min(1).max(200);
const positive = z.int().min(1);

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
  gates: z.strictObject({
    predictionTolerance: z.number().min(0),
    metrics: z.record(z.string(), z.strictObject({ minimum: z.number().optional(), maximum: z.number().optional() })),
    championMargin: z.number().min(0),
  }),
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
