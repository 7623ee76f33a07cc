import { describe, expect, it } from 'vitest';
import { captureObjects } from '../../../../lambdas/application/monitoring/capture-objects.js';
import { NotFound } from '../../../../lambdas/domain/errors.js';
import type { RecordBatch } from '../../../../lambdas/domain/monitoring/record-batch.js';
import { emptyWindow, numericReference } from '../../../../lambdas/domain/monitoring/reference.js';
import { ScoredIds } from '../../../../lambdas/domain/monitoring/scored-ids.js';
import { ShardTally } from '../../../../lambdas/domain/monitoring/shard-tally.js';
import { MemoryArtifactStore } from '../../../fixtures/memory/memory-artifact-store.js';

const numbers = (values: readonly number[]) => ({
  kind: 'numeric' as const,
  values: Float64Array.from(values),
  marks: Uint8Array.from(values, (value) => Number(Number.isNaN(value))),
});
const reference = {
  rows: 3,
  columns: [numericReference([numbers([1, 2, 3])])],
  prediction: numericReference([numbers([1, 2, 3])]),
  probability: null,
};

interface Captured {
  readonly id: string;
  readonly time?: number;
  readonly version?: number;
  readonly prediction?: number;
}

const batch = (records: readonly Captured[]): RecordBatch => ({
  rows: records.length,
  ids: records.map(({ id }) => id),
  times: Float64Array.from(records, ({ time = 150 }) => time),
  versions: Uint32Array.from(records, ({ version = 1 }) => version),
  columns: [numbers(records.map((_, row) => row))],
  prediction: numbers(records.map(({ prediction = 2 }) => prediction)),
  probability: numbers(records.map(() => Number.NaN)),
});

const tally = (excluded: ScoredIds | null = null) =>
  new ShardTally({
    subject: { version: 1, task: 'regression' },
    window: { start: 100, end: 200 },
    allowance: 30,
    summary: emptyWindow(reference),
    excluded,
  });

describe('the records of a shard', () => {
  it('belong to the window by the time of their inference, its start included, its end not', () => {
    const records = tally();
    const times = [99, 100, 199, 200, 60];
    records.take(batch(times.map((time) => ({ id: `${time}#0`, time }))), 95);
    expect(records.counts).toEqual({ records: 2, duplicates: 0, outside: 3, late: 1 });
    expect(records.summary.rows).toBe(2);
  });

  it('count once by inference id and row, in one batch or in two', () => {
    const records = tally();
    records.take(batch([{ id: 'a#0' }, { id: 'a#1' }, { id: 'a#0' }]), 0);
    records.take(batch([{ id: 'a#1' }, { id: 'b#0' }]), 0);
    expect(records.counts).toMatchObject({ records: 5, duplicates: 2 });
    expect(records.summary.rows).toBe(3);
    expect(records.ids().length).toBe(3);
  });

  it('that another shard has are left out, and counted as duplicates', () => {
    const all = tally();
    all.take(batch([{ id: 'a#0' }, { id: 'b#0' }]), 0);
    const { high, low } = all.ids();
    const other = new ScoredIds();
    other.push(high[0] as number, low[0] as number, Number.NaN);
    const records = tally(other);
    records.take(batch([{ id: 'a#0' }, { id: 'b#0' }, { id: 'c#0' }]), 0);
    expect(records.counts).toMatchObject({ records: 3, duplicates: 1 });
    expect(records.summary.rows).toBe(2);
  });

  it('of other versions count for the columns, not for prediction and labels; those of nobody known for both', () => {
    const records = tally();
    records.take(
      batch([
        { id: 'a#0', version: 1 },
        { id: 'b#0', version: 2 },
        { id: 'c#0', version: 0 },
        { id: 'd#0', version: 1, prediction: Number.NaN },
      ]),
      0,
    );
    const { rows, own, scored, prediction } = records.summary;
    expect({ rows, own, scored, predicted: prediction?.summary.side.rows }).toEqual({
      rows: 4,
      own: 3,
      scored: 2,
      predicted: 3,
    });
    expect(Object.fromEntries(records.versions)).toEqual({ 1: 2, 2: 1, '': 1 });
    expect([...records.ids().scores].filter((score) => !Number.isNaN(score))).toEqual([2, 2]);
  });

  it('name a hundred versions, and count the others together', () => {
    const records = tally();
    records.take(batch(Array.from({ length: 250 }, (_, row) => ({ id: `${row}#0`, version: row + 1 }))), 0);
    expect(records.versions.size).toBe(101);
    expect(records.versions.get('other')).toBe(150);
  });
});

describe('the objects of a shard', () => {
  it('come in their order, those that are gone too: they throw where they are read', async () => {
    const artifacts = new MemoryArtifactStore();
    await artifacts.write('b', 'content', { contentType: 'text/plain' });
    await artifacts.write('large', 'x', { contentType: 'text/plain' });
    const lastModified = '2026-01-01T00:00:00.000Z';
    const keys = [
      ['a', 9],
      ['b', 7],
      ['large', 100_000_000],
      ['c', 100_000_000],
    ] as const;
    const read: string[] = [];
    const listed = keys.map(([key, size]) => ({ key, size, lastModified }));
    for await (const object of captureObjects(artifacts, listed)) {
      try {
        const chunks: Uint8Array[] = [];
        for await (const chunk of await object.stream()) chunks.push(chunk);
        expect((await object.range(0, 3)).length).toBe(Math.min(3, Buffer.concat(chunks).length));
        read.push(`${object.key}: ${Buffer.concat(chunks).toString()}`);
      } catch (error) {
        expect(error).toBeInstanceOf(NotFound);
        read.push(`${object.key} is gone`);
      }
    }
    expect(read).toEqual(['a is gone', 'b: content', 'large: x', 'c is gone']);
  });
});
