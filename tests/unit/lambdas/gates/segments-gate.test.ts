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
/** Of each target and model. 20 of them are 300 simulations, in about a minute; fewer than 5 leave the largest size out. */
const SIMULATIONS = Number(process.env.MLOPS_SIMULATIONS ?? 4);

const inverted = ({ actual, score }: { actual: number; score: number }) => ({ actual: 1 - actual, score });

describe('the segments gate', () => {
  it.each(TARGETS.flatMap((target) => MODELS.map((model) => [target, model] as const)))(
    'passes an honest model of a %s target, %s, whatever the rows',
    (target, model) => {
      const failed = Array.from({ length: SIMULATIONS }, (_, index) => {
        const rows = SIZES[index % SIZES.length] ?? 500;
        const options: SimulationOptions = { target, model, rows, seed: 1_000 + index, champion: index % 2 === 1 };
        const { verdict, reason } = segmentsGate(simulatedScores(options));
        return verdict === 'failed' ? [`${rows} rows, seed ${1_000 + index}: ${reason}`] : [];
      }).flat();
      expect(failed).toEqual([]);
    },
  );

  it.each<[string, Pick<SimulationOptions, 'target' | 'inPorto'>]>([
    ['labels are inverted', { target: 'balanced', inPorto: inverted }],
    ['rare labels are inverted', { target: 'rare', inPorto: inverted }],
    [
      'numbers are off by three',
      { target: 'regression', inPorto: ({ actual, score }) => ({ actual, score: score + 3 }) },
    ],
    [
      'numbers are far off',
      { target: 'heteroscedastic', inPorto: ({ actual, score }) => ({ actual, score: score - 50 }) },
    ],
    [
      'one of three labels is another',
      { target: 'multiclass', inPorto: ({ actual, score }) => ({ actual: 2 - actual, score }) },
    ],
  ])('fails a version that is good on average, where the %s of a group of 5 %', (_name, options) => {
    const simulated = simulatedScores({ model: 'well-specified', rows: 4_000, seed: 7, ...options });
    const found = segmentsGate(simulated);
    expect(found).toMatchObject({ verdict: 'failed', numbers: { worstSlice: 'city = "Porto"' } });
    expect(found.reason).toMatch(
      /^city = "Porto" \(\d+ rows\): mean loss [\d.]+, [\d.]+ in the other rows; .* has [\d.]+ \(p /,
    );
  });

  it('finds a group of 50 rows in a set of a thousand', () => {
    const options = { target: 'balanced', model: 'well-specified', rows: 1_000, seed: 7, inPorto: inverted } as const;
    expect(segmentsGate(simulatedScores(options)).reason).toMatch(/^city = "Porto" /);
  });

  it('finds a group of two columns', () => {
    const simulated = simulatedScores({ target: 'balanced', model: 'well-specified', rows: 6_000, seed: 3 });
    const rows = simulated.rows.map((row, index) => {
      const texts = simulated.table.rows[index] ?? [];
      return texts[7] === 'Faro' && texts[8] === 'web' ? inverted(row) : row;
    });
    const { verdict, reason } = segmentsGate({ ...simulated, rows });
    expect(verdict).toBe('failed');
    expect(reason).toMatch(/^city = "Faro" and channel = "web" \(/);
  });

  it('tells a group that is merely harder, and passes it', () => {
    const simulated = simulatedScores({ target: 'heteroscedastic', model: 'well-specified', rows: 5_000, seed: 5 });
    const found = segmentsGate(simulated);
    expect(found.verdict).toBe('passed');
    expect(found.reason).toContain('hardest is ');
    expect(found.reason).toContain('x3 > ');
    const harder = (found.details as { slices: { harder: { loss: number; rest: number }[] } }).slices.harder;
    expect(harder.length).toBeGreaterThan(0);
    expect(harder.length).toBeLessThanOrEqual(20);
    for (const { loss, rest } of harder) expect(loss).toBeGreaterThan(rest);
  });

  it('fails a version that is worse than the champion in one group alone', () => {
    const simulated = simulatedScores({
      target: 'regression',
      model: 'well-specified',
      rows: 5_000,
      seed: 9,
      champion: true,
    });
    const city = simulated.table.columns.indexOf('city');
    const rows = simulated.rows.map((row, index) =>
      simulated.table.rows[index]?.[city] === 'Braga' ? { ...row, score: row.score + (index % 2 ? 1 : -1) } : row,
    );
    const found = segmentsGate({ ...simulated, rows });
    expect(found).toMatchObject({ verdict: 'failed', numbers: { worstSlice: 'city = "Braga"' } });
    expect(found.reason).toContain('the champion, version 1, has');
    const declared = segmentsGate({ ...simulated, rows, rules: { columns: ['city'], search: false } });
    expect(declared).toMatchObject({
      verdict: 'failed',
      numbers: { segmentsFailed: 1, worstSegment: 'city = Braga'.replace('Braga', '"Braga"') },
    });
    expect(declared.reason).toMatch(
      /^city = "Braga" \(\d+ rows\): mean loss [\d.]+, the champion's [\d.]+, at most [\d.]+ expected/,
    );
  });

  it('holds declared segments against bounds, by a column that is no input, and lists those that are too small', () => {
    const simulated = simulatedScores({ target: 'balanced', model: 'well-specified', rows: 2_000, seed: 4 });
    const region = (index: number) => (index < 1_200 ? 'north' : index < 1_990 ? 'south' : index < 1_998 ? 'west' : '');
    const table = {
      columns: [...simulated.table.columns, 'region'],
      rows: simulated.table.rows.map((row, index) => [...row, region(index)]),
    };
    const rows = simulated.rows.map((row, index) =>
      region(index) === 'south' && index % 3 === 0 ? inverted(row) : row,
    );
    const rules = {
      columns: ['region'],
      search: false,
      metrics: { accuracy: { minimum: 0.65 }, roc_auc: { minimum: 0.5 } },
    };
    const found = segmentsGate({ ...simulated, table, rows, rules, bounds: { accuracy: { minimum: 0.99 } } });
    expect(found.verdict).toBe('failed');
    expect(found.reason).toMatch(/^region = "south" \(790 rows\): accuracy 0\.\d+, at least 0.65 expected$/);
    expect(found.numbers).toMatchObject({ segments: 2, segmentsNotJudged: 2, segmentsFailed: 1, slices: 0 });
    expect(found.details).toMatchObject({
      segments: [
        { group: 'region = "north"', rows: 1_200, judged: true, problems: [] },
        { group: 'region = "south"', judged: true },
        { group: 'region = "west"', rows: 8, judged: false },
        { group: 'region is missing', rows: 2, judged: false },
      ],
    });
  });

  it('does not decide on a declared column that the evaluation set lacks', () => {
    const simulated = simulatedScores({ target: 'balanced', model: 'well-specified', rows: 500, seed: 4 });
    const found = segmentsGate({ ...simulated, rules: { columns: ['county'] } });
    expect(found.verdict).toBe('unverified');
    expect(found.reason).toContain('lacks column "county"');
  });

  describe('of declared columns with a bound', () => {
    const simulated = simulatedScores({ target: 'balanced', model: 'well-specified', rows: 2_000, seed: 4 });
    const judged = (
      regionOf: (row: number) => string,
      rules: object,
      columns = ['region'],
      scored = simulated.rows,
    ) => {
      const rows = simulated.table.rows.map((row, index) => [...row, regionOf(index), index % 2 === 0 ? 'a' : 'b']);
      const table = { columns: [...simulated.table.columns, 'region', 'plan'], rows };
      const metrics = { roc_auc: { minimum: 0.5 } };
      return segmentsGate({ ...simulated, rows: scored, table, rules: { columns, metrics, ...rules }, bounds: {} });
    };
    const ofOneLabel = (row: number) => String(simulated.rows[row]?.actual);

    it.each([true, false])('does not decide where none of a column has the rows, search or not (%s)', (search) => {
      const found = judged((row) => `r${row % 50}`, { search }, ['plan', 'region']);
      expect(found.verdict).toBe('unverified');
      expect(found.reason).toMatch(/^no group of column "region", declared as segments, can be judged: .* 100 rows/);
    });

    it('does not decide where no bound can be computed in any group, and the champion is not there', () => {
      const scored = simulated.rows.map((row) => ({ ...row, score: row.actual === 1 ? 0.75 : 0.25 }));
      const found = judged(ofOneLabel, { search: false }, ['region'], scored);
      expect(found).toMatchObject({ verdict: 'unverified', numbers: { segments: 0, segmentsNotJudged: 2 } });
    });

    it('says which bounds it could not hold against a group', () => {
      const found = judged((row) => (ofOneLabel(row) === '1' && row % 2 === 0 ? 'south' : 'north'), { search: false });
      expect(found).toMatchObject({ verdict: 'passed', numbers: { segments: 1 } });
      expect(found.reason).toMatch(/; can't be computed: roc_auc of region = "south"$/);
    });
  });

  it('has nothing to say of few rows', () => {
    const simulated = simulatedScores({ target: 'balanced', model: 'well-specified', rows: 25, seed: 4 });
    expect(segmentsGate(simulated)).toMatchObject({ verdict: 'skipped', reason: 'no group has 30 of the 25 rows' });
  });

  it('looks at wide sets in part, and says which columns were paired with none', () => {
    const simulated = simulatedScores({ target: 'balanced', model: 'well-specified', rows: 400, seed: 4, numbers: 60 });
    const found = segmentsGate({ ...simulated, rules: { minimumRows: 40, columns: ['day'] } });
    const { slices } = found.details as { slices: { notPaired: string[] } };
    expect(slices.notPaired).toHaveLength(13);
    expect(slices.notPaired).not.toContain('day');
  });
});
