import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import type { Row, Value } from '../../lambdas/domain/signature.js';
import type { OwnData } from './options.js';
import { runPython } from './run-program.js';

const scenarioSchema = z.object({
  model: z.string(),
  task: z.enum(['classification', 'regression']),
  target: z.string(),
  time: z.string(),
  exclude: z.array(z.string()),
  features: z.array(z.string()).min(1),
  positiveLabel: z.string().nullish(),
  source: z.string(),
});

/** Real data cut into the eras that the loop shows. */
export interface Scenario extends z.infer<typeof scenarioSchema> {
  readonly folder: string;
  /** CSV of the reference era's half that trains. */
  readonly trainingFile: string;
  /** Features that hold numbers only. */
  readonly numeric: ReadonlySet<string>;
}

/** A row of traffic and what turned out to be true. */
export interface LabelledRow {
  readonly features: Row;
  readonly label: string;
}

export async function makeScenario(
  folder: string,
  python: string,
  root: string,
  data: OwnData | undefined,
  options: { readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): Promise<Scenario> {
  mkdirSync(folder, { recursive: true });
  const own =
    data === undefined
      ? []
      : [
          '--data',
          data.file,
          '--target',
          data.target,
          '--time',
          data.time,
          '--split-at',
          data.splitAt,
          '--exclude',
          data.exclude,
        ];
  const script = join(root, 'local/scenario/split_eras.py');
  const result = await runPython(python, [script, '--out', folder, '--seed', '7', ...own], { ...options, cwd: root });
  if (result.code !== 0) throw new Error(result.stderr.trim().split('\n').at(-1) ?? 'the data could not be split');
  return readScenario(folder);
}

/** Reads a scenario that was made before. */
export function readScenario(folder: string): Scenario {
  const scenario = scenarioSchema.parse(JSON.parse(readFileSync(join(folder, 'scenario.json'), 'utf8')));
  const trainingFile = join(folder, 'reference.csv');
  const rows = readCsv(trainingFile);
  const numeric = scenario.features.filter((name) =>
    rows.every((row) => row[name] === '' || Number.isFinite(Number(row[name]))),
  );
  return { ...scenario, folder, trainingFile, numeric: new Set(numeric) };
}

function readCsv(file: string): Record<string, string>[] {
  return parse(readFileSync(file), { columns: true, skip_empty_lines: true });
}

/** Rows of one of the scenario's files, as an application would send them. */
export function readTraffic(scenario: Scenario, file: string): LabelledRow[] {
  const value = (name: string, text: string): Value => {
    if (text === '') return null;
    return scenario.numeric.has(name) ? Number(text) : text;
  };
  return readCsv(join(scenario.folder, file)).map((row) => ({
    features: Object.fromEntries(scenario.features.map((name) => [name, value(name, row[name] ?? '')])),
    label: row[scenario.target] ?? '',
  }));
}
