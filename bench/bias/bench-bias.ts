import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { BiasRows } from '../../lambdas/domain/bias/cells.js';
import { flipTest } from '../../lambdas/domain/bias/flip-test.js';
import { measureBias } from '../../lambdas/domain/bias/measure-bias.js';
import { seededRandom } from '../../lambdas/domain/statistics/seeded-random.js';
import { projectRoot } from '../../local/environment/project-root.js';
import { preparePythonEnvironment } from '../../local/environment/python-environment.js';

/** Seconds. Theirs is null where they have no such thing. */
export interface BiasReport {
  readonly rows: number;
  readonly flipRows: number;
  readonly measures: readonly { readonly what: string; readonly ours: number; readonly clarify: number | null }[];
  /** The largest difference between a value of ours and theirs. */
  readonly largestDifference: number;
}

const GROUPS = 15;
const FEATURES = 6;
const FLIP_ROWS = 20_000;
const REPEATS = 5;

const timesSchema = z.object({ metrics: z.number(), flipTest: z.number(), values: z.record(z.string(), z.number()) });

/** Gives the same random rows to our metrics and to smclarify, each on one core; no reading of files is timed. */
export async function benchBias(rows: number, workFolder: string, log: (line: string) => void): Promise<BiasReport> {
  const flipRows = Math.min(FLIP_ROWS, rows);
  const { columns, features } = drawRows(rows, flipRows);
  const { group, ...ungrouped } = columns;
  log('ours');
  const plain = median(() => measureBias(columns, { draws: 0 }));
  const simple = median(() => measureBias(ungrouped));
  const grouped = median(() => measureBias(columns));
  const [facet, prediction] = [columns.facet.subarray(0, flipRows), columns.prediction.subarray(0, flipRows)];
  const flips = median(() => flipTest(features, facet, prediction));

  const folder = join(projectRoot(), 'tests/peers/smclarify');
  const environment = {
    folder: join(projectRoot(), '.local/peers/smclarify'),
    requirements: [join(folder, 'requirements.txt')],
  };
  const { python } = await preparePythonEnvironment({ ...environment, log });
  for (const [name, values] of Object.entries(columns)) writeFileSync(join(workFolder, name), Uint8Array.from(values));
  const byRow = Float64Array.from(
    { length: flipRows * FEATURES },
    (_, at) => features[at % FEATURES]?.[Math.floor(at / FEATURES)] ?? 0,
  );
  writeFileSync(join(workFolder, 'features'), byRow);
  log('smclarify');
  const program = join(projectRoot(), 'bench/bias/time_clarify.py');
  const output = execFileSync(python, [program, workFolder, String(flipRows)], { encoding: 'utf8' });
  const theirs = timesSchema.parse(JSON.parse(output));
  const values: Readonly<Record<string, number>> = {
    ...plain.result.pretraining,
    ...plain.result.posttraining,
    FT: flips.result,
  };
  return {
    rows,
    flipRows,
    measures: [
      { what: `20 metrics, ${GROUPS} groups, no intervals`, ours: plain.seconds, clarify: theirs.metrics },
      { what: '18 metrics and their intervals of 2,000 draws, no groups', ours: simple.seconds, clarify: null },
      { what: `20 metrics and their intervals, ${GROUPS} groups`, ours: grouped.seconds, clarify: null },
      { what: `flip test, ${flipRows} rows, ${FEATURES} features`, ours: flips.seconds, clarify: theirs.flipTest },
    ],
    largestDifference: Math.max(
      ...Object.entries(values).map(([name, value]) => Math.abs(value - (theirs.values[name] ?? Number.NaN))),
    ),
  };
}

export function renderBiasReport({ rows, measures, largestDifference }: BiasReport): string {
  const seconds = (value: number | null): string => (value === null ? '-' : `${value.toPrecision(3)} s`).padStart(10);
  const lines = measures.map(({ what, ours, clarify }) => `${what.padEnd(60)}${seconds(ours)}${seconds(clarify)}`);
  return [
    `${`${rows} rows`.padEnd(60)}${'ours'.padStart(10)}${'smclarify'.padStart(10)}`,
    ...lines,
    `largest difference between a value of ours and theirs: ${largestDifference}`,
  ].join('\n');
}

function drawRows(rows: number, flipRows: number): { columns: Required<BiasRows>; features: Float64Array[] } {
  const random = seededRandom(1);
  const flags = (share: (row: number) => number): Uint8Array =>
    Uint8Array.from({ length: rows }, (_, row) => (random() < share(row) ? 1 : 0));
  const facet = flags(() => 0.33);
  const label = flags((row) => (facet[row] === 1 ? 0.11 : 0.3));
  const prediction = flags((row) => 0.05 + 0.5 * (label[row] ?? 0));
  const group = Uint32Array.from({ length: rows }, () => Math.floor(random() * GROUPS));
  const features = Array.from({ length: FEATURES }, () =>
    Float64Array.from({ length: flipRows }, () => 100 * random()),
  );
  return { columns: { facet, label, prediction, group }, features };
}

function median<T>(run: () => T): { readonly seconds: number; readonly result: T } {
  const times: number[] = [];
  let result = run();
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const started = performance.now();
    result = run();
    times.push((performance.now() - started) / 1_000);
  }
  return { seconds: times.sort((a, b) => a - b)[Math.floor(REPEATS / 2)] ?? Number.NaN, result };
}
