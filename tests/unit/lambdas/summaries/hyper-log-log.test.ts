import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../../../../lambdas/domain/errors.js';
import { ByteWriter } from '../../../../lambdas/domain/summaries/byte-writer.js';
import { HyperLogLog } from '../../../../lambdas/domain/summaries/hyper-log-log.js';

/** Of p = 12. */
const STANDARD_ERROR = 1.04 / 64;
const SEEDS = 60;

const KINDS: Record<string, (i: number, seed: number) => number> = {
  'integers in a row': (i, seed) => i + seed * 1e7,
  hundredths: (i, seed) => (i + seed * 1e7) / 100,
  'large numbers that differ in low bits': (i, seed) => 2 ** 60 + (i + seed * 1e6) * 2 ** 8,
  'negative powers': (i, seed) => -1 / (1 + i + seed * 1e7),
};

const sizeOf = (counter: HyperLogLog): number => {
  const writer = new ByteWriter();
  counter.write(writer);
  return writer.finish().length;
};

/** Mean and root mean square of the relative errors, over seeds. */
function errorsOf(count: number, add: (counter: HyperLogLog, seed: number) => void): { bias: number; spread: number } {
  let [sum, squares] = [0, 0];
  for (let seed = 0; seed < SEEDS; seed++) {
    const counter = new HyperLogLog();
    add(counter, seed);
    const error = counter.estimate() / count - 1;
    sum += error;
    squares += error ** 2;
  }
  return { bias: sum / SEEDS, spread: Math.sqrt(squares / SEEDS) };
}

describe('a HyperLogLog', () => {
  it.each(Object.entries(KINDS))('counts %s without bias, with the error that theory gives', (_, draw) => {
    for (const count of [1, 50, 1000, 5000, 12_000, 60_000]) {
      const { bias, spread } = errorsOf(count, (counter, seed) => {
        counter.add(Float64Array.from({ length: count }, (_value, i) => draw(i, seed)));
      });
      expect(Math.abs(bias), `of ${count}`).toBeLessThan((4 * STANDARD_ERROR) / Math.sqrt(SEEDS));
      expect(spread, `of ${count}`).toBeLessThan(1.3 * STANDARD_ERROR);
    }
  });

  it('counts texts as well', () => {
    for (const count of [100, 20_000]) {
      const { bias, spread } = errorsOf(count, (counter, seed) => {
        for (let i = 0; i < count; i++) counter.addText(`user-${seed}-${i}`);
      });
      expect(Math.abs(bias)).toBeLessThan((4 * STANDARD_ERROR) / Math.sqrt(SEEDS));
      expect(spread).toBeLessThan(1.3 * STANDARD_ERROR);
    }
  });

  it('counts what comes again once', () => {
    const counter = new HyperLogLog();
    for (let i = 0; i < 100; i++) counter.add(Float64Array.of(1, 2, 3, -0, 0));
    expect(counter.estimate()).toBeCloseTo(4, 1);
    expect(new HyperLogLog().estimate()).toBe(0);
  });

  it('takes fewer bytes for few values than for many', () => {
    const few = new HyperLogLog();
    few.add(Float64Array.of(1, 2, 3));
    expect(sizeOf(few)).toBeLessThan(20);
    few.add(Float64Array.from({ length: 100_000 }, (_, i) => i));
    expect(sizeOf(few)).toBe(4096 + 3);
  });

  it('is merged with none of another p, and has a p that makes sense', () => {
    expect(() => new HyperLogLog(12).merge(new HyperLogLog(13))).toThrow(/p 12 and p 13/);
    for (const p of [3, 17, 4.5]) expect(() => new HyperLogLog(p)).toThrow(InvalidInput);
  });
});
