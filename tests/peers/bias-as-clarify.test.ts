import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseCsv } from '../../lambdas/application/documents/csv.js';
import { isDisadvantaged } from '../../lambdas/domain/bias/facet.js';
import { flipTest } from '../../lambdas/domain/bias/flip-test.js';
import { measureBias } from '../../lambdas/domain/bias/measure-bias.js';
import type { BiasFacet } from '../../lib/contracts/index.js';
import { REFERENCE_SETS } from '../fixtures/reference-sets.js';
import { type Answer, askPeer, expectAgreement, type Question } from './peer.js';
import { Random } from './random.js';

const random = new Random(20_210_301);
const flag = (share: number): number => (random.uniform() < share ? 1 : 0);

interface Table extends Question {
  readonly facet: readonly number[];
  readonly label: readonly number[];
  readonly prediction: readonly number[];
  readonly group: readonly number[];
}

/** Shares of 0 and 1 are common among them: empty facets, one label, predictions all of one kind, zero cells. */
const share = (): number => Math.min(1, Math.max(0, 1.6 * random.uniform() - 0.3));
const TABLES = random.list(600, (_, index): Table => {
  const rows = 1 + random.integer(index < 400 ? 25 : 400);
  const [facet, label, prediction, groups] = [share(), share(), share(), 1 + random.integer(4)];
  const column = (of: number) => random.list(rows, () => flag(of));
  const group = random.list(rows, () => random.integer(groups));
  return { kind: 'table', facet: column(facet), label: column(label), prediction: column(prediction), group };
});

interface Flips extends Question {
  readonly features: readonly (readonly number[])[];
  readonly facet: readonly number[];
  readonly prediction: readonly number[];
}

/** Without ties; few rows, where one neighbour is asked, and up to 20 columns, where Clarify's library builds no tree. */
const FLIPS = random.list(60, (_, index): Flips => {
  const rows = index < 30 ? 4 + random.integer(24) : 300;
  const dimensions = [1, 2, 3, 6, 20][index % 5] ?? 1;
  const features = random.list(rows, () => random.list(dimensions, (r, axis) => r.normal() * 10 ** (axis % 4)));
  const facet = random.list(rows, (_r, row) => (row < 2 ? row : flag(0.4)));
  return { kind: 'flips', features, facet, prediction: random.list(rows, () => flag(0.5)) };
});

interface FacetTable extends Question {
  readonly facet: BiasFacet;
  readonly values: readonly (string | number | null)[];
  readonly label: readonly string[];
  readonly group: readonly string[];
}

/** Facets as columns with gaps: texts and thresholds. */
const FACETS = random.list(40, (_, index): FacetTable => {
  const rows = 60;
  const threshold = index % 2 === 0;
  const value = (): string | number => (threshold ? 20 + 0.5 * random.integer(80) : `v${random.integer(3)}`);
  return {
    kind: 'facet',
    facet: threshold ? { column: 'facet', above: 40 } : { column: 'facet', value: 'v1' },
    sensitive: threshold ? 40 : 'v1',
    values: random.list(rows, () => (flag(0.15) === 1 ? null : value())),
    label: random.list(rows, () => (flag(0.4) === 1 ? 'yes' : 'no')),
    group: random.list(rows, () => `g${random.integer(3)}`),
  };
});

/** The rows may lie beside the repository. */
const shared = resolve(import.meta.dirname, '../../../shared');
const ADULT = existsSync(resolve(shared, 'reference/adult_test_predictions.csv')) ? [adultFlips()] : [];

function adultFlips(): Flips {
  const { columns, rows } = parseCsv(
    readFileSync(resolve(shared, 'reference/adult_test_predictions.csv')),
    'predictions',
  );
  const column = (name: string): string[] => rows.map((row) => row[columns.indexOf(name)] ?? '');
  const test = REFERENCE_SETS.find(({ answers }) => answers === 'drift_adult_null.json')?.load(resolve(shared, 'data'));
  const names = ['age', 'fnlwgt', 'education_num', 'capital_gain', 'capital_loss', 'hours_per_week'];
  const features = rows.map((_, row) => names.map((name) => Number(test?.current.get(name)?.[row])));
  const facet = column('sex').map((sex) => Number(sex === 'Female'));
  return { kind: 'flips', features, facet, prediction: column('lr_pred').map(Number) };
}

const QUESTIONS: readonly Question[] = [...TABLES, ...FLIPS, ...FACETS, ...ADULT];
let answers: readonly Answer[] = [];
beforeAll(async () => {
  answers = await askPeer('smclarify', QUESTIONS);
});
const answerOf = (question: Question): Answer => answers[QUESTIONS.indexOf(question)] ?? {};

const ourFlips = ({ features, facet, prediction }: Flips): number =>
  flipTest(
    (features[0] ?? []).map((_, axis) => Float64Array.from(features, (row) => row[axis] ?? Number.NaN)),
    Uint8Array.from(facet),
    Uint8Array.from(prediction),
  );

describe("SageMaker Clarify's code says the same of", () => {
  it('all metrics of random tables, degenerate ones among them', () => {
    let undefinedMetrics = 0;
    let infinite = 0;
    for (const table of TABLES) {
      const rows = {
        facet: Uint8Array.from(table.facet),
        label: Uint8Array.from(table.label),
        prediction: Uint8Array.from(table.prediction),
        group: Uint32Array.from(table.group),
      };
      const { pretraining, posttraining } = measureBias(rows, { draws: 0 });
      const ours: Answer = { ...pretraining, ...posttraining };
      expectAgreement(ours, answerOf(table));
      undefinedMetrics += Object.values(ours).filter(Number.isNaN).length;
      infinite += Object.values(ours).filter((value) => Math.abs(Number(value)) === Number.POSITIVE_INFINITY).length;
    }
    expect(undefinedMetrics).toBeGreaterThan(1_000);
    expect(infinite).toBeGreaterThan(50);
  });

  it('the flip test of random rows', () => {
    for (const question of FLIPS) expectAgreement({ FT: ourFlips(question) }, answerOf(question));
  });

  it('facets read from columns with gaps, by value and by threshold', () => {
    for (const question of FACETS) {
      const disadvantaged = isDisadvantaged(question.facet);
      const groups = [...new Set(question.group)];
      const { pretraining } = measureBias(
        {
          facet: Uint8Array.from(question.values, (value) => Number(disadvantaged(String(value ?? '')))),
          label: Uint8Array.from(question.label, (label) => Number(label === 'yes')),
          group: Uint32Array.from(question.group, (group) => groups.indexOf(group)),
        },
        { draws: 0 },
      );
      expectAgreement({ ...pretraining }, answerOf(question));
    }
  });

  it.each(ADULT)('the flip test of the Adult test rows on their six numeric columns', (question) => {
    expectAgreement({ FT: ourFlips(question) }, answerOf(question));
  });
});
