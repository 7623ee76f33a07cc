import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  categoricalSide,
  categoricalSideOf,
  numericSide,
  numericSideOf,
} from '../../lambdas/domain/columns/column-side.js';
import { MARKS, NO_TEXT } from '../../lambdas/domain/columns/column-values.js';
import { referenceEdges } from '../../lambdas/domain/monitoring/reference-edges.js';
import { histogramCounts } from '../../lambdas/domain/statistics/histogram.js';

const numericCell = fc.oneof(
  fc.double({ noNaN: true }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null, undefined, 'no number'),
);
const textCell = fc.oneof(fc.constantFrom('a', 'b', '1', '1.0', ''), fc.constantFrom(null, undefined));

describe('a side of a column', () => {
  it('is the same of a whole column of numbers as cell by cell', () => {
    fc.assert(
      fc.property(fc.array(numericCell, { maxLength: 80 }), (cells) => {
        const marks = Uint8Array.from(cells, (cell) => {
          if (cell === undefined) return MARKS.absent;
          if (cell === null || Number.isNaN(cell)) return MARKS.missing;
          return typeof cell === 'number' ? MARKS.value : MARKS.mistyped;
        });
        const values = Float64Array.from(cells, (cell) => (typeof cell === 'number' ? cell : Number.NaN));
        expect(numericSideOf({ kind: 'numeric', values, marks })).toEqual(numericSide(cells));
      }),
    );
  });

  it('is the same of a whole column of texts as cell by cell', () => {
    fc.assert(
      fc.property(fc.array(textCell, { maxLength: 80 }), (cells) => {
        const texts = [...new Set(cells.filter((cell) => typeof cell === 'string')), 'one that no row has'];
        const codes = Int32Array.from(cells, (cell) => {
          if (cell === undefined) return NO_TEXT.absent;
          return cell === null ? NO_TEXT.missing : texts.indexOf(cell);
        });
        expect(categoricalSideOf({ kind: 'categorical', codes, texts })).toEqual(categoricalSide(cells));
      }),
    );
  });
});

describe("the reference's edges", () => {
  it('are both kinds, ascending, each once, and no value of the reference is outside of them', () => {
    const sorted = fc
      .array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 60 })
      .map((values) => Float64Array.from(values, (value) => value + 0).sort());
    fc.assert(
      fc.property(sorted, (values) => {
        const { all, deciles, doane } = referenceEdges(values);
        expect([...all]).toEqual([...new Set([...deciles, ...doane])].sort((a, b) => a - b));
        expect(deciles.length).toBeLessThanOrEqual(9);
        expect(histogramCounts(values, doane).reduce((sum, count) => sum + count, 0)).toBe(values.length);
      }),
    );
  });
});
