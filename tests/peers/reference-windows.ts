import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { DriftQuestion } from '../../bin/client/drift/drift-report.js';

/** The answers and the data may lie beside the repository. */
export const SHARED = resolve(import.meta.dirname, '../../../shared');
const data = (file: string): string => join(SHARED, 'data', file);
const folder = mkdtempSync(join(tmpdir(), 'reference-agreement-'));

export const removeWindows = (): void => rmSync(folder, { recursive: true, force: true });

const lines = (file: string): string[] =>
  readFileSync(data(file), 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '');

function written(name: string, rows: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `${rows.join('\n')}\n`);
  return file;
}

const ADULT = {
  columns: [
    ...['age', 'workclass', 'fnlwgt', 'education', 'education_num', 'marital_status', 'occupation', 'relationship'],
    ...['race', 'sex', 'capital_gain', 'capital_loss', 'hours_per_week', 'native_country', 'income'],
  ],
  na: ['?'],
  trim: true,
};

type Windows = Pick<DriftQuestion, 'reference' | 'current' | 'columns' | 'na' | 'trim'>;

/** By the answers' file: how its windows are cut from the data, and the columns that drift by default. */
export const WINDOWS: readonly {
  readonly file: string;
  readonly cut: () => Windows;
  readonly drifted: readonly string[];
}[] = [
  {
    file: 'drift_bike_2011_2012.json',
    cut: () => {
      const [header = '', ...rows] = lines('bike_hour.csv');
      const year = header.split(',').indexOf('yr');
      const of = (value: string) => [header, ...rows.filter((row) => row.split(',')[year] === value)];
      return { reference: written('bike-2011.csv', of('0')), current: written('bike-2012.csv', of('1')) };
    },
    drifted: ['casual', 'cnt', 'hum', 'registered'],
  },
  {
    file: 'drift_adult_null.json',
    cut: () => {
      const test = lines('adult-test.csv').map((row) => row.replace(/\.$/, ''));
      return { ...ADULT, reference: data('adult-train.csv'), current: written('adult-test.csv', test) };
    },
    drifted: [],
  },
  {
    file: 'drift_adult_covariate.json',
    cut: () => {
      const rows = lines('adult-train.csv');
      const even = rows.filter((_, i) => i % 2 === 0);
      const odd = rows.filter((row, i) => i % 2 === 1 && Number.parseInt(row, 10) >= 45);
      return { ...ADULT, reference: written('adult-even.csv', even), current: written('adult-odd.csv', odd) };
    },
    drifted: ['age', 'education_num', 'fnlwgt', 'income', 'marital_status', 'relationship'],
  },
  {
    file: 'drift_california.json',
    cut: () => ({
      reference: data('california_housing_reference.csv'),
      current: data('california_housing_analysis.csv'),
    }),
    drifted: ['AveOccup', 'HouseAge', 'Latitude', 'Longitude', 'MedInc', 'y_pred', 'y_pred_proba'],
  },
];

/** Those whose answers are there. */
export const PRESENT = WINDOWS.filter(({ file }) => existsSync(join(SHARED, 'reference', file)));
