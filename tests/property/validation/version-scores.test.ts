import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseVersionScores, renderVersionScores } from '../../../lambdas/application/documents/version-scores.js';

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);

/** Of two labels or a regression without `probabilities`, of more with as many in each row. */
const scores = fc.constantFrom(0, 3, 5).chain((labels) =>
  fc
    .array(
      fc.record({
        position: fc.nat(),
        actual: number,
        score: number,
        probabilities: fc.array(number, { minLength: labels, maxLength: labels }),
      }),
      { minLength: 1, maxLength: 20 },
    )
    .map((lines) => ({
      positions: lines.map(({ position }) => position),
      rows: lines.map(({ position: _, probabilities, ...row }) => (labels === 0 ? row : { ...row, probabilities })),
    })),
);

describe('scores.csv', () => {
  it('gives the very scores that were written, to the last bit', () => {
    const property = fc.property(scores, (written) => {
      expect(parseVersionScores(renderVersionScores(written))).toEqual(written);
    });
    fc.assert(property);
  });

  it.each([
    ['no rows', 'row,actual,score\n', 'has 0 rows'],
    ['other columns', 'row,score,actual\n0,1,1\n', 'rows of row, score, actual: expected row,actual,score'],
    ['what is no number', 'row,actual,score\n0,1,1\n1,NaN,1\n', 'row 2: got "NaN", expected a number'],
    ['nothing where a number is', 'row,actual,score\n0,,1\n', 'row 1: got "", expected a number'],
  ])('is refused with %s', (_, text, problem) => {
    expect(() => parseVersionScores(text)).toThrow(problem);
  });
});
