import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CategoricalSummary } from '../../lambdas/domain/summaries/categorical-summary.js';
import { FrequentItems } from '../../lambdas/domain/summaries/frequent-items.js';
import { KllSketch } from '../../lambdas/domain/summaries/kll-sketch.js';
import { NumericSummary } from '../../lambdas/domain/summaries/numeric-summary.js';
import { RunningMoments } from '../../lambdas/domain/summaries/running-moments.js';
import { exactMoments } from './exact-moments.js';
import { bytesOf, categoricalValues, copyOf, cut, finite, mergeBy, numericValues, plans, rows } from './summaries.js';

const edges = fc
  .array(finite, { maxLength: 12 })
  .map((list) => Float64Array.from(new Set(list.map((x) => x + 0))).sort());
const texts = fc.array(
  fc.option(fc.oneof(fc.constantFrom('a', 'b', 'c', '1', '1.0', ''), fc.string()), { nil: undefined }),
  {
    maxLength: 60,
  },
);

const summaryOf = (list: Parameters<typeof numericValues>[0], on: Float64Array, k = 64): NumericSummary => {
  const summary = new NumericSummary(on, { k });
  summary.add(numericValues(list));
  return summary;
};
const categoriesOf = (list: readonly (string | undefined)[]): CategoricalSummary => {
  const summary = new CategoricalSummary();
  summary.add(categoricalValues(list));
  return summary;
};

describe('summaries of any split, merged in any order', () => {
  it('count every row alike, to the bit, and so do histogram and HyperLogLog', () => {
    fc.assert(
      fc.property(rows(120), edges, plans, (list, on, plan) => {
        const whole = summaryOf(list, on);
        const merged = mergeBy(
          cut(list, plan).map((part) => summaryOf(part, on)),
          plan,
        );
        expect(merged.side).toEqual(whole.side);
        expect(bytesOf(merged.histogram)).toEqual(bytesOf(whole.histogram));
        expect(merged.distinct && bytesOf(merged.distinct)).toEqual(whole.distinct && bytesOf(whole.distinct));
        expect([merged.moments.minimum, merged.moments.maximum]).toEqual([
          whole.moments.minimum,
          whole.moments.maximum,
        ]);
      }),
    );
  });

  it('have the mean and the variance of exact arithmetic at 1e-12', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 120, size: 'max' }), plans, (list, plan) => {
        const moments = mergeBy(
          cut(list, plan).map((part) => {
            const some = new RunningMoments();
            some.addBlock(Float64Array.from(part));
            return some;
          }),
          plan,
        );
        const exact = exactMoments(list);
        // What lies below the normal doubles has fewer digits.
        expect(Math.abs(moments.mean - exact.mean)).toBeLessThanOrEqual(1e-12 * Math.abs(exact.mean) + 5e-324);
        expect(Math.abs(moments.variance - exact.variance)).toBeLessThanOrEqual(1e-12 * exact.variance + 1e-305);
        expect(moments.count).toBe(list.length);
      }),
      { numRuns: 300 },
    );
  });

  it('hold up to k values as they are', () => {
    fc.assert(
      fc.property(fc.array(finite, { maxLength: 64, size: 'max' }), plans, (list, plan) => {
        const parts = cut(list, plan).map((part) => {
          const sketch = new KllSketch(64);
          sketch.add(Float64Array.from(part));
          return sketch;
        });
        const { values, cumulative } = mergeBy(parts, plan).sortedView();
        expect(values).toEqual(Float64Array.from(list, (value) => value + 0).sort());
        expect(cumulative).toEqual(Float64Array.from(list, (_, i) => i + 1));
      }),
    );
  });

  it('know ranks within the bound that they state', () => {
    const lists = fc.array(finite, { minLength: 200, maxLength: 2000, size: 'max' });
    fc.assert(
      fc.property(lists, plans, (list, plan) => {
        const sketch = mergeBy(
          cut(list, plan).map((part) => {
            const some = new KllSketch(32);
            some.add(Float64Array.from(part));
            return some;
          }),
          plan,
        );
        const { values, cumulative } = sketch.sortedView();
        expect(cumulative.at(-1)).toBe(list.length);
        for (const bound of new Set(list)) {
          const rank = cumulative[values.findLastIndex((value) => value <= bound)] ?? 0;
          const exact = list.filter((value) => value <= bound).length;
          expect(Math.abs(rank - exact) / list.length).toBeLessThanOrEqual(sketch.rankError);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('count texts alike, to the bit, as long as all have a place', () => {
    fc.assert(
      fc.property(texts, plans, (list, plan) => {
        const merged = mergeBy(cut(list, plan).map(categoriesOf), plan);
        expect(bytesOf(merged)).toEqual(bytesOf(categoriesOf(list)));
      }),
    );
  });

  it('count frequent texts within the bound that they state, which is at most their share of the rows', () => {
    const skewed = fc.array(fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 })), { maxLength: 400, size: 'max' });
    fc.assert(
      fc.property(skewed, plans, (list, plan) => {
        const names = list.map(([a, b]) => String(Math.min(a, b)));
        const exact = new Map<string, number>();
        for (const name of names) exact.set(name, (exact.get(name) ?? 0) + 1);
        const parts = cut(names, plan).map((part) => {
          const some = new FrequentItems(4);
          for (const name of part) some.add(name);
          return some;
        });
        const merged = mergeBy(parts, plan);
        const counts = merged.counts();
        expect(merged.total).toBe(list.length);
        expect(merged.errorBound).toBeLessThanOrEqual(list.length / 5);
        expect(counts.size).toBeLessThanOrEqual(8);
        for (const name of exact.keys()) {
          const [count, truth] = [counts.get(name) ?? 0, exact.get(name) ?? 0];
          expect(count).toBeLessThanOrEqual(truth);
          expect(count).toBeGreaterThanOrEqual(truth - merged.errorBound);
        }
      }),
    );
  });
});

describe('a summary that was written and read', () => {
  it('goes on as the one that was not, to the byte', () => {
    fc.assert(
      fc.property(rows(300), rows(300), rows(300), edges, (first, second, third, on) => {
        const [summary, other] = [summaryOf(first, on, 16), summaryOf(second, on, 16)];
        const copy = copyOf(NumericSummary, summary);
        expect(bytesOf(copy)).toEqual(bytesOf(summary));
        copy.merge(copyOf(NumericSummary, other));
        summary.merge(other);
        for (const each of [summary, copy]) each.add(numericValues(third));
        expect(bytesOf(copy)).toEqual(bytesOf(summary));
      }),
    );
  });

  it('has the texts that were added, lone surrogates among them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)) })),
        (list) => {
          const summary = categoriesOf(list);
          const copy = copyOf(CategoricalSummary, summary);
          expect(copy.items.counts()).toEqual(summary.items.counts());
          expect(bytesOf(copy)).toEqual(bytesOf(summary));
        },
      ),
    );
  });
});
