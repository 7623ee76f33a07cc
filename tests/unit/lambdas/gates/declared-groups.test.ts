import { describe, expect, it } from 'vitest';
import { type SegmentEvidence, segmentsGate } from '../../../../lambdas/domain/gates/segments-gate.js';
import { type SimulationOptions, simulatedScores } from '../../../fixtures/simulated-scores.js';

/** Of each target and model, as in the test of the gate. */
const SIMULATIONS = Number(process.env.MLOPS_SIMULATIONS ?? 4);

const oddsTimes = (p: number, factor: number): number => (p * factor) / (1 - p + p * factor);

/** The rows of a simulation with a store each; those of the last stores are off. */
function withStores(stores: number, bad: number, nameOf: (store: number) => string): SegmentEvidence {
  const simulated = simulatedScores({ target: 'regression', model: 'well-specified', rows: 12_000, seed: 11 });
  const ofRow = (row: number) => row % stores;
  return {
    ...simulated,
    table: {
      columns: [...simulated.table.columns, 'store'],
      rows: simulated.table.rows.map((texts, row) => [...texts, nameOf(ofRow(row))]),
    },
    rows: simulated.rows.map((row, index) =>
      ofRow(index) >= stores - bad ? { ...row, score: row.score + (index % 2 === 0 ? 4 : -4) } : row,
    ),
    rules: { columns: ['store'], minimumRows: 20 },
    bounds: { mae: { maximum: 2 } },
  };
}

describe('the segments gate judges groups of declared columns', () => {
  it('all of them, those beyond the most frequent as well', () => {
    const found = segmentsGate(withStores(300, 10, (store) => `s${store}`));
    expect(found).toMatchObject({ verdict: 'failed', numbers: { segments: 300, segmentsFailed: 10 } });
    expect(found.reason).toMatch(/^store = "s29\d" \(40 rows\): mae [\d.]+, at most 2 expected/);
  });

  it('and counts those that are too small, listed or not', () => {
    const evidence = withStores(300, 0, (store) => `s${store}`);
    const rows = evidence.table.rows.map((texts, row) => [...texts.slice(0, -1), row < 6_000 ? 'large' : `s${row}`]);
    const found = segmentsGate({ ...evidence, table: { ...evidence.table, rows } });
    expect(found).toMatchObject({
      verdict: 'passed',
      numbers: { segments: 1, segmentsNotJudged: 6_000 },
      details: { segmentsNotListed: 5_001 },
    });
    expect(found.reason).toContain('6000 too small to be judged');
  });

  it.each([true, false])('by value where they are codes of whole numbers, search or not (%s)', (search) => {
    const evidence = withStores(50, 1, String);
    const found = segmentsGate({ ...evidence, rules: { ...evidence.rules, search } });
    expect(found).toMatchObject({ verdict: 'failed', numbers: { worstSegment: 'store = 49' } });
  });

  it('without a bound and without a champion, by what a shift by a constant would do', () => {
    const found = segmentsGate({
      ...withStores(50, 1, String),
      rules: { columns: ['store'], search: false },
      bounds: {},
    });
    expect(found).toMatchObject({ verdict: 'failed', numbers: { worstSlice: 'store = 49' } });
    expect(found.reason).toMatch(/^store = 49 \(240 rows\): mean loss .* its own scores, moved by a constant, has /);
  });

  it.each<[string, Pick<SimulationOptions, 'target' | 'inPorto'>, number]>([
    [
      'whose number is off by 1.5',
      { target: 'regression', inPorto: (row) => ({ ...row, score: row.score + 1.5 }) },
      1_000,
    ],
    [
      'whose number is off by one',
      { target: 'regression', inPorto: (row) => ({ ...row, score: row.score + 1 }) },
      2_000,
    ],
    [
      'whose odds are off',
      { target: 'balanced', inPorto: (row) => ({ ...row, score: oddsTimes(row.score, 8) }) },
      4_000,
    ],
  ])('and finds the one of 5 % %s', (_, options, rows) => {
    const judged = (given: Pick<SimulationOptions, 'target' | 'inPorto'>) =>
      segmentsGate({
        ...simulatedScores({ model: 'well-specified', rows, seed: 53, ...given }),
        rules: { columns: ['city'], search: false },
      });
    expect(judged(options)).toMatchObject({ verdict: 'failed', numbers: { worstSlice: 'city = "Porto"' } });
    const honest = judged({ target: options.target });
    expect(honest.verdict).toBe('passed');
    expect(honest.reason).toContain('by constants alone');
  });

  it('without a false alarm', () => {
    const targets = ['balanced', 'rare', 'regression', 'heteroscedastic', 'multiclass'] as const;
    const models = ['well-specified', 'without-interaction', 'shrunk'] as const;
    const failed = targets.flatMap((target) =>
      models.flatMap((model) =>
        Array.from({ length: SIMULATIONS }, (_, index) => {
          const rows = [500, 1_000, 2_000, 5_000][index % 4] ?? 500;
          const simulated = simulatedScores({ target, model, rows, seed: 3_000 + index });
          const rules = { columns: ['city', 'channel', 'day', 'x0', 'x2'], search: false };
          const { verdict, reason } = segmentsGate({ ...simulated, rules });
          return verdict === 'failed' ? [`${target}, ${model}, ${rows} rows: ${reason}`] : [];
        }).flat(),
      ),
    );
    expect(failed).toEqual([]);
  });
});
