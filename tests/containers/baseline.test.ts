import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseCsv } from '../../lambdas/application/documents/csv.js';
import { constraintsSchema, statisticsSchema } from '../../lambdas/application/documents/data-quality.js';
import { computeStatistics } from '../../lambdas/domain/data-quality/compute-statistics.js';
import { suggestConstraints } from '../../lambdas/domain/data-quality/constraints.js';
import { seededRandom } from '../../lambdas/domain/statistics/seeded-random.js';
import { testPython } from '../wire/embedded-aws.js';
import { cleanUp, root, temporaryFolder } from './programs.js';

const PROGRAM = `
import json, sys
from pathlib import Path
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
from baseline import constraints, statistics
from data import read_table
table = read_table(Path(sys.argv[2]))
described = statistics(list(table.names), table.fields)
print(json.dumps({"statistics": described, "constraints": constraints(described)}))
`;
const answerSchema = z.object({ statistics: statisticsSchema, constraints: constraintsSchema });

async function trainerSays(csv: string) {
  const file = join(temporaryFolder(), 'baseline.csv');
  writeFileSync(file, csv);
  const args = ['-c', PROGRAM, join(root, 'containers/sklearn-train'), file];
  return answerSchema.parse(
    JSON.parse(execFileSync(await testPython(), args, { encoding: 'utf8', maxBuffer: 2 ** 28 })),
  );
}

/** With numbers to ten digits: sums differ in the last ones by their order. */
const closely = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, item) => (typeof item === 'number' ? Number(item.toPrecision(10)) : item)));

afterAll(cleanUp);

describe('the baseline of the trainer', () => {
  it.each([1, 40, 2_049, 9_000])(
    'has the statistics and constraints that the platform finds: %i rows',
    async (rows) => {
      const random = seededRandom(rows);
      const columns: Readonly<Record<string, (row: number) => string | number>> = {
        whole: (row) => row % 17,
        gaps: (row) => (row % 3 === 0 ? '' : Math.floor(random() * 1_000) - 500),
        fraction: () => random() ** 4 * 1e6,
        tiny: () => `${(random() * 9 + 1).toFixed(3)}e-9`,
        spaced: (row) => ` ${row % 5}`,
        constant: () => '7.5',
        colour: (row) => ['red', 'blue', '"green, light"', ''][row % 4] ?? '',
        truth: (row) => (row % 2 === 0 ? 'True' : 'False'),
        mixed: (row) => (row === rows - 1 ? 'n/a' : row),
        id: (row) => `id-${row}`,
        empty: () => '',
        huge: () => '1e999',
      };
      const lines = Array.from({ length: rows }, (_, row) =>
        Object.values(columns)
          .map((value) => value(row))
          .join(','),
      );
      const csv = `${Object.keys(columns).join(',')}\n${lines.join('\n')}\n`;
      const own = computeStatistics(parseCsv(csv, 'The baseline'));
      const { statistics, constraints } = await trainerSays(csv);
      expect(closely(statistics)).toEqual(closely(own));
      expect(constraints).toEqual(suggestConstraints(own));
    },
  );
});
