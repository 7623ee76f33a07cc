import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../../lambdas/application/documents/csv.js';
import { findLeakage } from '../../../lambdas/domain/data-quality/find-leakage.js';
import type { Table } from '../../../lambdas/domain/datasets/table.js';
import { type Random, seededRandom } from '../../../lambdas/domain/statistics/seeded-random.js';

const DRAWS = 1_000;
const NOISE: readonly ((random: Random, row: number) => string)[] = [
  (random) => String(random()),
  (random) => String(Math.floor(random() * 5)),
  (random) => `v${Math.floor(random() * 12)}`,
  (random) => (random() < 0.3 ? '' : String(Math.floor(random() * 1_000))),
  (_, row) => `id-${row}`,
];

/** 100 to 1,000 rows, 20 columns that have nothing to do with the target, and some rows twice. */
function noise(seed: number): Table {
  const random = seededRandom(seed);
  const share = 0.03 + 0.94 * random();
  const columns = [...Array.from({ length: 20 }, (_, i) => `x${i}`), 'y'];
  const target = (): string => (seed % 2 === 0 ? String(random() ** 3) : random() < share ? '1' : '0');
  const rows = Array.from({ length: 50 + Math.floor(random() * 451) }, (_, row) => [
    ...Array.from({ length: 20 }, (_x, i) => (NOISE[i % NOISE.length] as (typeof NOISE)[number])(random, row)),
    target(),
  ]);
  return { columns, rows: [...rows, ...rows.slice(0, Math.max(50, random() * rows.length))] };
}

describe('honest data', () => {
  it(`has no leak in any of ${DRAWS} draws of small noise`, { timeout: 300_000 }, () => {
    let looked = 0;
    for (let seed = 0; seed < DRAWS; seed += 1) {
      const found = findLeakage(noise(seed), {
        task: seed % 2 === 0 ? 'regression' : 'classification',
        target: 'y',
        seed,
      });
      looked += found.notChecked === undefined ? 1 : 0;
      expect(found.leaks, `seed ${seed}`).toEqual([]);
    }
    expect(looked).toBeGreaterThan(0.9 * DRAWS);
  });
});

const DATA = join(import.meta.dirname, '../../../../shared/data');
const read = (name: string, header = '') => parseCsv(header + readFileSync(join(DATA, name), 'utf8'), name);

describe.runIf(existsSync(DATA))('real data', () => {
  it('of bike hours tells the count by the sum of its parts, and by nothing else', () => {
    const bike = read('bike_hour.csv');
    const question = { task: 'regression', target: 'cnt', seed: 1 } as const;
    expect(findLeakage(bike, question).leaks.map(({ formula }) => formula)).toEqual(['casual + registered']);
    const features = bike.columns.filter((name) => name !== 'casual' && name !== 'registered');
    expect(findLeakage(bike, { ...question, features }).leaks).toEqual([]);
  });

  it('of incomes and of houses has no feature that tells all', () => {
    const header = `${'age workclass fnlwgt education education_num marital_status occupation relationship race sex'.replaceAll(' ', ',')},capital_gain,capital_loss,hours_per_week,native_country,income\n`;
    expect(
      findLeakage(read('adult-train.csv', header), { task: 'classification', target: 'income', seed: 1 }).leaks,
    ).toEqual([]);
    const houses = read('california_housing_reference.csv');
    expect(findLeakage(houses, { task: 'classification', target: 'clf_target', seed: 1 }).leaks).toEqual([]);
  });
});
