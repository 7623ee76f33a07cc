import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../local/environment/project-root.js';
import { benchArchive, renderArchiveReport } from './archive/bench-archive.js';
import { benchBias, renderBiasReport } from './bias/bench-bias.js';
import { benchDrift } from './drift/bench-drift.js';
import { measurePower, POWER_DEFAULTS } from './drift/power.js';
import { renderPower } from './drift/power-report.js';
import { renderDriftTable } from './drift/render-drift-table.js';
import { runPart } from './drift/run-part.js';
import { benchGates } from './gates/bench-gates.js';
import { renderGatesReport } from './gates/report.js';
import { benchPickle } from './pickle/bench-pickle.js';
import { renderPickleReport } from './pickle/pickle-report.js';
import { benchRegistry } from './registry/bench-registry.js';
import { renderReport } from './registry/report.js';

const USAGE = `npm run bench -- registry [options]
  Measures writes and reads a second of the registry on the embedded AWS, and of the MLflow server (SQLite) beside it.

  --clients N    clients at once, each with a model of its own (default 8)
  --versions N   versions a model (default 50)

npm run bench -- gates [options]
  Measures metrics, DeLong's variance and the bootstrap, and scikit-learn and scipy beside it.

  --rows N       rows (default 100,000, and then 1,000,000)

npm run bench -- bias [options]
  Measures the bias metrics of random rows, and smclarify, SageMaker Clarify's own code, beside it.

  --rows N       rows (default 1,000,000)

npm run bench -- drift [options]
  Measures drift statistics, summaries and readers, and Evidently, NannyML, scipy, numpy and DataSketches beside them.

  --rows N       rows of ten columns on each side (default 1,000,000)

npm run bench -- drift-power [options]
  Counts false alarms of the drift rules on data sets that are alike, and how often a column that moved is found.

  --pairs N      pairs of data sets (default 1,000)

npm run bench -- pickle
  Measures the scan of pickles, and picklescan and Python's pickletools beside it.

npm run bench -- archive
  Measures the inspection of an artifact of 1 GB, and Python's tarfile and hashlib beside it.

All:
  --json FILE    write the numbers
  --help`;

const text = { type: 'string' } as const;

const benches = ['registry', 'gates', 'bias', 'drift', 'drift-power', 'pickle', 'archive'] as const;

function parse(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { clients: text, versions: text, rows: text, pairs: text, json: text, help: { type: 'boolean' } },
  });
  if (values.help === true) return 'help';
  const name = benches.find((bench) => bench === positionals.join(' '));
  if (name === undefined) throw new Error(`expected ${benches.join(', ')}: there is no other benchmark`);
  const whole = (name: 'clients' | 'versions' | 'rows' | 'pairs', fallback: number): number => {
    const number = values[name] === undefined ? fallback : Number(values[name]);
    if (Number.isInteger(number) && number >= 1) return number;
    throw new Error(`--${name} is "${values[name]}": expected an integer of 1 or more`);
  };
  const workload = { clients: whole('clients', 8), versions: whole('versions', 50) };
  const sizes = values.rows === undefined ? [100_000, 1_000_000] : [whole('rows', 0)];
  const pairs = whole('pairs', POWER_DEFAULTS.pairs);
  return { name, workload, rows: whole('rows', 1_000_000), pairs, sizes, json: values.json } as const;
}

type Options = Exclude<ReturnType<typeof parse>, 'help'>;

/** The numbers, and what people read of them. */
async function measure(options: Options, workFolder: string) {
  const log = (line: string): void => console.error(line);
  if (options.name === 'bias') {
    const report = await benchBias(options.rows, workFolder, log);
    return { report, table: renderBiasReport(report) };
  }
  if (options.name === 'drift') {
    const report = await benchDrift(options.rows, workFolder, log);
    return { report, table: renderDriftTable(report) };
  }
  if (options.name === 'drift-power') {
    const report = measurePower({ ...POWER_DEFAULTS, pairs: options.pairs }, log);
    return { report, table: renderPower(report) };
  }
  if (options.name === 'archive') {
    const report = await benchArchive(1024, workFolder, log);
    return { report, table: renderArchiveReport(report) };
  }
  if (options.name === 'gates') {
    const report = await benchGates(options.sizes, workFolder, log);
    return { report, table: renderGatesReport(report) };
  }
  if (options.name === 'pickle') {
    const report = await benchPickle(workFolder, log);
    return { report, table: renderPickleReport(report) };
  }
  const report = await benchRegistry(options.workload, workFolder, log);
  return { report, table: renderReport(report) };
}

async function main(): Promise<void> {
  const [command, ...rest] = process.argv.slice(2);
  if (command === 'drift-part') {
    console.log(JSON.stringify(await runPart(rest)));
    return;
  }
  const options = parse(process.argv.slice(2));
  if (options === 'help') {
    console.log(USAGE);
    return;
  }
  const workFolder = join(projectRoot(), '.local/bench', `run-${process.pid}`);
  const cleanUp = (): void => rmSync(workFolder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  mkdirSync(workFolder, { recursive: true });
  // The servers end with this process, whatever ends it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      cleanUp();
      process.exit(1);
    });
  }
  try {
    const { report, table } = await measure(options, workFolder);
    console.log(table);
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  } finally {
    cleanUp();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
});
