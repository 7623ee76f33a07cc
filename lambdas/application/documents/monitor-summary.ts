import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { Cell, MonitoredRecord } from '../../domain/monitoring/record-sample.js';
import { parseJsonDocument } from './parse.js';

const count = z.int().min(0);

export const captureCountsSchema = z.object({
  /** Objects read, and those of them that were damaged or gone. */
  objects: count,
  damagedObjects: count,
  lines: count,
  /** Lines that are no capture record, or too long. */
  corruptLines: count,
  /** Records of the window, those that came twice counted twice. */
  records: count,
  /** Records of other times. */
  outside: count,
  /** Of those, records of earlier windows that came later than a scheduled run waits for. */
  late: count,
});
export type CaptureCounts = z.infer<typeof captureCountsSchema>;

/** Arrays stand for what JSON has no value for: `[]` a field that is not there, `[1]` and `[-1]` the infinities. */
const storedCell = z.union([z.number(), z.string(), z.boolean(), z.null(), z.array(z.number()).max(1)]);
type StoredCell = z.infer<typeof storedCell>;

const summarySchema = z.object({
  schemaVersion: z.literal(1),
  counts: captureCountsSchema,
  /** Records of the window by the version that answered; '' where the capture does not say. */
  versions: z.record(z.string(), count),
  problems: z.array(z.string()),
  sample: z.array(
    z.tuple([
      z.string(),
      z.int().nullable(),
      z.union([z.string(), z.number(), z.boolean(), z.null()]),
      z.number().nullable(),
      z.array(storedCell),
    ]),
  ),
});

/** What one shard says of the window: exact counts, and a sample that merges with those of the other shards. */
export interface ShardSummary {
  readonly counts: CaptureCounts;
  readonly versions: Readonly<Record<string, number>>;
  /** The first few problems, with key and reason. */
  readonly problems: readonly string[];
  readonly sample: readonly MonitoredRecord[];
}

export function encodeSummary(summary: ShardSummary): Buffer {
  const sample = summary.sample.map(({ id, version, prediction, probability, values }) => [
    id,
    version,
    prediction,
    probability,
    values.map(encodeCell),
  ]);
  return gzipSync(JSON.stringify({ schemaVersion: 1, ...summary, sample }), { level: 1 });
}

/** Throws InvalidInput that names `what`. */
export function decodeSummary(bytes: Buffer, what: string): ShardSummary {
  const { counts, versions, problems, sample } = parseJsonDocument(summarySchema, gunzipSync(bytes).toString(), what);
  return {
    counts,
    versions,
    problems,
    sample: sample.map(([id, version, prediction, probability, values]) => ({
      id,
      version,
      prediction,
      probability,
      values: values.map(decodeCell),
    })),
  };
}

function encodeCell(cell: Cell): StoredCell {
  if (cell === undefined) return [];
  if (typeof cell !== 'number' || Number.isFinite(cell)) return cell;
  return Number.isNaN(cell) ? null : [Math.sign(cell)];
}

function decodeCell(cell: StoredCell): Cell {
  if (!Array.isArray(cell)) return cell;
  return cell[0] === undefined ? undefined : cell[0] * Number.POSITIVE_INFINITY;
}
