import * as z from 'zod';
import type { InputColumn } from '../../domain/signature.js';
import { labelsSchema } from './manifest.js';

const time = z.iso.datetime({ offset: true });

/** Half open: a record belongs to the window when `start <= inference time < end`. ISO 8601. */
export const monitorWindowSchema = z
  .object({ start: time, end: time })
  .refine(({ start, end }) => Date.parse(start) < Date.parse(end), 'expected start before end');

const column: z.ZodType<InputColumn> = z.object({
  name: z.string(),
  type: z.enum(['double', 'long', 'string', 'boolean']),
  required: z.boolean(),
});

/** What a window is compared with, and how its records are read. */
export const monitorSubjectSchema = z.object({
  /** Null: a fixed baseline, of no version of the registry. */
  version: z.int().min(1).nullable(),
  task: z.enum(['classification', 'regression']),
  columns: z.array(column).min(1),
  labels: labelsSchema.optional(),
  baseline: z.object({ key: z.string(), versionId: z.string().optional() }),
  importance: z.record(z.string(), z.number()).optional(),
  loss: z
    .object({
      name: z.enum(['brier', 'absolute_error', 'error']),
      mean: z.number(),
      standardDeviation: z.number(),
      rows: z.int().min(1),
    })
    .optional(),
});
export type MonitorSubject = z.infer<typeof monitorSubjectSchema>;

/** `plan.json` of a run. */
export const monitorPlanSchema = z.object({
  schemaVersion: z.literal(2),
  model: z.string(),
  runId: z.string(),
  window: monitorWindowSchema,
  /** Null: the model has no champion, and there is nothing to compare with. */
  subject: monitorSubjectSchema.nullable(),
  shards: z.int().min(0),
  objects: z.int().min(0),
  bytes: z.int().min(0),
});
export type MonitorPlan = z.infer<typeof monitorPlanSchema>;

/** `shards/<6 digits>.json` of a run. */
export const monitorShardSchema = z.object({
  schemaVersion: z.literal(2),
  /** In the order of their keys. */
  objects: z.array(z.object({ key: z.string(), size: z.int().min(0), lastModified: time })),
});
export type MonitorShard = z.infer<typeof monitorShardSchema>;

const digits = (shard: number): string => String(shard).padStart(6, '0');

/** Keys below a run's prefix. */
export const runKeys = {
  plan: (runPrefix: string): string => `${runPrefix}plan.json`,
  /** The baseline, summarised. */
  reference: (runPrefix: string): string => `${runPrefix}reference.bin`,
  /** The summary of no records, on the baseline's edges: what every shard begins with. */
  empty: (runPrefix: string): string => `${runPrefix}empty.bin`,
  shard: (runPrefix: string, shard: number): string => `${runPrefix}shards/${digits(shard)}.json`,
  summaries: (runPrefix: string): string => `${runPrefix}summaries/`,
  summary: (runPrefix: string, shard: number): string => `${runPrefix}summaries/${digits(shard)}.bin`,
  rows: (runPrefix: string): string => `${runPrefix}rows/`,
  shardRows: (runPrefix: string, shard: number): string => `${runPrefix}rows/${digits(shard)}.bin`,
  exclusions: (runPrefix: string): string => `${runPrefix}exclusions/`,
  shardExclusions: (runPrefix: string, shard: number): string => `${runPrefix}exclusions/${digits(shard)}.bin`,
};

/** The shard that a key of `summaries`, `rows` or `exclusions` is for; undefined for any other key. */
export function shardOfKey(key: string): number | undefined {
  const number = /\/(\d{6})\.bin$/.exec(key)?.[1];
  return number === undefined ? undefined : Number(number);
}
