import * as z from 'zod';
import type { Prediction } from '../../domain/signature.js';

const value = z.union([z.number(), z.string(), z.boolean(), z.null()]);
const prediction: z.ZodType<Prediction> = z.object({
  prediction: z.union([z.string(), z.number(), z.boolean()]),
  probability: z.number().optional(),
});

/** `sample.json` of a submission: a serving body, and what the trainer says the model answers to it. */
export const sampleSchema = z
  .object({
    instances: z.array(z.record(z.string(), value)).min(1).max(100),
    predictions: z.array(prediction).min(1),
  })
  .refine((sample) => sample.instances.length === sample.predictions.length, 'expected a prediction an instance');
