import * as z from 'zod';
import type { Reading } from '../../domain/datasets/reading.js';
import { evaluationSetPointerSchema, modelName, objectPointerSchema } from './manifest.js';

const rows = z.int().min(0);

/** An object that rows of a snapshot came from. */
export const snapshotSourceSchema = objectPointerSchema.extend({
  kind: z.enum(['dataset', 'ground-truth', 'capture']),
});
export type SnapshotSource = z.infer<typeof snapshotSourceSchema>;

const readingSchema: z.ZodType<Reading> = z.object({
  objects: rows,
  damagedObjects: rows,
  lines: rows,
  corruptLines: rows,
  problems: z.array(z.string()),
});

/** `snapshot.json`: what a training run was made of, and all objects that it came from. */
export const snapshotSchema = z.object({
  schemaVersion: z.literal(1),
  model: modelName,
  runId: z.string(),
  createdAt: z.iso.datetime(),
  features: z.array(z.string()),
  target: z.string(),
  /** What assigned rows to evaluation. */
  assignment: z.object({ seed: z.int(), share: z.number() }),
  train: objectPointerSchema.extend({ rows }),
  evaluationSet: evaluationSetPointerSchema.extend({ rows }),
  /** Whether this run made the evaluation set; else it is the one that was there. */
  newEvaluationSet: z.boolean(),
  /** Number of the set that was current when the rows were read; 0 for none. */
  basedOnEvaluationSet: z.int().min(0),
  sources: z.array(snapshotSourceSchema),
  /** What was read of labels and capture, and what was skipped; not in the snapshots of earlier releases. */
  readings: z.object({ groundTruth: readingSchema, capture: readingSchema }).optional(),
});
export type Snapshot = z.infer<typeof snapshotSchema>;
