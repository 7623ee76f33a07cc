import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSummary, encodeSummary } from '../../lambdas/application/documents/monitor-summary.js';
import { alarmHolds } from '../../lambdas/domain/monitoring/alarm-rule.js';
import { type Cell, type MonitoredRecord, RecordSample } from '../../lambdas/domain/monitoring/record-sample.js';
import { shareOut } from '../../lambdas/domain/monitoring/share-out.js';

const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.double({ noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
  fc.string(),
  fc.boolean(),
  fc.constantFrom(null, undefined),
);
const record: fc.Arbitrary<MonitoredRecord> = fc.record({
  id: fc.integer({ min: 0, max: 60 }).map((number) => `id-${number}#0`),
  version: fc.option(fc.integer({ min: 1, max: 3 })),
  prediction: fc.option(fc.oneof(fc.integer(), fc.string(), fc.boolean())),
  probability: fc.option(fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0)),
  values: fc.array(cell, { maxLength: 3 }),
});
const sampleOf = (capacity: number, records: readonly MonitoredRecord[]): MonitoredRecord[] => {
  const sample = new RecordSample(capacity);
  sample.addAll(records);
  return sample.records();
};

describe('the sample of a window', () => {
  it('is the same for any order and any split of the records, duplicates included', () => {
    const split = fc.array(record, { maxLength: 120 }).chain((records) =>
      fc.record({
        records: fc.constant(records),
        shuffled: fc.shuffledSubarray(records, { minLength: records.length }),
        cut: fc.nat({ max: records.length }),
        capacity: fc.integer({ min: 1, max: 50 }),
      }),
    );
    fc.assert(
      fc.property(split, ({ records, shuffled, cut, capacity }) => {
        const whole = sampleOf(capacity, records);
        const parts = [shuffled.slice(0, cut), shuffled.slice(cut)].map((part) => sampleOf(capacity, part));
        expect(sampleOf(capacity, parts.flat())).toEqual(whole);
        expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
        expect(whole.length).toBe(Math.min(capacity, new Set(records.map(({ id }) => id)).size));
      }),
    );
  });

  it('takes every record with about the same chance', () => {
    const taken = sampleOf(
      1000,
      Array.from({ length: 20_000 }, (_, i) => ({
        id: `${i}#0`,
        version: null,
        prediction: null,
        probability: null,
        values: [],
      })),
    );
    const early = taken.filter(({ id }) => Number.parseInt(id, 10) < 10_000).length;
    expect(Math.abs(early - 500)).toBeLessThan(80);
  });

  it('comes back from its summary as it was', () => {
    const counts = { objects: 1, damagedObjects: 0, lines: 9, corruptLines: 0, records: 9, outside: 0, late: 0 };
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), (sample) => {
        const summary = { counts, versions: { 1: 9 }, problems: [], sample };
        expect(decodeSummary(encodeSummary(summary), 'the summary')).toEqual(summary);
      }),
    );
  });
});

describe('the alarm rule', () => {
  const rules = { minimumImportance: 0, violatedWindows: 2, windows: 5 };

  it('holds only when the latest window is violated, and never by windows beyond the last five', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(fc.boolean(), { maxLength: 10 }), (latest, earlier) => {
        const expected = latest && [latest, ...earlier].slice(0, 5).filter(Boolean).length >= 2;
        expect(alarmHolds(latest, earlier, rules)).toBe(expected);
        if (!latest) expect(alarmHolds(latest, earlier, { ...rules, violatedWindows: 1 })).toBe(false);
      }),
    );
  });
});

describe('shards', () => {
  it('hold every object once, in order, and are at most 1,000', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 200_000_000 }), { maxLength: 3000 });
    fc.assert(
      fc.property(sizes, (list) => {
        const objects = list.map((size, number) => ({ size, number }));
        const shards = shareOut(objects);
        expect(shards.flat()).toEqual(objects);
        expect(shards.length).toBeLessThanOrEqual(1000);
        expect(shards.every((shard) => shard.length > 0)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
