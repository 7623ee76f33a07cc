import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baselineCsv, capturedRows, gatewayCapture, sagemakerCapture } from '../../fixtures/endpoint-capture.js';
import { DeployedMonitor, hourAgo } from '../deployed-monitor.js';
import { TestAws, until } from '../embedded-aws.js';

/** More objects than a shard takes. */
const OBJECTS = 150;
const ROWS = 10;

const counters = mkdtempSync(join(tmpdir(), 'tries-'));
const TRIES = join(counters, 'tries');
afterAll(() => rmSync(counters, { recursive: true }));

/**
 * No server fails just twice, so this stands before the handler: in a run whose name says so, its first shard's function
 * dies at the first try, throws at the second, and works from then on. Tries are counted in a file: each may be another process.
 */
const FAILS_TWICE = `
const { appendFileSync, readFileSync } = require('node:fs');
const { handler } = require('./handler.js');
exports.handler = async (event, context) => {
  if (event.shard === 0 && event.runPrefix.includes('/fails-twice/')) {
    const file = ${JSON.stringify(TRIES)};
    appendFileSync(file, 'x');
    const tries = readFileSync(file).length;
    if (tries === 1) process.exit(1);
    if (tries === 2) throw new Error('as asked');
  }
  return handler(event, context);
};`;

const aws = new TestAws();
let monitor: DeployedMonitor;

beforeAll(async () => {
  monitor = await DeployedMonitor.deploy(aws, baselineCsv(1000), { wrappers: { 'summarise-shard': FAILS_TWICE } });
});

/** Objects of a few rows each, in the order of their names; `content` may say what an object holds instead. */
async function captureObjects(hour: Date, content: (object: number, usual: string) => string = (_, usual) => usual) {
  const keys: string[] = [];
  for (let object = 0; object < OBJECTS; object++) {
    const lines = gatewayCapture(capturedRows(object * ROWS, ROWS), `${hour.toISOString()}-${object}`, hour);
    keys.push(await monitor.capture(hour, `${String(object).padStart(4, '0')}.jsonl`, content(object, lines)));
  }
  return keys;
}

describe('a shard that fails', () => {
  it('twice is tried again, and the report is complete', async () => {
    const hour = hourAgo(10);
    await captureObjects(hour);
    const { report } = await monitor.run('fails-twice', hour);
    expect(report).toMatchObject({ state: 'ok', complete: true, rows: { current: OBJECTS * ROWS } });
    expect(report.capture.coverage.share).toBe(1);
    expect(readFileSync(TRIES)).toHaveLength(3);
  });

  it('each time leaves a report that says which share it covers, and an alarm; mended and run again, it is complete', async () => {
    const hour = hourAgo(12);
    const keys = await captureObjects(hour);
    // S3 refuses to give an archived object, to whomever may read it.
    const archived = {
      Bucket: monitor.bucket,
      Key: keys.at(-1),
      Body: gatewayCapture(capturedRows(0, 1), 'late', hour),
    };
    await monitor.s3.send(new PutObjectCommand({ ...archived, StorageClass: 'GLACIER' }));
    const { report } = await monitor.run('always-fails', hour);
    const { shards, objects, share } = report.capture.coverage;
    expect(report).toMatchObject({ state: 'ok', complete: false });
    expect([shards.planned - shards.read, objects.planned]).toEqual([1, OBJECTS]);
    expect(share).toBe(objects.read / OBJECTS);
    expect(report.rows.current).toBe(objects.read * ROWS);
    expect(share).toBeGreaterThan(0.4);
    await until('the alarm', async () => ((await monitor.incompleteAlarmState()) === 'ALARM' ? true : undefined));

    await monitor.s3.send(new PutObjectCommand({ ...archived, StorageClass: 'STANDARD' }));
    const again = await monitor.run('mended', hour);
    expect(again.report).toMatchObject({ complete: true, rows: { current: (OBJECTS - 1) * ROWS + 1 } });
  });
});

it('records that came in two shards count once, after one merge more', async () => {
  const hour = hourAgo(14);
  let first = '';
  await captureObjects(hour, (object, usual) => {
    if (object === 0) first = usual;
    return object === OBJECTS - 1 ? usual + first : usual;
  });
  const { states, report } = await monitor.run('twice', hour);
  expect(states.filter((name) => name === 'MergeRun')).toHaveLength(2);
  expect(report).toMatchObject({ complete: true, rows: { current: OBJECTS * ROWS } });
  expect(report.capture).toMatchObject({ duplicates: ROWS, records: (OBJECTS + 1) * ROWS });
});

it("SageMaker's own capture is watched, of an endpoint that no registry knows", async () => {
  const hour = hourAgo(16);
  const time = new Date(hour.getTime() + 60_000);
  for (let request = 0; request < 20; request++) {
    const line = sagemakerCapture(capturedRows(request * 50, 50, 0.3), `event-${request}`, time);
    await monitor.capture(hour, `${request}.jsonl`, line);
  }
  const { states, report } = await monitor.run('sagemaker', hour);
  expect(states).toEqual(['NameRun', 'PlanRun', 'SummariseShards', 'MergeRun', 'Merged', 'Reported']);
  expect(report).toMatchObject({ state: 'ok', verdict: 'drift', rows: { reference: 1000, current: 1000 } });
  expect(Object.entries(report.columns).map(([name, { verdict }]) => [name, verdict])).toEqual([
    ['temp', 'drift'],
    ['hum', 'ok'],
    ['kind', 'ok'],
  ]);
});
