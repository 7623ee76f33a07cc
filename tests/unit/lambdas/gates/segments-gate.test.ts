import { describe, expect, it } from 'vitest';
import { segmentsGate } from '../../../../lambdas/domain/gates/segments-gate.js';
import {
  type Model,
  type SimulationOptions,
  simulatedScores,
  type Target,
} from '../../../fixtures/simulated-scores.js';

const TARGETS: readonly Target[] = ['balanced', 'rare', 'regression', 'heteroscedastic', 'multiclass'];
const MODELS: readonly Model[] = ['well-specified', 'without-interaction', 'shrunk'];
const SIZES = [500, 1_000, 2_000, 5_000, 20_000];

describe('honest models', () => {
  it.each(TARGETS.flatMap((target) => MODELS.map((model) => [target, model] as const)))(
    'of a %s target, %s, pass in all of 20 simulations',
    (target, model) => {
      const failed = Array.from({ length: 20 }, (_, index) => {
        const rows = SIZES[index % SIZES.length] ?? 500;
        const options: SimulationOptions = { target, model, rows, seed: 1_000 + index, champion: index % 2 === 1 };
        const { verdict, reason } = segmentsGate(simulatedScores(options));
        return verdict === 'failed' ? [`${rows} rows, seed ${1_000 + index}: ${reason}`] : [];
      }).flat();
      expect(failed).toEqual([]);
    },
  );
});
