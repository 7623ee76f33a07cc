import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categoricalSideOf, numericSideOf } from '../../lambdas/domain/columns/column-side.js';
import { NO_TEXT } from '../../lambdas/domain/columns/column-values.js';
import { referenceEdges } from '../../lambdas/domain/monitoring/reference-edges.js';
import { histogramCounts } from '../../lambdas/domain/statistics/histogram.js';
import { type Cell, numbersOf } from '../fixtures/cell-sides.js';

const numericCell = fc.oneof(
  fc.double({ noNaN: true }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null, undefined, 'no number'),
);
const textCell = fc.oneof(fc.constantFrom('a', 'b', '1', '1.0', ''), fc.constantFrom(null, undefined));

describe('a side of a column', () => {
  it('counts cells of each kind, and holds the finite ones ascending, -0 as 0', () => {
    fc.assert(
      fc.property(fc.array(numericCell, { maxLength: 80 }), (cells) => {
        const finite = cells.filter((cell) => typeof cell === 'number').filter(Number.isFinite);
        expect(numericSideOf(numbersOf(cells))).toEqual({
          ...counted(cells),
          kind: 'numeric',
          mistyped: cells.filter((cell) => typeof cell === 'string').length,
          nonFinite: cells.filter((cell) => Math.abs(Number(cell)) === Number.POSITIVE_INFINITY).length,
          sorted: Float64Array.from(finite, (value) => value + 0).sort(),
        });
      }),
    );
  });

  it('counts texts that occur', () => {
    fc.assert(
      fc.property(fc.array(textCell, { maxLength: 80 }), (cells) => {
        const present = cells.filter((cell) => typeof cell === 'string');
        const texts = [...new Set(present), 'one that no row has'];
        const codes = Int32Array.from(cells, (cell) => {
          if (cell === undefined) return NO_TEXT.absent;
          return cell === null ? NO_TEXT.missing : texts.indexOf(cell);
        });
        const counts = new Map(present.map((text) => [text, present.filter((other) => other === text).length]));
        expect(categoricalSideOf({ kind: 'categorical', codes, texts })).toEqual({
          ...counted(cells),
          kind: 'categorical',
          mistyped: 0,
          nonFinite: 0,
          counts,
        });
      }),
    );
  });
});

const counted = (cells: readonly Cell[]) => ({
  rows: cells.length,
  missing: cells.filter((cell) => cell === undefined || cell === null || Number.isNaN(cell)).length,
  absent: cells.filter((cell) => cell === undefined).length,
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
