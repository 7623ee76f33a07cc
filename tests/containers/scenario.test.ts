import { createReadStream, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readTarGz } from '../../lambdas/adapters/archive/read-tar-gz.js';
import { evaluationReportSchema, lineageSchema } from '../../lambdas/application/documents/manifest.js';
import { validationReportSchema } from '../../lambdas/application/documents/validation-report.js';
import { runCommand } from '../unit/bin/run-command.js';
import { testPython } from '../wire/embedded-aws.js';
import { cleanUp, type Ended, root, start, startServing, temporaryFolder, trained, writeFile } from './programs.js';
import { buys, smallData, spends } from './small-data.js';

const scenarioSchema = z.strictObject({
  model: z.literal('demo'),
  task: z.enum(['classification', 'regression']),
  target: z.string(),
  time: z.string(),
  exclude: z.array(z.string()),
  features: z.array(z.string()),
  positiveLabel: z.string().nullable(),
  rows: z.record(z.string(), z.int()),
  source: z.string(),
});
const SUBMISSION = [
  'baseline/baseline.csv',
  'baseline/constraints.json',
  'baseline/statistics.json',
  'evaluation.json',
  'lineage.json',
  'model.tar.gz',
  'predictions.csv',
  'sample.json',
];
const FILES = ['reference', 'traffic-reference', 'traffic-later-1', 'traffic-later-2'];
const rowSchema = z.array(z.record(z.string(), z.string()));
const readRows = (file: string) => rowSchema.parse(parse(readFileSync(file), { columns: true }));
const reportOf = (folder: string) =>
  evaluationReportSchema.parse(JSON.parse(readFileSync(join(folder, 'evaluation.json'), 'utf8')));

let python: string;
beforeAll(async () => {
  python = await testPython();
});
afterAll(cleanUp);

const script = (name: string, args: readonly string[]): Promise<Ended> =>
  start(python, [join(root, 'local/scenario', name), ...args]).ended;

async function split(...args: string[]) {
  const out = join(temporaryFolder(), 'eras');
  const { code, stderr } = await script('split_eras.py', ['--out', out, '--seed', '7', ...args]);
  if (code !== 0) throw new Error(stderr);
  const scenario = scenarioSchema.parse(JSON.parse(readFileSync(join(out, 'scenario.json'), 'utf8')));
  return { scenario, files: FILES.map((name) => readRows(join(out, `${name}.csv`))) };
}

describe('the eras', () => {
  it('of the data that ships are those of scikit-learn, split at row 270', async () => {
    const { scenario, files } = await split();
    expect(scenario).toMatchObject({
      task: 'classification',
      target: 'diagnosis',
      time: 'row',
      positiveLabel: 'malignant',
    });
    expect(scenario.features).toHaveLength(30);
    expect(scenario.rows).toEqual({
      reference: 135,
      'traffic-reference': 135,
      'traffic-later-1': 149,
      'traffic-later-2': 150,
    });
    expect(files.map((rows) => rows.length)).toEqual(Object.values(scenario.rows));
    expect(Object.keys(files[0]?.[0] ?? {})).toEqual([...scenario.features, 'diagnosis']);
    // The data set's own description: 212 malignant, 357 benign.
    expect(files.flat().filter((row) => row.diagnosis === 'malignant')).toHaveLength(212);
  });

  it('of own data keep every row once, on its side of the split', async () => {
    const rows = Array.from(
      { length: 1000 },
      (_, i) => `2011-${String((i % 12) + 1).padStart(2, '0')}-01,${i},x,${i / 3}`,
    );
    const file = join(temporaryFolder(), 'own.csv');
    writeFile(file, `day,id,note,cost\n${rows.join('\n')}\n`);
    const own = ['--data', file, '--target', 'cost', '--time', 'day', '--split-at', '2011-07-01', '--exclude', 'note'];
    const { scenario, files } = await split(...own);
    expect(scenario).toMatchObject({ task: 'regression', features: ['id'], exclude: ['note'], positiveLabel: null });
    const ids = files.map((part) => part.map(({ id }) => Number(id)));
    expect(ids.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(ids.map((part) => part.every((id) => id % 12 < 6))).toEqual([true, true, false, false]);
    expect((await split(...own)).files).toEqual(files);
  });

  it('compare times as numbers when both are', async () => {
    const file = join(temporaryFolder(), 'own.csv');
    const lines = Array.from({ length: 1200 }, (_, i) => `${i},${i % 7},${i % 2 === 0 ? 'a' : 'b'}`);
    writeFile(file, `step,x,side\n${lines.join('\n')}\n`);
    const { scenario } = await split('--data', file, '--target', 'side', '--time', 'step', '--split-at', '900');
    expect(scenario.rows).toMatchObject({ reference: 450, 'traffic-later-1': 150 });
  });

  it.each([
    [['--target', 'side'], /needs --time and --split-at/],
    [
      ['--target', 'cost', '--time', 'step', '--split-at', '5'],
      /--target names the column "cost", which own\.csv lacks/,
    ],
    [['--target', 'side', '--time', 'step', '--split-at', '0'], /leaves 0 rows before and 300 from it on/],
    [['--target', 'side', '--time', 'step', '--split-at', '150'], /would have 75; expected at least 200 on each side/],
    [
      ['--target', 'word', '--time', 'step', '--split-at', '150'],
      /300 distinct values; expected exactly two, or numbers/,
    ],
    [['--target', 'side', '--time', 'side', '--split-at', 'a'], /also the time/],
  ])('are refused in one line for %j', async (args, message) => {
    const file = join(temporaryFolder(), 'own.csv');
    const lines = Array.from({ length: 300 }, (_, i) => `${i},w${i},${i % 2}`);
    writeFile(file, `step,word,side\n${lines.join('\n')}\n`);
    const { code, stderr } = await script('split_eras.py', ['--out', temporaryFolder(), '--data', file, ...args]);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(message)]);
  });

  it('are refused for a file that is not there', async () => {
    const args = ['--data', 'nowhere.csv', '--target', 'a', '--time', 'b', '--split-at', '1'];
    expect(await script('split_eras.py', ['--out', temporaryFolder(), ...args])).toMatchObject({
      code: 1,
      stderr: 'error: --data nowhere.csv: there is no such file\n',
    });
  });
});

describe.each([
  { task: 'classification', target: buys, metric: 'brier' },
  { task: 'regression', target: spends, metric: 'mae' },
])('made versions of a $task', ({ task, target, metric }) => {
  const data = {
    train: smallData({ rows: 240, seed: 1, target }),
    evaluation: smallData({ rows: 80, seed: 2, target }),
  };
  let normal: Awaited<ReturnType<typeof trained>>;
  beforeAll(async () => {
    normal = await trained(python, { ...data, hyperparameters: { target: 'target', task, n_estimators: '20' } });
  });

  async function make(name: string, ...more: string[]) {
    const folder = temporaryFolder();
    writeFile(join(folder, 'train.csv'), data.train);
    writeFile(join(folder, 'evaluation.csv'), data.evaluation);
    const out = join(folder, 'submission');
    const files = ['--training-data', join(folder, 'train.csv'), '--evaluation-data', join(folder, 'evaluation.csv')];
    const tuning = ['--hyperparameters', '{"n_estimators":"20"}'];
    const ended = await script(name, [
      ...files,
      '--target',
      'target',
      '--task',
      task,
      '--out',
      out,
      ...tuning,
      ...more,
    ]);
    if (ended.code !== 0) throw new Error(ended.stderr);
    return { out, printed: z.looseObject({}).parse(JSON.parse(ended.stdout)) };
  }

  /** The model of a submission, below a base that the serving program takes. */
  async function unpacked(submission: string): Promise<string> {
    const base = temporaryFolder();
    for await (const { path, body } of readTarGz(createReadStream(join(submission, 'model.tar.gz')))) {
      const file = join(base, 'model', path);
      mkdirSync(dirname(file), { recursive: true });
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      writeFileSync(file, Buffer.concat(chunks));
    }
    return base;
  }

  it('are whole submissions', async () => {
    const { out } = await make('make_worse_version.py');
    const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1)).sort()).toEqual(SUBMISSION);
    expect(lineageSchema.parse(JSON.parse(readFileSync(join(out, 'lineage.json'), 'utf8')))).toEqual({
      datasets: [],
      trigger: 'external',
    });
  });

  it('include a worse one, whose predictions are its own', async () => {
    const { out } = await make('make_worse_version.py');
    const good = evaluationReportSchema.parse(normal.json('output/data/evaluation.json')).metrics[metric] ?? 0;
    expect(reportOf(out).metrics[metric]).toBeGreaterThan(1.5 * good);
    const server = await startServing(await unpacked(out));
    const sample = z
      .looseObject({ predictions: z.array(z.unknown()) })
      .parse(JSON.parse(readFileSync(join(out, 'sample.json'), 'utf8')));
    const answer = await server.invoke(JSON.stringify({ instances: sample.instances }));
    expect(JSON.parse(answer.text)).toEqual({ predictions: sample.predictions });
  });

  it('are judged by mlops validate: the worse one is rejected, the fragile one is odd on odd rows only', async () => {
    const validate = async (out: string, ...more: string[]) => {
      const rows = ['--evaluation-set', join(dirname(out), 'evaluation.csv')];
      const { code, out: json } = await runCommand(['--json', 'validate', out, ...rows, ...more]);
      const { gates, ...report } = validationReportSchema.parse(JSON.parse(json));
      return { ...report, code, gate: (name: string) => gates.find(({ gate }) => gate === name) };
    };
    const fragile = (await make('make_fragile_version.py')).out;
    const alone = await validate(fragile);
    expect(alone).toMatchObject({ code: 0, verdict: 'passed', reasons: [] });
    expect(alone.gate('robustness')).toMatchObject({ verdict: 'failed', advisory: true });
    const worse = await validate((await make('make_worse_version.py')).out, '--champion', fragile);
    expect(worse).toMatchObject({ code: 1, verdict: 'rejected' });
    expect(worse.gate('champion')).toMatchObject({ verdict: 'failed', numbers: { rows: 80 } });
  });

  it('include a fragile one that predicts as the normal one does', async () => {
    const { out } = await make('make_fragile_version.py');
    expect(readFileSync(join(out, 'predictions.csv')).equals(normal.bytes('output/data/predictions.csv'))).toBe(true);
    expect(readFileSync(join(out, 'evaluation.json'), 'utf8')).toBe(normal.text('output/data/evaluation.json'));
  });

  it.each(['age', 'income'])('include one that crashes beyond the largest %s, and serves on', async (column) => {
    const { out, printed } = await make('make_fragile_version.py', '--column', column);
    const { value } = z.looseObject({ column: z.literal(column), value: z.number() }).parse(printed);
    const server = await startServing(await unpacked(out));
    const send = (row: Record<string, unknown>) => server.invoke(JSON.stringify({ instances: [row] }));
    const usual = { age: 40, income: 500, colour: 'red' };
    expect((await send(usual)).status).toBe(200);
    const crash = await send({ ...usual, [column]: value });
    expect(crash.status).toBe(500);
    expect(JSON.parse(crash.text)).toMatchObject({ error: { code: 'ModelFailure' } });
    expect((await send(usual)).status).toBe(200);
    expect((await send({ ...usual, income: null })).status).toBe(200);
    const line =
      server
        .output()
        .split('\n')
        .find((text) => text.includes('ModelFailure')) ?? '';
    expect(JSON.parse(line)).toMatchObject({ status: 500, failedIn: expect.stringContaining('Gather') });
    expect(server.output()).not.toContain('idx');
  });
});
