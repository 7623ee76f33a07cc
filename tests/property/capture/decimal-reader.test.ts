import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecimalReader } from '../../../lambdas/application/capture/decimal-reader.js';

const read = (text: string) => {
  const reader = new DecimalReader();
  const bytes = Buffer.from(`[${text},`);
  return { value: reader.read(bytes, 1, bytes.length), end: reader.end };
};

describe('reading numbers out of bytes', () => {
  it('gives every double as it was printed', () => {
    const numbers = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ min: -100, max: 100, noNaN: true }),
    );
    fc.assert(
      fc.property(numbers, (number) => {
        const text = JSON.stringify(number);
        expect(read(text)).toEqual({ value: JSON.parse(text), end: 1 + text.length });
      }),
      { numRuns: 2000 },
    );
  });

  it('rounds any decimal as JSON.parse does, those next to the middle of two doubles included', () => {
    const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${most}}$`));
    const middles = fc
      .tuple(fc.bigInt({ min: 2n ** 53n, max: 2n ** 60n }), fc.integer({ min: 1, max: 18 }))
      .map(([mantissa, scale]) => `${mantissa}`.replace(new RegExp(`(?=.{${scale}}$)`), '.').replace(/^\./, '0.'));
    const decimals = fc
      .tuple(
        fc.constantFrom('', '-'),
        digits(19),
        fc.option(digits(19)),
        fc.option(fc.integer({ min: -330, max: 310 })),
      )
      .map(([sign, whole, fraction, exponent]) => {
        const front = whole.replace(/^0+(?=\d)/, '');
        return `${sign}${front}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : `e${exponent}`}`;
      });
    fc.assert(
      fc.property(fc.oneof(decimals, middles), (text) => {
        expect(read(text)).toEqual({ value: JSON.parse(text), end: 1 + text.length });
      }),
      { numRuns: 5000 },
    );
  });

  it.each(['', '-', '.5', '5.', '01', '-01', '1e', '1e+', 'NaN', '"1"', '+1'])('takes %j for no number', (text) => {
    expect(read(text).value).toBeNaN();
  });
});
