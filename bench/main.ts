import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../local/environment/project-root.js';
import { benchBias, renderBiasReport } from './bias/bench-bias.js';
import { benchRegistry } from './registry/bench-registry.js';
import { renderReport } from './registry/report.js';

const USAGE = `npm run bench -- registry [options]
  Measures writes and reads a second of the registry on the embedded AWS, and of the MLflow server (SQLite) beside it.

  --clients N    clients at once, each with a model of its own (default 8)
  --versions N   versions a model (default 50)
npm run bench -- bias [options]
  Measures the bias metrics of random rows, and smclarify, SageMaker Clarify's own code, beside it.

  --rows N       rows (default 1,000,000)

  --json FILE    write the numbers
  --help`;

const text = { type: 'string' } as const;

function parse(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { clients: text, versions: text, rows: text, json: text, help: { type: 'boolean' } },
  });
  if (values.help === true) return 'help';
  const name = positionals.join(' ');
  if (name !== 'registry' && name !== 'bias')
    throw new Error('expected "registry" or "bias": there is no other benchmark');
  const whole = (name: 'clients' | 'versions' | 'rows', fallback: number): number => {
    const number = values[name] === undefined ? fallback : Number(values[name]);
    if (Number.isInteger(number) && number >= 1) return number;
    throw new Error(`--${name} is "${values[name]}": expected an integer of 1 or more`);
  };
  const workload = { clients: whole('clients', 8), versions: whole('versions', 50) };
  return { name, workload, rows: whole('rows', 1_000_000), json: values.json } as const;
}

async function main(): Promise<void> {
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
    const log = (line: string): void => console.error(line);
    const { report, text } = await (options.name === 'bias'
      ? benchBias(options.rows, workFolder, log).then((report) => ({ report, text: renderBiasReport(report) }))
      : benchRegistry(options.workload, workFolder, log).then((report) => ({ report, text: renderReport(report) })));
    console.log(text);
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  } finally {
    cleanUp();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
});
