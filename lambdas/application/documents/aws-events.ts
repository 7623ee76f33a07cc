import * as z from 'zod';
import { modelName } from './manifest.js';

/** EventBridge's "Object Created" of S3, as far as we read it. */
export const objectCreatedSchema = z.object({
  detail: z.object({ object: z.object({ key: z.string().min(1), 'version-id': z.string().min(1).optional() }) }),
});

/** Our own events about a version, such as ModelVersionValidated. */
export const versionEventSchema = z.object({
  'detail-type': z.string(),
  detail: z.object({ model: modelName, version: z.int().min(1) }),
});

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'expected JSON' });
    return z.NEVER;
  }
});

/**
 * "Step Functions Execution Status Change" of an execution that an event about a version started; `version` is absent
 * when the execution's input was not such an event, or too large to be in this one.
 */
export const endedExecutionSchema = z
  .object({
    detail: z.object({
      name: z.string().min(1),
      status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
      input: z.string().nullish(),
    }),
  })
  .transform(({ detail: { name, status, input } }) => {
    const started = json.pipe(z.object({ detail: versionEventSchema.shape.detail })).safeParse(input);
    return { name, status, ...(started.success ? { version: started.data.detail } : {}) };
  });
export type EndedExecution = z.infer<typeof endedExecutionSchema>;

/** A batch of a DynamoDB stream with new images; values in DynamoDB's own JSON. */
export const streamBatchSchema = z.object({
  Records: z.array(
    z.object({
      eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']).optional(),
      dynamodb: z.object({
        SequenceNumber: z.string(),
        Keys: z.record(z.string(), z.unknown()).optional(),
        NewImage: z.record(z.string(), z.unknown()).optional(),
      }),
    }),
  ),
});

/** What the publisher of audit records is invoked with: by the stream, or by an administrator to close gaps of a model. */
export const publishRequestSchema = z.union([streamBatchSchema, z.strictObject({ catchUp: modelName })]);
