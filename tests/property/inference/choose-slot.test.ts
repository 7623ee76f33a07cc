import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseSlot, trafficPoint } from '../../../lambdas/domain/inference/choose-slot.js';

const id = fc.string({ minLength: 1, maxLength: 128 });
const weight = fc.integer({ min: 0, max: 100 });

describe('chooseSlot', () => {
  it('gives the same id the same slot', () => {
    fc.assert(
      fc.property(id, weight, (inferenceId, candidate) => {
        const weights = { champion: 100 - candidate, candidate };
        expect(chooseSlot(weights, inferenceId)).toBe(chooseSlot({ ...weights }, inferenceId));
      }),
    );
  });

  it('never chooses a slot of weight 0, and always the one of weight 100', () => {
    fc.assert(
      fc.property(id, (inferenceId) => {
        expect(chooseSlot({ champion: 100, candidate: 0 }, inferenceId)).toBe('champion');
        expect(chooseSlot({ champion: 0, candidate: 100 }, inferenceId)).toBe('candidate');
        expect(chooseSlot({ candidate: 10 }, inferenceId)).toBe('candidate');
        expect(chooseSlot({ champion: 0, candidate: 0 }, inferenceId)).toBeUndefined();
        expect(chooseSlot({}, inferenceId)).toBeUndefined();
      }),
    );
  });

  it('keeps an id at the candidate when its weight grows', () => {
    fc.assert(
      fc.property(id, weight, weight, (inferenceId, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        const before = chooseSlot({ champion: 100 - less, candidate: less }, inferenceId);
        const after = chooseSlot({ champion: 100 - more, candidate: more }, inferenceId);
        if (before === 'candidate') expect(after).toBe('candidate');
      }),
    );
  });

  it('puts every id at a point from 0 to below 100', () => {
    fc.assert(
      fc.property(id, (inferenceId) => {
        expect(trafficPoint(inferenceId)).toBeGreaterThanOrEqual(0);
        expect(trafficPoint(inferenceId)).toBeLessThan(100);
      }),
    );
  });

  it.each([1, 10, 30, 50, 90])('gives a candidate of weight %i about that percentage of 20,000 ids', (candidate) => {
    const n = 20_000;
    const weights = { champion: 100 - candidate, candidate };
    let chosen = 0;
    for (let i = 0; i < n; i += 1) if (chooseSlot(weights, `request-${i}`) === 'candidate') chosen += 1;
    const p = candidate / 100;
    expect(Math.abs(chosen / n - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / n));
  });
});
