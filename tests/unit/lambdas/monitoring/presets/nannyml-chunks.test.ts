import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutChunks, distanceFrom } from '../../../../../lambdas/domain/monitoring/presets/nannyml-chunks.js';
import { jensenShannonDistance } from '../../../../../lambdas/domain/statistics/jensen-shannon.js';
import { decideOne as decide, filled, presetColumn, uniform } from '../../../../fixtures/preset-columns.js';

describe('the preset nannyml in chunks', () => {
  it('alerts for the one chunk that moved, though all rows together did not', () => {
    const noisy = Array.from({ length: 10_000 }, (_, i) => ((i * 617) % 9_973) / 9_973);
    const current = noisy.map((value, row) => (row >= 7_000 && row < 7_100 ? value + 1 : value));
    const column = presetColumn('numeric', noisy, current);
    expect(decide('nannyml', column).verdict).toBe('ok');
    const decision = decide('nannyml', column, 10);
    expect(decision.verdict).toBe('drift');
    expect(decision.tests.filter(({ drifted }) => drifted).map(({ name }) => name)).toEqual([
      'jensen_shannon[7000:7999]',
    ]);
    expect(decision.reason).toMatch(/^1 of 10 chunks alert: the highest Jensen-Shannon distance 0\.\d+ > 0\.\d+ \(/);
  });

  it('takes the spread between chunks of the reference for normal', () => {
    const summerIn = (month: number) => Array.from({ length: 8 }, (_, i) => uniform(1_000, i === month ? 1 : 0)).flat();
    const column = presetColumn('numeric', summerIn(2), summerIn(5));
    const decision = decide('nannyml', column, 8);
    expect(decision).toMatchObject({ verdict: 'ok' });
    expect(decision.tests[5]?.score).toBeGreaterThan(0.5);
    expect(decision.reason).toMatch(/^no chunk alerts/);
  });

  it('passes over a chunk without a value, on either side', () => {
    const holed = uniform(400).map((value, row) => (row < 100 ? null : value));
    const decision = decide('nannyml', presetColumn('numeric', holed, holed), 4);
    expect(decision.tests.map(({ score, drifted }) => [Number.isNaN(score), drifted])).toEqual([
      [true, false],
      [false, false],
      [false, false],
      [false, false],
    ]);
    expect(decision.tests[0]?.threshold).toBeGreaterThan(0);
  });

  it('has the distance over all categories, of chunks that have few of them and others that are new', () => {
    const texts = fc.array(fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e')), { minLength: 4, maxLength: 60 });
    fc.assert(
      fc.property(texts, texts, fc.integer({ min: 2, max: 4 }), (reference, current, count) => {
        const before = reference.filter((text) => text !== 'd');
        const column = presetColumn('categorical', before, current);
        const distance = distanceFrom(column.input);
        for (const chunk of cutChunks(current.length, count)) {
          const rows = current.slice(chunk.start, chunk.end).filter((text) => text !== null);
          const countOf = (cells: readonly (string | null)[], text: string) =>
            cells.filter((cell) => cell === text).length;
          const names = ['a', 'b', 'c', 'd', 'e'];
          const expected = jensenShannonDistance(
            names.map((name) => countOf(before, name)),
            names.map((name) => countOf(rows, name)),
          );
          const found = distance(column.values.current, chunk);
          if (Number.isNaN(expected)) expect(found).toBeNaN();
          else expect(Math.abs(found ** 2 - expected ** 2)).toBeLessThan(1e-12);
        }
      }),
    );
  });

  it('takes a thousand chunks of ids that hardly ever come twice', { timeout: 20_000 }, () => {
    const ids = (from: number) => Array.from({ length: 200_000 }, (_, i) => `id ${from + i}`);
    const decision = decide('nannyml', presetColumn('categorical', ids(0), ids(100_000)), 1_000);
    expect(decision.tests).toHaveLength(1_000);
    expect(decision.tests.map(({ score }) => score === 1)).toEqual([...filled(500, false), ...filled(500, true)]);
  });

  it('cuts all rows, in order, into chunks of one size and a rest', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.integer({ min: 1, max: 200 }), (rows, count) => {
        const chunks = cutChunks(rows, count);
        if (rows < count) {
          expect(chunks).toEqual([]);
          return;
        }
        expect(chunks.map(({ start }) => start)).toEqual([0, ...chunks.slice(0, -1).map(({ end }) => end)]);
        expect(chunks.at(-1)?.end).toBe(rows);
        const sizes = chunks.map(({ start, end }) => end - start);
        expect(sizes.slice(0, count)).toEqual(filled(count, Math.floor(rows / count)));
        expect(sizes.every((size) => size <= Math.floor(rows / count))).toBe(true);
      }),
    );
  });

  it.each([0, 1, -1, 2.5, Number.NaN])('refuses %s chunks', (chunks) => {
    const column = presetColumn('numeric', [1], [1]);
    expect(() => decide('nannyml', column, chunks)).toThrow(/expected a whole number, at least 2/);
  });

  it.each(['evidently', 'model-monitor'] as const)('refuses chunks for %s', (preset) => {
    const column = presetColumn('numeric', [1], [1]);
    expect(() => decide(preset, column, 10)).toThrow(`the preset ${preset} has no chunks`);
  });
});
