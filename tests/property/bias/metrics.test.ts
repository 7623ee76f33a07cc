import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BiasRows, countCells } from '../../../lambdas/domain/bias/cells.js';
import { measureBias } from '../../../lambdas/domain/bias/measure-bias.js';
import { posttrainingMetrics } from '../../../lambdas/domain/bias/posttraining.js';
import { pretrainingMetrics } from '../../../lambdas/domain/bias/pretraining.js';

const flag = fc.integer({ min: 0, max: 1 });
const row = fc.record({ facet: flag, label: flag, prediction: flag, group: fc.integer({ min: 0, max: 3 }) });
type Row = { readonly facet: number; readonly label: number; readonly prediction: number; readonly group: number };
const rows = fc.array(row, { minLength: 1, maxLength: 80 });

const columnsOf = (list: readonly Row[]): Required<BiasRows> => ({
  facet: Uint8Array.from(list, ({ facet }) => facet),
  label: Uint8Array.from(list, ({ label }) => label),
  prediction: Uint8Array.from(list, ({ prediction }) => prediction),
  group: Uint32Array.from(list, ({ group }) => group),
});
const metricsOf = (list: readonly Row[]): Readonly<Record<string, number>> => {
  const cells = countCells(columnsOf(list));
  return { ...pretrainingMetrics(cells), ...posttrainingMetrics(cells) };
};

function expectClose(name: string, found: number | undefined, expected: number | undefined): void {
  if (Number.isNaN(expected)) expect(found, name).toBeNaN();
  else expect(found, name).toBeCloseTo(expected ?? Number.NaN, 12);
}

/** Differences of one side and the other, those of two distributions that are symmetric, and what knows no sides. */
const SIGNED = ['CI', 'DPL', 'DPPL', 'DCA', 'DCR', 'SD', 'RD', 'DAR', 'DRR', 'AD', 'TE'];
const SYMMETRIC = ['JS', 'LP', 'TVD', 'KS', 'GE'];

describe('the bias metrics', () => {
  it('change their sign, or nothing, when the sides change places', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const [found, swapped] = [metricsOf(list), metricsOf(list.map((one) => ({ ...one, facet: 1 - one.facet })))];
        for (const name of SIGNED) expectClose(name, 0 - (swapped[name] ?? 0), found[name]);
        for (const name of SYMMETRIC) expectClose(name, swapped[name], found[name]);
      }),
    );
  });

  it('stay within their bounds', () => {
    const between = (low: number, high: number, names: readonly string[]) => ({ low, high, names });
    const bounds = [
      between(-1, 1, ['CI', 'DPL', 'CDDL', 'DPPL', 'SD', 'RD', 'DAR', 'DRR', 'AD', 'CDDPL']),
      between(0, 1, ['JS', 'TVD', 'KS']),
      between(0, Math.SQRT2, ['LP']),
      between(0, Number.POSITIVE_INFINITY, ['DI', 'GE']),
    ];
    fc.assert(
      fc.property(rows, (list) => {
        const found = metricsOf(list);
        for (const { low, high, names } of bounds) {
          for (const name of names.filter((name) => !Number.isNaN(found[name]))) {
            expect(found[name], name).toBeGreaterThanOrEqual(low - 1e-12);
            expect(found[name], name).toBeLessThanOrEqual(high + 1e-12);
          }
        }
      }),
    );
  });

  it('do not depend on the order of the rows, nor on how many copies there are of all', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 2, max: 4 }), (list, times) => {
        const found = metricsOf(list);
        expect(metricsOf(list.toReversed())).toEqual(found);
        const copied = metricsOf(Array.from({ length: times }, () => list).flat());
        for (const [name, value] of Object.entries(found)) expectClose(name, copied[name], value);
      }),
    );
  });

  it('have intervals from the lower to the upper end, of any rows', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const { intervals } = measureBias(columnsOf(list), { draws: 50 });
        for (const { lower, upper } of Object.values(intervals)) expect(lower).toBeLessThanOrEqual(upper);
      }),
    );
  });
});
