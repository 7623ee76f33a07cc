import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holm } from '../../../../lambdas/domain/statistics/holm.js';

const p = fc.double({ min: 0, max: 1, noNaN: true });

describe("Holm's adjusted p-values", () => {
  it("are those of R's p.adjust(c(0.01, 0.04, 0.03, 0.005), 'holm')", () => {
    const expected = [0.03, 0.06, 0.06, 0.02];
    holm([0.01, 0.04, 0.03, 0.005]).forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 12);
    });
  });

  it('lie between the p-values and those of Bonferroni, in their order', () => {
    fc.assert(
      fc.property(fc.array(p, { minLength: 1, maxLength: 30 }), (pValues) => {
        const adjusted = holm(pValues);
        const at = (index: number) => adjusted[index] as number;
        pValues.forEach((value, i) => {
          expect(at(i)).toBeGreaterThanOrEqual(value);
          expect(at(i)).toBeLessThanOrEqual(Math.min(1, value * pValues.length));
          pValues.forEach((other, j) => {
            if (value < other) expect(at(i)).toBeLessThanOrEqual(at(j));
          });
        });
      }),
    );
  });

  it('of a part of a family are those of the whole, whose other p-values are 1', () => {
    fc.assert(
      fc.property(fc.array(p, { maxLength: 20 }), fc.nat(20), (pValues, others) => {
        const whole = holm([...pValues, ...Array.from({ length: others }, () => 1)]);
        expect(holm(pValues, pValues.length + others)).toEqual(whole.slice(0, pValues.length));
      }),
    );
  });
});
