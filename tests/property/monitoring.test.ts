import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alarmHolds } from '../../lambdas/domain/monitoring/alarm-rule.js';
import { shareOut } from '../../lambdas/domain/monitoring/share-out.js';

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
