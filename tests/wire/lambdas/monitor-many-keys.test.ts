import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { beforeAll, expect, it } from 'vitest';
import { hourFolder } from '../../../lib/contracts/index.js';
import { baselineCsv, capturedRows, gatewayCapture } from '../../fixtures/endpoint-capture.js';
import { CAPTURE, DeployedMonitor, hourAgo } from '../deployed-monitor.js';
import { TestAws } from '../embedded-aws.js';

const KEYS = 100_000;
const HOURS = 10;
const BUCKET = 'captured';
const LIMIT = 200 * 1024;
/** Shards that are summarised, which the emulator's S3 has time for; the others answer alike, and leave no summary. */
const READ = 5;
/** Different objects, of one record each: more than those shards read. */
const RECORDS = 2_000;

const start = hourAgo(20);

/** As links to a few files: 100,000 requests would take minutes, and as many files almost as long to be removed. */
function seed(folder: string): void {
  const records = Array.from({ length: RECORDS }, (_, i) => join(folder, `${i}.jsonl`));
  mkdirSync(folder, { recursive: true });
  for (const [i, file] of records.entries()) {
    writeFileSync(file, gatewayCapture(capturedRows(i, 1), `request-${i}`, start));
  }
  for (let hour = 0; hour < HOURS; hour++) {
    const below = join(folder, BUCKET, CAPTURE, hourFolder(new Date(start.getTime() + hour * 3_600_000)));
    mkdirSync(below, { recursive: true });
    for (let i = 0; i < KEYS / HOURS; i++) {
      linkSync(records[i % RECORDS] ?? '', join(below, `${String(i).padStart(6, '0')}.jsonl`));
    }
  }
}

const ANSWERS_ALIKE = `
const { handler } = require('./handler.js');
exports.handler = async (event, context) =>
  event.shard < ${READ} ? handler(event, context) : { records: 1e9, corruptLines: 1e9 };`;

const aws = new TestAws({ seed });
let monitor: DeployedMonitor;

beforeAll(async () => {
  const wrappers = { 'summarise-shard': ANSWERS_ALIKE };
  monitor = await DeployedMonitor.deploy(aws, baselineCsv(1000), { bucket: BUCKET, wrappers });
});

/** Every input and output that an event of a history tells. */
const dataOf = (event: HistoryEvent): string[] =>
  Object.values(event).flatMap((details) =>
    typeof details === 'object' && !(details instanceof Date)
      ? ['input', 'output', 'parameters'].flatMap((field) => {
          const value: unknown = Reflect.get(details, field);
          return typeof value === 'string' ? [value] : [];
        })
      : [],
  );

it('a window of 100,000 keys keeps what goes into and out of every state below 200 KiB', async () => {
  const started = performance.now();
  const { history, report } = await monitor.run('keys', start, { hours: HOURS, patience: 240 });
  console.log(`${KEYS} keys: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  const { shards, objects, share } = report.capture.coverage;
  expect(objects.planned).toBe(KEYS);
  expect(shards.planned).toBeGreaterThan(400);
  expect(shards.planned).toBeLessThanOrEqual(1_000);
  expect(shards.read).toBe(READ);
  expect(report.rows.current).toBe(objects.read);
  expect([report.complete, share]).toEqual([false, objects.read / KEYS]);

  const sizes = history.flatMap(dataOf).map((text) => Buffer.byteLength(text));
  // The numbers of all shards are in some of them.
  expect(Math.max(...sizes)).toBeGreaterThan(3 * shards.planned);
  expect(Math.max(...sizes)).toBeLessThan(LIMIT);
}, 300_000);
