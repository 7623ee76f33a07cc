import { describe, expect, it } from 'vitest';
import { counted, failed, passed, shownP } from '../../../../lambdas/domain/gates/gate-result.js';

describe('a finding', () => {
  it('holds what is no number of any store as text, in numbers and in details', () => {
    const numbers = { a: Number.POSITIVE_INFINITY, b: Number.NaN, c: 1e300, d: 1e125, e: 'x' };
    const kept = { a: 'Infinity', b: 'NaN', c: '1e+300', d: 1e125, e: 'x' };
    expect(failed('quality', 'r', numbers, { of: [numbers] })).toMatchObject({
      numbers: kept,
      details: { of: [kept] },
    });
  });

  it('has a reason of one line and 1,500 bytes, and tells it whole in its details', () => {
    const reason = `row 1:\n"${'ü'.repeat(5_000)}" \ud800`;
    const { reason: told, details } = failed('data', reason, {}, { rows: 3 });
    expect(Buffer.byteLength(told)).toBeLessThanOrEqual(1_500);
    expect(told).toMatch(/^row 1: "ü+…$/);
    expect(details).toEqual({ rows: 3, reason: reason.toWellFormed() });
    expect(failed('data', reason, {}, undefined).details).toEqual({ reason: reason.toWellFormed() });
  });

  it('leaves an ordinary reason, and its details, as they are', () => {
    const details = { columns: ['ä', '🚲'], nothing: null, small: 7.2e-80 };
    expect(passed('data', 'column "ä🚲" is good', { rows: 1 }, details)).toEqual({
      gate: 'data',
      passed: true,
      verdict: 'passed',
      reason: 'column "ä🚲" is good',
      numbers: { rows: 1 },
      details,
    });
  });

  it('never cuts within a character', () => {
    for (const length of [745, 746, 747, 748, 749, 750]) {
      expect(failed('data', `${'x'.repeat(length % 4)}${'🚲'.repeat(length)}`).reason).toMatch(/^x*🚲+…$/u);
    }
  });

  it('says that details are not all, where they are too much for a report', () => {
    const details = { rows: Array.from({ length: 1_000 }, () => 'x'.repeat(10_000)) };
    const found = failed('data', 'r', {}, details);
    expect(JSON.stringify(found.details).length).toBeLessThan(4_100_000);
    expect(found.details).toMatchObject({ cut: true });
  });
});

describe('words of a reason', () => {
  it.each([
    [7.2e-80, 'below 0.0001'],
    [0.00009, 'below 0.0001'],
    [0.0001, '0.0001'],
    [0.04217, '0.0422'],
    [1, '1'],
  ])('a p-value of %d is told as %s', (p, words) => expect(shownP(p)).toBe(words));

  it.each([
    [0, '0 rows'],
    [1, '1 row'],
    [2, '2 rows'],
  ])('%d of a noun is "%s"', (count, words) => expect(counted(count, 'row')).toBe(words));
});
