import * as z from 'zod';
import type { MonitorSettings } from '../../../lib/contracts/index.js';
import { ReadingTally } from '../../domain/datasets/reading.js';
import { RecordSample } from '../../domain/monitoring/record-sample.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { monitorPlanSchema, monitorShardSchema, runKeys } from '../documents/monitor-plan.js';
import { encodeSummary } from '../documents/monitor-summary.js';
import { parseJsonDocument } from '../documents/parse.js';
import { readRecords } from '../read-records.js';
import { arrivalAllowance } from './arrival.js';
import { type CapturedRecords, readCaptureRecord } from './read-capture-record.js';

/** Distinct records that a window's statistics rest on at most. */
export const SAMPLE_CAPACITY = 10_000;

export interface SummariseShardPorts {
  readonly artifacts: ArtifactStore;
}

export const summariseShardSchema = z.object({ runPrefix: z.string(), shard: z.int().min(0) });
export type SummariseShardInput = z.infer<typeof summariseShardSchema>;

/**
 * Reads the capture objects of one shard and writes what they say of the window: the same objects give the same summary,
 * however often it runs. What cannot be read is counted, and never fails the window.
 */
export async function summariseShard(
  { artifacts }: SummariseShardPorts,
  settings: MonitorSettings,
  { runPrefix, shard }: SummariseShardInput,
): Promise<{ readonly records: number; readonly corruptLines: number }> {
  const [planKey, shardKey] = [runKeys.plan(runPrefix), runKeys.shard(runPrefix, shard)];
  const plan = parseJsonDocument(monitorPlanSchema, await artifacts.readText(planKey), planKey);
  const { objects } = parseJsonDocument(monitorShardSchema, await artifacts.readText(shardKey), shardKey);
  const columns = plan.subject?.columns ?? [];
  const [start, end] = [Date.parse(plan.window.start), Date.parse(plan.window.end)];
  const counts = { records: 0, outside: 0, late: 0 };
  const versions: Record<string, number> = {};
  const tally = new ReadingTally();
  const sample = new RecordSample(SAMPLE_CAPACITY);

  const take = ({ time, records }: CapturedRecords, arrived: number): void => {
    if (time.getTime() < start || time.getTime() >= end) {
      counts.outside += records.length;
      if (time.getTime() < start && arrived > time.getTime() + arrivalAllowance(settings))
        counts.late += records.length;
      return;
    }
    counts.records += records.length;
    for (const record of records) {
      const version = record.version === null ? '' : String(record.version);
      versions[version] = (versions[version] ?? 0) + 1;
      sample.add(record);
    }
  };

  for (const { key, lastModified } of objects) {
    const open = () => artifacts.readStream(key);
    for await (const records of readRecords(key, open, tally, (line) => readCaptureRecord(line, columns))) {
      take(records, Date.parse(lastModified));
    }
  }
  const { problems, ...read } = tally.reading;
  const summary = { counts: { ...read, ...counts }, versions, problems, sample: sample.records() };
  const options = { contentType: 'application/gzip' };
  await artifacts.write(runKeys.summary(runPrefix, shard), encodeSummary(summary), options);
  return { records: counts.records, corruptLines: read.corruptLines };
}
