import * as z from 'zod';
import { versionEventSchema } from './aws-events.js';
import { modelName } from './manifest.js';
import { reasonSchema } from './reason.js';

const executionName = z.string().min(1).max(200);
const taskToken = z.string().min(1).max(2_048);

/** Inputs of the approval's tasks, as its state machine passes them. */
export const decideApprovalInputSchema = z
  .object({ detail: versionEventSchema.shape.detail, requestId: executionName.optional() })
  .transform(({ detail: { model, version }, requestId }) => ({ model, version, requestId }));
export const approvalRequestSchema = z.object({
  model: modelName,
  version: z.int().min(1),
  requestId: executionName,
});
export const requestApprovalInputSchema = approvalRequestSchema.extend({ taskToken });

/** The object that holds the token of the execution that waits. */
export const approvalTokenSchema = z.object({ requestId: executionName, taskToken });

/** The body of `POST …/approval`. Who decides is never in it. */
export const approvalBodySchema = z.strictObject({
  decision: z.enum(['approve', 'reject']),
  reason: reasonSchema,
});
