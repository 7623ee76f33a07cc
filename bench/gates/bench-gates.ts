import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { projectRoot } from '../../local/environment/project-root.js';
import { preparePythonEnvironment } from '../../local/environment/python-environment.js';
import { type Columns, drawColumns, gateWork, type Work } from './gate-work.js';

export interface GateMeasure {
  readonly rows: number;
  readonly work: string;
  readonly ours: { readonly seconds: number; readonly rowsPerSecond: number };
  /** Null where the libraries have nothing of the kind. */
  readonly theirs: { readonly seconds: number; readonly rowsPerSecond: number } | null;
}

export interface GatesReport {
  readonly machine: { readonly cpus: number; readonly node: string };
  readonly measures: readonly GateMeasure[];
}

const REPEATS = 3;
const DRAWS = 100;
const TOLERANCE = 1e-9;

const answersSchema = z.record(z.string(), z.object({ seconds: z.number(), answer: z.record(z.string(), z.number()) }));

/** Our metrics and intervals, and those of scikit-learn and scipy, on the same rows; each side's best of three runs. */
export async function benchGates(
  sizes: readonly number[],
  workFolder: string,
  log: (line: string) => void,
): Promise<GatesReport> {
  const { python } = await preparePythonEnvironment({
    folder: join(projectRoot(), '.local/peers/scikit-learn'),
    requirements: [join(projectRoot(), 'tests/peers/scikit-learn/requirements.txt')],
    log,
  });
  const measures = sizes.flatMap((rows) => {
    const columns = drawColumns(rows);
    log(`measuring cdk-mlops on ${rows} rows`);
    const own = gateWork(columns, DRAWS).map((work) => ({ work, ...timed(work) }));
    log(`measuring scikit-learn and scipy on ${rows} rows`);
    const theirs = askPython(python, columns, join(workFolder, String(rows)));
    return own.map(({ work, seconds, answer }): GateMeasure => {
      const other = theirs[work.name];
      if (work.compared === 'to the digit') expectSame(work.name, answer, other?.answer ?? {});
      const speed = (taken: number) => ({ seconds: taken, rowsPerSecond: work.rows / taken });
      return { rows, work: work.name, ours: speed(seconds), theirs: other ? speed(other.seconds) : null };
    });
  });
  return { machine: { cpus: cpus().length, node: process.version }, measures };
}

function timed({ run }: Work) {
  let seconds = Number.POSITIVE_INFINITY;
  let answer: Readonly<Record<string, number>> = {};
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const start = performance.now();
    answer = run();
    seconds = Math.min(seconds, (performance.now() - start) / 1_000);
  }
  return { seconds, answer };
}

function askPython(python: string, { binary, regression, multiclass }: Columns, folder: string) {
  mkdirSync(folder, { recursive: true });
  for (const [task, columns] of Object.entries({ binary, regression, multiclass })) {
    for (const [name, column] of Object.entries(columns)) {
      writeFileSync(join(folder, `${task}.${name}.f64`), new Uint8Array(column.buffer));
    }
  }
  const program = join(projectRoot(), 'bench/gates/scikit-learn/time_metrics.py');
  const output = execFileSync(python, [program, folder, String(DRAWS)], { encoding: 'utf8' });
  return answersSchema.parse(JSON.parse(output));
}

/** What differs is not worth timing. */
function expectSame(
  work: string,
  ours: Readonly<Record<string, number>>,
  theirs: Readonly<Record<string, number>>,
): void {
  const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
  const different = names.filter((name) => {
    const [mine, other] = [ours[name] ?? Number.NaN, theirs[name] ?? Number.NaN];
    return !(Math.abs(mine - other) <= TOLERANCE * Math.max(1, Math.abs(other)));
  });
  if (different.length > 0) {
    const shown = different.map((name) => `${name}: ${ours[name]} against ${theirs[name]}`);
    throw new Error(`${work} differ from the libraries': ${shown.join('; ')}`);
  }
}
