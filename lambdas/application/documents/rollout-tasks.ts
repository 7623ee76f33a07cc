import * as z from 'zod';
import { cut } from '../../domain/cut.js';
import { ROLLOUT_OUTCOMES } from '../../domain/registry/records.js';
import { modelName } from './manifest.js';

/** Inputs of the rollout's tasks, as its state machine passes them. */
export const rolloutInputSchema = z.object({
  model: modelName,
  version: z.int().min(1),
  rolloutId: z.string().min(1).max(200),
});
export const beginRolloutInputSchema = rolloutInputSchema.extend({ checkSeconds: z.int().min(1).optional() });
const endpointName = z.string().min(1).max(63);

export const smokeTestInputSchema = rolloutInputSchema.extend({ endpointName });
export const shiftTrafficInputSchema = rolloutInputSchema.extend({
  endpointName,
  weight: z.number().gt(0).max(100),
});
export const checkBakeInputSchema = rolloutInputSchema.extend({
  bakeStartedAt: z.iso.datetime(),
  bakeSeconds: z.number().min(0),
});
export const finishRolloutInputSchema = rolloutInputSchema.extend({
  outcome: z.enum(ROLLOUT_OUTCOMES),
  /** Absent in what state machines of release 0.1 send. */
  supersededVersions: z.int().min(1).max(10).optional(),
  reason: z.string().transform((reason) => cut(reason, 2_000)),
});
/** A rollout's task, or the event of a version that was retired. */
export const removeEndpointsInputSchema = z.union([
  z.object({ endpointNames: z.array(endpointName) }),
  z
    .object({ detail: z.object({ model: modelName, evidence: z.object({ endpointNames: z.array(endpointName) }) }) })
    .transform(({ detail: { model, evidence } }) => ({ model, ...evidence })),
]);
