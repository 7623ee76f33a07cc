import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type ColumnInput, compareColumn } from '../../lambdas/domain/monitoring/compare-columns.js';
import { decideColumns } from '../../lambdas/domain/monitoring/decide-columns.js';
import { categoricalSide, numericSide } from '../fixtures/cell-sides.js';
import { type Columns, REFERENCE_SETS } from '../fixtures/reference-sets.js';
import { Random } from './random.js';

/** The library's defaults. */
const RULES = { minimumRows: 100, psiThreshold: 0.2, distanceThreshold: 0.1, significance: 0.05 };

const defaultTest = z.object({ test: z.string(), score: z.number(), drifted: z.boolean() });
const evidently = { evidently: z.object({ DEFAULT: defaultTest }) };
const value = z.object({ value: z.number() });
const columnSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('numeric'),
    ref: z.object({ std_pop: z.number() }),
    scipy: z.object({ wasserstein: z.number() }),
    psi_decile: z.object({ psi: z.number() }),
    nannyml: z.object({ jensen_shannon: value }),
    ...evidently,
  }),
  z.object({
    type: z.literal('categorical'),
    scipy: z.object({ jensenshannon_distance_base2: z.number() }),
    'psi_eps1e-4': z.number(),
    ...evidently,
  }),
]);
const answersSchema = z.object({
  columns: z.record(z.string(), columnSchema),
  multiple_testing: z.object({ bh_rejected: z.array(z.string()) }),
});
type ColumnAnswer = z.infer<typeof columnSchema>;

/** Whether the reference's own numbers reach one of the thresholds. */
function hasEffect(answer: ColumnAnswer): boolean {
  const [psi, ...distances] =
    answer.type === 'numeric'
      ? [answer.psi_decile.psi, answer.scipy.wasserstein / answer.ref.std_pop, answer.nannyml.jensen_shannon.value]
      : [answer['psi_eps1e-4'], answer.scipy.jensenshannon_distance_base2];
  return psi >= RULES.psiThreshold || distances.some((distance) => distance >= RULES.distanceThreshold);
}

function columnInput(name: string, type: ColumnAnswer['type'], reference: Columns, current: Columns): ColumnInput {
  const cells = (side: Columns) => (side.get(name) ?? []).map((text) => (text === '' ? null : text));
  const numbers = (side: Columns) => numericSide(cells(side).map((text) => (text === null ? null : Number(text))));
  return type === 'numeric'
    ? { name, type, reference: numbers(reference), current: numbers(current) }
    : { name, type, reference: categoricalSide(cells(reference)), current: categoricalSide(cells(current)) };
}

const drifted = (inputs: readonly ColumnInput[]): string[] =>
  decideColumns(inputs.map(compareColumn), RULES)
    .filter(({ verdict }) => verdict === 'drift')
    .map(({ name }) => name)
    .sort();

/** By the answers' file: what drifted, by the file's own numbers and ours. */
const DRIFTED: Readonly<Record<string, readonly string[]>> = {
  'drift_bike_2011_2012.json': ['casual', 'cnt', 'hum', 'registered'],
  'drift_adult_null.json': [],
  'drift_adult_covariate.json': ['age', 'education_num', 'fnlwgt', 'income', 'marital_status', 'relationship'],
  'drift_california.json': ['AveOccup', 'HouseAge', 'Latitude', 'Longitude', 'MedInc', 'y_pred', 'y_pred_proba'],
};

/** The answers may lie beside the repository; a set that is not there has no test. */
const folder = resolve(import.meta.dirname, '../../../shared');
const present = REFERENCE_SETS.filter(({ answers }) => existsSync(resolve(folder, 'reference', answers)));

describe.each(present)('drift verdicts on $answers', ({ answers: file, load }) => {
  const answers = answersSchema.parse(JSON.parse(readFileSync(resolve(folder, 'reference', file), 'utf8')));
  const { reference, current } = load(resolve(folder, 'data'));
  const columns = Object.entries(answers.columns);
  const found = drifted(columns.map(([name, { type }]) => columnInput(name, type, reference, current)));

  it('are those that follow from the answers of scipy and NannyML', () => {
    const rejected = answers.multiple_testing.bh_rejected;
    const expected = columns.filter(([name, answer]) => hasEffect(answer) && rejected.includes(name));
    expect(found).toEqual(expected.map(([name]) => name).sort());
    expect(found).toEqual(DRIFTED[file]);
  });

  it("are those of Evidently's default test, but for its natural logarithm where ours is base 2", () => {
    const theirs = columns.filter(
      ([
        ,
        {
          evidently: { DEFAULT },
        },
      ]) => {
        const rescaled = DEFAULT.test === 'jensenshannon' ? DEFAULT.score / Math.sqrt(Math.LN2) : DEFAULT.score;
        return rescaled >= RULES.distanceThreshold;
      },
    );
    expect(found).toEqual(theirs.map(([name]) => name).sort());
  });
});

describe('drift verdicts on generated rows', () => {
  const draw = (seed: number, rows: number, shift: number): Columns => {
    const random = new Random(seed);
    const drawn = random.list(rows, (r) => [r.normal(), r.normal() + shift, r.integer(4)] as const);
    return new Map(['kept', 'moved', 'category'].map((name, at) => [name, drawn.map((row) => String(row[at]))]));
  };
  const inputs = (rows: number, shift: number): ColumnInput[] => {
    const [reference, current] = [draw(7, rows, 0), draw(11, rows, shift)];
    return [
      columnInput('kept', 'numeric', reference, current),
      columnInput('moved', 'numeric', reference, current),
      columnInput('category', 'categorical', reference, current),
    ];
  };

  it('find the column that moved by half a standard deviation, and only it', () => {
    expect(drifted(inputs(600, 0.5))).toEqual(['moved']);
    expect(drifted(inputs(600, 0))).toEqual([]);
  });

  it('leave out what is certain but too small to matter', () => {
    const [, moved] = decideColumns(inputs(20_000, 0.06).map(compareColumn), RULES);
    expect(moved?.pAdjusted).toBeLessThan(0.001);
    expect(moved).toMatchObject({ verdict: 'ok', reason: expect.stringContaining('no measure reaches its threshold') });
  });

  it('leave out what would matter but may be chance', () => {
    const [, moved] = decideColumns(inputs(100, 0.1).map(compareColumn), RULES);
    expect(moved).toMatchObject({ verdict: 'ok', reason: expect.stringContaining('it may be chance') });
  });
});
