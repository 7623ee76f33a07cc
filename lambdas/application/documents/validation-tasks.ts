import * as z from 'zod';
import { objectCreatedSchema } from './aws-events.js';
import { modelName } from './manifest.js';

/** Absent in events from before validation was a state machine. */
const validationId = z.string().min(1).max(200).optional();

/** The manifest's event, with the name of the execution. */
export const validateInputSchema = objectCreatedSchema.extend({ validationId });

/** A SageMaker Processing job that ended well, or how Step Functions tells that it did not. */
export const endedJobSchema = z.union([
  z.object({ ProcessingJobName: z.string() }),
  z.object({ Error: z.string(), Cause: z.string().default('') }),
]);
export type EndedJob = z.infer<typeof endedJobSchema>;

/** What follows a job: its version, and which try it was. */
export const judgeInputSchema = z.object({
  model: modelName,
  version: z.int().min(1),
  attempt: z.int().min(1),
  validationId,
  job: endedJobSchema,
});

/** How Step Functions tells of a function that failed for good, or died. */
const functionFailureSchema = z.object({ Error: z.string(), Cause: z.string().default('') });
export type FunctionFailure = z.infer<typeof functionFailureSchema>;

/** What follows such a failure: the manifest's event, and whether it was after a job. */
export const failedInputSchema = validateInputSchema.extend({
  failure: functionFailureSchema,
  afterJob: z.boolean(),
});

export const validationTaskSchema = z.union([judgeInputSchema, failedInputSchema, validateInputSchema]);

/** The cause of a failed function that threw, as far as we read it. */
export const lambdaCauseSchema = z.object({ errorMessage: z.string() });

/** The cause of a failed job: what DescribeProcessingJob says, as far as we read it. */
export const describedJobSchema = z.object({
  ProcessingJobName: z.string().optional(),
  ProcessingJobStatus: z.string().optional(),
  FailureReason: z.string().nullish(),
  ExitMessage: z.string().nullish(),
});
