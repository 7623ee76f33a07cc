import { describe, expect, it } from 'vitest';
import { Hash64, hashNumber, hashText } from '../../../../lambdas/domain/summaries/hash-64.js';

const hexOf = (value: number | string): string =>
  (typeof value === 'number' ? hashNumber(value, new Hash64()) : hashText(value, new Hash64())).toHex();
const bitsOf = (hex: string): bigint => BigInt(`0x${hex}`);
const countOnes = (bits: bigint): number => bits.toString(2).replaceAll('0', '').length;

/** How often each of the 64 bits of the hash turns where `from` is changed to `to`, as shares. */
function turned(pairs: readonly (readonly [number | string, number | string])[]): { each: number[]; mean: number } {
  const counts = new Array<number>(64).fill(0);
  let all = 0;
  for (const [from, to] of pairs) {
    const difference = bitsOf(hexOf(from)) ^ bitsOf(hexOf(to));
    all += countOnes(difference);
    for (let bit = 0; bit < 64; bit++) counts[bit] = (counts[bit] ?? 0) + Number((difference >> BigInt(bit)) & 1n);
  }
  return { each: counts.map((count) => count / pairs.length), mean: all / pairs.length / 64 };
}

const list = Array.from({ length: 4000 }, (_, i) => i);
const CHANGES = {
  'neighbouring integers': list.map((i) => [i, i + 1] as const),
  'numbers of opposite sign': list.map((i) => [i + 1, -i - 1] as const),
  'numbers that differ in the last bit': list.map((i) => [1 + i, (1 + i) * (1 + 2 ** -52)] as const),
  'numbers beside each other in hundredths': list.map((i) => [i / 100, (i + 1) / 100] as const),
  'texts that differ in the last digit': list.map((i) => [`row-${i}0`, `row-${i}1`] as const),
  'texts that differ in the first letter': list.map((i) => [`a${i}`, `b${i}`] as const),
  'texts with two units in each other’s place': list.map((i) => [`ab${i}`, `ba${i}`] as const),
};

describe('the hash', () => {
  it.each(Object.entries(CHANGES))('of %s has half of its bits different', (_, pairs) => {
    const { each, mean } = turned(pairs);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.005);
    // Five standard deviations.
    for (const share of each) expect(Math.abs(share - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / pairs.length));
  });

  it('tells a hundred thousand texts and numbers apart', () => {
    const ids = Array.from({ length: 50_000 }, (_, i) => [`4c1f-${i}#${i % 7}`, i * 0.5]).flat();
    expect(new Set(ids.map(hexOf)).size).toBe(ids.length);
    expect(new Set(['', '\0', '\0\0', 'a', 'a\0', '\0a', 'aa'].map(hexOf)).size).toBe(7);
  });

  it('of -0 is that of 0', () => {
    expect(hexOf(-0)).toBe(hexOf(0));
  });

  it('never changes: stored summaries rest on it', () => {
    expect([hexOf(0), hexOf(1), hexOf(-1e300), hexOf(''), hexOf('a'), hexOf('säule#12')]).toMatchInlineSnapshot(`
      [
        "5c4a61405ae4abba",
        "707ee4da94fb36f4",
        "d9563643753d9ec8",
        "80b1727e6566253b",
        "04c30629c7a1257e",
        "7ee1a815dae9b106",
      ]
    `);
  });
});
