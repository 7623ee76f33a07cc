import * as z from 'zod';
import { modelPolicySchema } from '../lambdas/application/documents/model-policy.js';

const above = z.number().gt(0);

/** What differs between deployments of the same app. Every key is required, so that each environment says it all. */
export const environmentSchema = z.strictObject({
  /** The stack is `Mlops-<name>`. */
  name: z.string().regex(/^[a-z][a-z0-9-]{0,19}$/, 'expected 1 to 20 of a-z, 0-9 and hyphens, a letter first'),
  /** What becomes of bucket, key and table when they leave the stack. */
  removalPolicy: z.enum(['retain', 'destroy']),
  /** Each gets a confirmation e-mail of SNS at the first deployment. */
  notificationEmails: z.array(z.email('expected an e-mail address')),
  /** Who may call the inference gateway: IAM signatures, tokens of an OpenID Connect issuer, or anybody. */
  inferenceAuthorization: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('iam') }),
    z.strictObject({
      kind: z.literal('jwt'),
      issuer: z.url({ protocol: /^https$/, error: 'expected an https URL' }),
      audience: z.array(z.string().min(1)).min(1),
    }),
    z.strictObject({ kind: z.literal('none') }),
  ]),
  /** Whether monitors, retraining and housekeeping also start by schedule; on demand and by alarm they always do. */
  schedules: z.boolean(),
  /** Whether Firehose logs its own delivery errors. */
  captureLogging: z.boolean(),
  timing: z.strictObject({
    /** How long a captured row may wait for others before they are written to the bucket. */
    captureBufferSeconds: z.int().min(0).max(900),
    /** Between two looks at an endpoint that comes up. */
    endpointPollSeconds: z.int().min(1).max(300),
    /** Between two looks at the alarms while a version bakes. */
    rolloutCheckSeconds: z.int().min(1).max(300),
    /** From the last request that an endpoint may get to its removal. */
    drainSeconds: z.int().min(0).max(3600),
    /** How long the gateway may go by a traffic split that it read before. */
    trafficSplitCacheSeconds: z.int().min(0).max(300),
  }),
});
export type EnvironmentConfig = z.infer<typeof environmentSchema>;

/** A model: its policy, and how its traffic is watched. */
export const modelSchema = z.strictObject({
  ...modelPolicySchema.shape,
  monitoring: z.strictObject({
    /** Minutes between two scheduled monitor runs; each looks at the traffic since the one before. */
    everyMinutes: z.int().min(5).max(4320),
    /** From where on a difference is drift; what is left out has its default. */
    thresholds: z.strictObject({
      psi: above.optional(),
      distance: above.optional(),
      significance: above.lt(1).optional(),
      minimumRows: z.int().min(1).optional(),
      minimumLabelledRows: z.int().min(1).optional(),
      minimumImportance: z.number().min(0).max(1).optional(),
      qualityDegradation: z.number().min(0).optional(),
      /** While the model answers, labels are expected once in this time; left out, they are not awaited. */
      labelsWithinHours: z.int().min(1).max(8784).optional(),
      violatedWindows: z.int().min(1).optional(),
      windows: z.int().min(1).optional(),
    }),
  }),
});
export type ModelConfig = z.infer<typeof modelSchema>;
