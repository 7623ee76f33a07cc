import * as z from 'zod';
import { RETRAINING_TRIGGERS } from '../../domain/registry/records.js';
import { evaluationSetPointerSchema, modelName, objectPointerSchema } from './manifest.js';

const rows = z.int().min(0);
const s3Uri = z.string().regex(/^s3:\/\/[^/]+\/.+$/, 'expected s3://bucket/key');

/** What a retraining run is asked for with: the input of its execution, whose name is `runId`, a part of keys. */
export const retrainingRequestSchema = z.object({
  model: modelName,
  runId: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/, 'expected up to 100 of A-Z, a-z, 0-9 and ". _ -"'),
  trigger: z.enum(RETRAINING_TRIGGERS),
  /** The actor: a caller's ARN, `alarm:<name>` or `schedule:<model>`. */
  startedBy: z.string().min(1),
  reason: z.string().max(2_000).optional(),
});
export type RetrainingRequest = z.infer<typeof retrainingRequestSchema>;

/** A run that the cooldown holds back. */
export interface SkippedRetraining {
  readonly action: 'skip';
  readonly model: string;
  readonly runId: string;
  readonly reason: string;
}

/** The state of a retraining run after the curator step; the later steps take it as it is. */
export const retrainingStateSchema = retrainingRequestSchema.extend({
  action: z.literal('train'),
  /** `snapshot.json`; the rows are those of `train.csv`. */
  snapshot: objectPointerSchema.extend({ rows }),
  trainUri: s3Uri,
  evaluationUri: s3Uri,
  evaluationSet: evaluationSetPointerSchema.extend({ rows }),
  training: z.object({
    jobPrefix: z.string(),
    image: z.string(),
    instanceType: z.string(),
    volumeSizeInGb: z.number(),
    maxRuntimeSeconds: z.number(),
    outputPath: s3Uri,
    hyperparameters: z.record(z.string(), z.string()),
  }),
});
export type RetrainingState = z.infer<typeof retrainingStateSchema>;

/** With the answer of `createTrainingJob.sync`, as far as it is of use. */
export const trainedStateSchema = retrainingStateSchema.extend({
  job: z.object({
    TrainingJobName: z.string().min(1),
    TrainingJobArn: z.string().min(1),
    ModelArtifacts: z.object({ S3ModelArtifacts: s3Uri }),
  }),
});
export type TrainedState = z.infer<typeof trainedStateSchema>;
