import { beforeAll, describe, expect, it } from 'vitest';
import { monitorPlanSchema, runKeys } from '../../../../lambdas/application/documents/monitor-plan.js';
import { encodeRows } from '../../../../lambdas/application/documents/monitor-rows.js';
import { decode, encodeSummary } from '../../../../lambdas/application/documents/monitor-summary.js';
import { parseJsonDocument } from '../../../../lambdas/application/documents/parse.js';
import { numericSideOf } from '../../../../lambdas/domain/columns/column-side.js';
import { MARKS } from '../../../../lambdas/domain/columns/column-values.js';
import type { ReportColumn } from '../../../../lambdas/domain/monitoring/monitor-report.js';
import type { RecordBatch } from '../../../../lambdas/domain/monitoring/record-batch.js';
import { ShardTally } from '../../../../lambdas/domain/monitoring/shard-tally.js';
import { WindowSummary } from '../../../../lambdas/domain/monitoring/window-summary.js';
import type { MonitoredModel } from '../../../fixtures/monitored-model.js';
import { kolmogorovSmirnov } from '../../../fixtures/sample-statistics.js';
import { create, hour, rows } from '../../../fixtures/watched-hours.js';

const RECORDS = 1_000_000;
const BATCH = 8192;
const { start, end } = hour(0);
const BYTES = { contentType: 'application/octet-stream' };

/** The columns of a million records: a little off the baseline's law, and of no order. */
const temp = Float64Array.from({ length: RECORDS }, (_, row) => ((row * 0.754877) % 1) ** 1.1);
const hours = Float64Array.from({ length: RECORDS }, (_, row) => (row * 7) % 24);
const cities = Int32Array.from({ length: RECORDS }, (_, row) => (row * row) % 4);
const values = Float64Array.from(temp, (value) => 100 * value);
const marks = new Uint8Array(BATCH);
const none = new Float64Array(BATCH).fill(Number.NaN);
const missing = new Uint8Array(BATCH).fill(MARKS.missing);

function batchOf(from: number, to: number): RecordBatch {
  const size = to - from;
  const numeric = (all: Float64Array) => ({
    kind: 'numeric' as const,
    values: all.subarray(from, to),
    marks: marks.subarray(0, size),
  });
  return {
    rows: size,
    ids: Array.from({ length: size }, (_, row) => `inference-${from + row}#0`),
    times: new Float64Array(size).fill(start.getTime()),
    versions: new Uint32Array(size).fill(1),
    columns: [
      numeric(temp),
      numeric(hours),
      { kind: 'categorical', codes: cities.subarray(from, to), texts: ['a', 'b', 'c', 'd'] },
    ],
    prediction: numeric(values),
    probability: { kind: 'numeric', values: none.subarray(0, size), marks: missing.subarray(0, size) },
  };
}

/** Plans a run, and writes what its shards would have: the records split as evenly as they can be. */
async function summarised(model: MonitoredModel, shards: number) {
  const { artifacts } = model;
  const run = await model.plan(start, end, `in-${shards}`);
  const planKey = runKeys.plan(run.runPrefix);
  const plan = parseJsonDocument(monitorPlanSchema, await artifacts.readText(planKey), planKey);
  const whole = { ...plan, shards, objects: shards, bytes: 1000 * shards };
  await artifacts.write(planKey, JSON.stringify(whole), { contentType: 'application/json' });
  const empty = await artifacts.readBytes(runKeys.empty(run.runPrefix));
  for (let shard = 0; shard < shards; shard++) {
    const [from, to] = [Math.round((shard * RECORDS) / shards), Math.round(((shard + 1) * RECORDS) / shards)];
    const tally = new ShardTally({
      subject: { version: 1, task: 'regression' },
      window: { start: start.getTime(), end: end.getTime() },
      allowance: 0,
      summary: decode(empty, 'empty', WindowSummary.read),
      excluded: null,
    });
    for (let at = from; at < to; at += BATCH) tally.take(batchOf(at, Math.min(to, at + BATCH)), start.getTime());
    const readings = { objects: 1, damagedObjects: 0, lines: to - from, corruptLines: 0 };
    const summary = encodeSummary({
      exclusions: '',
      read: { objects: 1, bytes: 1000 },
      counts: { ...readings, ...tally.counts },
      versions: Object.fromEntries(tally.versions),
      problems: [],
      window: tally.summary,
    });
    await artifacts.write(runKeys.shardRows(run.runPrefix, shard), encodeRows(tally.ids(), ''), BYTES);
    await artifacts.write(runKeys.summary(run.runPrefix, shard), summary, BYTES);
  }
  return run;
}

async function merged(model: MonitoredModel, shards: number) {
  const run = await summarised(model, shards);
  const output = await model.merge(run);
  if (output.state === 'again') throw new Error('nothing came twice');
  const text = await model.artifacts.readText(output.reportKey);
  expect((await model.merge(run)).state).toBe('ok');
  return { text, again: await model.artifacts.readText(output.reportKey), report: JSON.parse(text) };
}

describe('a million records', () => {
  let splits: Awaited<ReturnType<typeof merged>>[];
  let exact: number;

  beforeAll(async () => {
    const baseline = rows(3000);
    const model = await create({ baseline });
    splits = [];
    for (const shards of [1, 7, 500]) splits.push(await merged(model, shards));
    const reference = Float64Array.from(baseline, ({ features }) => Number(features.temp)).sort();
    const { sorted } = numericSideOf({ kind: 'numeric', values: temp, marks: new Uint8Array(RECORDS) });
    exact = kolmogorovSmirnov(reference, sorted).statistic;
  }, 300_000);

  it('are counted, binned and decided alike in 1, 7 and 500 shards', () => {
    const told = splits.map(({ report: { columns, prediction, rows, causes, verdict, quality } }) => ({
      columns: Object.entries<ReportColumn>({ ...columns, prediction }).map(([name, column]) => {
        const { psi, jensenShannon, hellinger, chi2, cramersV, lInfinity, unseen, missing, distribution } = column;
        const { rows, minimum, maximum, distinct, outOfRange } = column.current;
        const current = { rows, minimum, maximum, distinct, outOfRange };
        return {
          name,
          psi,
          jensenShannon,
          hellinger,
          chi2,
          cramersV,
          lInfinity,
          unseen,
          missing,
          distribution,
          current,
        };
      }),
      rows,
      verdict,
      counted: causes.length,
      joined: quality.joined,
    }));
    expect(told[0]?.rows).toEqual({ reference: 3000, current: RECORDS });
    expect(told[0]?.joined).toBe(RECORDS);
    expect(told[0]?.columns[0]?.psi).toBeGreaterThan(0);
    expect(told[1]).toEqual(told[0]);
    expect(told[2]).toEqual(told[0]);
  });

  it('have moments that agree at 1e-12', () => {
    const [first, ...others] = splits.map(({ report }) => report.columns.temp.current);
    for (const other of others) {
      expect(Math.abs(other.mean / first.mean - 1)).toBeLessThan(1e-12);
      expect(Math.abs(other.standardDeviation / first.standardDeviation - 1)).toBeLessThan(1e-12);
    }
  });

  it('have the Kolmogorov-Smirnov statistic and the quantiles of all values within the bound that the report tells', () => {
    for (const { report } of splits) {
      const { ks, rankError, current } = report.columns.temp;
      expect(rankError).toBeGreaterThan(0);
      expect(rankError).toBeLessThan(0.01);
      expect(Math.abs(ks.statistic - exact)).toBeLessThanOrEqual(rankError);
      // The law of the column: a share q of it is at most q^1.1.
      for (const [share, value] of Object.entries<number>(current.quantiles)) {
        expect(Math.abs(value ** (1 / 1.1) - Number(share))).toBeLessThan(rankError + 1e-4);
      }
    }
  });

  it('give the same bytes when they are merged again', () => {
    for (const { text, again } of splits) expect(again).toBe(text);
  });
});
