import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../../lambdas/domain/errors.js';
import { ByteReader } from '../../lambdas/domain/summaries/byte-reader.js';
import { CategoricalSummary } from '../../lambdas/domain/summaries/categorical-summary.js';
import { NumericSummary } from '../../lambdas/domain/summaries/numeric-summary.js';
import { bytesOf, categoricalValues, numericValues } from './summaries.js';

const numeric = new NumericSummary(Float64Array.of(0, 10, 20), { k: 8 });
numeric.add(numericValues([...Array.from({ length: 40 }, (_, i) => i), 'missing', 'absent', Number.POSITIVE_INFINITY]));
const categorical = new CategoricalSummary();
categorical.add(categoricalValues(['a', 'b', 'a', undefined, '\ud800']));

const CASES = [
  { title: 'of a numeric column', bytes: bytesOf(numeric), type: NumericSummary },
  { title: 'of a categorical column', bytes: bytesOf(categorical), type: CategoricalSummary },
];

describe.each(CASES)('a summary $title', ({ bytes, type }) => {
  const read = (from: Uint8Array): void => {
    const reader = new ByteReader(from);
    type.read(reader);
    reader.end();
  };

  it('that ends too early, or too late, is invalid input', () => {
    expect(() => read(bytes)).not.toThrow();
    for (let length = 0; length < bytes.length; length++) {
      expect(() => read(bytes.subarray(0, length)), `${length} bytes`).toThrow(InvalidInput);
    }
    expect(() => read(Uint8Array.of(...bytes, 0))).toThrow(InvalidInput);
  });

  it('with any bytes changed is invalid input, or another summary', () => {
    const changes = fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), { minLength: 1 });
    fc.assert(
      fc.property(changes, (list) => {
        const damaged = bytes.slice();
        for (const [at, byte] of list) damaged[at] = byte;
        try {
          read(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInput);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('of any bytes is invalid input, whatever lengths they claim', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (garbage) => {
        expect(() => read(garbage)).toThrow(InvalidInput);
        expect(() => read(Uint8Array.of(...bytes.subarray(0, 8), ...garbage))).toThrow(InvalidInput);
      }),
      { numRuns: 500 },
    );
  });
});
