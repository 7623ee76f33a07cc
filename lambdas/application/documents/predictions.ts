import * as z from 'zod';
import type { Prediction } from '../../domain/signature.js';
import { parseJsonDocument } from './parse.js';

const predictionSchema: z.ZodType<Prediction> = z.object({
  prediction: z.union([z.string(), z.number(), z.boolean()]),
  probability: z.number().min(0).max(1).optional(),
});

/** What a serving container answers: `{"predictions":[…]}`, one a row. Throws InvalidInput. */
export function parsePredictions(body: Uint8Array, rows: number): readonly Prediction[] {
  const what = "The model's answer";
  const schema = z.object({ predictions: z.array(predictionSchema).length(rows) });
  return parseJsonDocument(schema, Buffer.from(body).toString('utf8'), what).predictions;
}
