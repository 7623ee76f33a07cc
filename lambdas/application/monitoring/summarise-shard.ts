import * as z from 'zod';
import type { MonitorSettings } from '../../../lib/contracts/index.js';
import { sha256 } from '../../domain/canonical-json.js';
import { cut } from '../../domain/cut.js';
import { type Reading, ReadingTally } from '../../domain/datasets/reading.js';
import { NotFound } from '../../domain/errors.js';
import { predictionKind } from '../../domain/monitoring/predictions.js';
import { ShardTally } from '../../domain/monitoring/shard-tally.js';
import { WindowSummary } from '../../domain/monitoring/window-summary.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { readCaptureObject } from '../capture/read-capture-object.js';
import { monitorPlanSchema, monitorShardSchema, runKeys } from '../documents/monitor-plan.js';
import { decodeExclusions, encodeRows } from '../documents/monitor-rows.js';
import { decode, encodeSummary } from '../documents/monitor-summary.js';
import { parseJsonDocument } from '../documents/parse.js';
import { arrivalAllowance } from './arrival.js';
import { captureObjects } from './capture-objects.js';

export interface SummariseShardPorts {
  readonly artifacts: ArtifactStore;
}

export const summariseShardSchema = z.object({ runPrefix: z.string(), shard: z.int().min(0) });
export type SummariseShardInput = z.infer<typeof summariseShardSchema>;

const LONGEST_PROBLEM = 500;
const BYTES = { contentType: 'application/octet-stream' };

/**
 * Reads the capture objects of one shard in the order of their keys, and writes what they say of the window and which
 * records that rests on: the same objects give the same bytes, however often it runs. Of a record that comes twice the
 * first counts; those that the run's merge found in an earlier shard are left out. What cannot be read is counted, and never
 * fails the window.
 */
export async function summariseShard(
  { artifacts }: SummariseShardPorts,
  settings: MonitorSettings,
  { runPrefix, shard }: SummariseShardInput,
): Promise<{ readonly records: number; readonly corruptLines: number }> {
  const [planKey, shardKey, emptyKey] = [
    runKeys.plan(runPrefix),
    runKeys.shard(runPrefix, shard),
    runKeys.empty(runPrefix),
  ];
  const plan = parseJsonDocument(monitorPlanSchema, await artifacts.readText(planKey), planKey);
  const { objects } = parseJsonDocument(monitorShardSchema, await artifacts.readText(shardKey), shardKey);
  const exclusions = await readExclusions(artifacts, runKeys.shardExclusions(runPrefix, shard));
  const subject = plan.subject ?? { version: null, task: 'regression' as const, columns: [] };
  const window = { start: Date.parse(plan.window.start), end: Date.parse(plan.window.end) };
  const records = new ShardTally({
    subject,
    window,
    allowance: arrivalAllowance(settings),
    summary: decode(await artifacts.readBytes(emptyKey), emptyKey, WindowSummary.read),
    excluded: exclusions.ids,
  });
  const schema = { columns: subject.columns, prediction: predictionKind(subject) };
  const tally = new ReadingTally();
  const read = { objects: 0, bytes: 0 };
  for await (const object of captureObjects(artifacts, objects)) {
    const before = tally.reading;
    let rows = 0;
    for await (const batch of readCaptureObject(object, schema, tally)) {
      rows += batch.rows;
      records.take(batch, object.lastModified.getTime());
    }
    if (!wasRead(before, tally.reading, rows)) continue;
    read.objects += 1;
    read.bytes += object.size;
  }
  const { problems, ...readings } = tally.reading;
  const { counts, versions, summary } = records;
  const { digest } = exclusions;
  // The summary comes last: where it is, the rows are too.
  await artifacts.write(runKeys.shardRows(runPrefix, shard), encodeRows(records.ids(), digest), BYTES);
  const document = encodeSummary({
    exclusions: digest,
    read,
    counts: { ...readings, ...counts },
    versions: Object.fromEntries(versions),
    problems: problems.map((problem) => cut(problem, LONGEST_PROBLEM)),
    window: summary,
  });
  await artifacts.write(runKeys.summary(runPrefix, shard), document, BYTES);
  return { records: counts.records, corruptLines: readings.corruptLines };
}

/** Not an object that was damaged or gone, nor one of whose lines none was a record. */
const wasRead = (before: Reading, after: Reading, rows: number): boolean =>
  after.damagedObjects === before.damagedObjects && (rows > 0 || after.corruptLines === before.corruptLines);

async function readExclusions(artifacts: ArtifactStore, key: string) {
  try {
    const bytes = await artifacts.readBytes(key);
    return { ids: decodeExclusions(bytes, key).ids, digest: sha256(bytes) };
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    return { ids: null, digest: '' };
  }
}
