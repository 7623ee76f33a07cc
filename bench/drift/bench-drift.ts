import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalSetupError } from '../../local/environment/local-setup-error.js';
import { projectRoot } from '../../local/environment/project-root.js';
import { preparePythonEnvironment } from '../../local/environment/python-environment.js';
import { expectAgreement } from './agreement.js';
import { MOST_LINES, writeDriftFiles } from './drift-files.js';
import { type Measure, type MeasuredPart, partSchema, type Repeats } from './measures.js';
import type { DriftMeasures, MemoryMeasure } from './render-drift-table.js';
import { MEMORY_SOURCES } from './time-reading.js';

const run = promisify(execFile);
const REPEATS: Repeats = { runs: 3, seconds: 5 };
const PEERS = join(projectRoot(), 'bench/drift/peers');
/** Peak memory is told of so many times the rows. */
const MEMORY_TIMES = [1, 10] as const;

/** Garbage is not let grow to what the machine has room for. */
const SMALL_YOUNG = ['--max-semi-space-size=16'];

type Log = (line: string) => void;

/**
 * Gives the same rows to our drift statistics and to the libraries that people use, each part in a process of its own, one
 * after the other. Throws where answers differ.
 */
export async function benchDrift(rows: number, workFolder: string, log: Log): Promise<DriftMeasures> {
  const numpy = await environment('numpy', log);
  log('drawing rows');
  writeDriftFiles(workFolder, rows);
  const options = [workFolder, String(rows), String(REPEATS.runs), String(REPEATS.seconds)];
  const ask = async (python: string, program: string): Promise<string> =>
    (await run(python, [join(PEERS, program), ...options], { cwd: PEERS })).stdout;
  await ask(numpy, 'write_parquet.py');

  const parts: Record<string, MeasuredPart> = {};
  for (const part of ['exact', 'summaries', 'reading']) {
    log(`measuring cdk-mlops: ${part}`);
    parts[`cdk-mlops, ${part}`] = await ownPart(part, options);
    log(`measuring numpy and scipy: ${part}`);
    parts[`numpy and scipy, ${part}`] = partSchema.parse(JSON.parse(await ask(numpy, `time_${part}.py`)));
  }
  for (const peer of ['evidently', 'nannyml']) {
    try {
      const python = await environment(peer, log);
      log(`measuring ${peer}`);
      parts[peer] = partSchema.parse(JSON.parse(await ask(python, `time_${peer}.py`)));
    } catch (error) {
      // NannyML has no wheels for the newest Python; what else there is can still be measured.
      if (!(error instanceof LocalSetupError)) throw error;
      log(`${peer} is left out: ${error.message}`);
    }
  }
  const measures: Record<string, Measure> = Object.assign({}, ...Object.values(parts).map((part) => part.measures));
  expectAgreement(measures);
  const threads = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.threads]));
  const memory = await measureMemory(workFolder, rows, log);
  const machine = { cpus: cpus().length, node: process.version, threads };
  return { machine, rows, lines: Math.min(rows, MOST_LINES), repeats: REPEATS, measures, memory };
}

async function environment(peer: string, log: Log): Promise<string> {
  const requirements = [join(PEERS, `requirements-${peer}.txt`)];
  const folder = join(projectRoot(), '.local/bench/drift', peer);
  return (await preparePythonEnvironment({ folder, requirements, log })).python;
}

async function measureMemory(folder: string, rows: number, log: Log): Promise<MemoryMeasure[]> {
  const measures: MemoryMeasure[] = [];
  for (const source of MEMORY_SOURCES) {
    log(`measuring memory: ${source}`);
    const megabytes: number[] = [];
    for (const times of MEMORY_TIMES) {
      const { peakMegabytes } = await ownPart(`memory-of-${source}`, [folder, String(times * rows)], SMALL_YOUNG);
      megabytes.push(peakMegabytes);
    }
    measures.push({ source, rows: MEMORY_TIMES.map((times) => times * rows), megabytes });
  }
  return measures;
}

/** This program again, in a process that does nothing else. */
async function ownPart(
  part: string,
  options: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<MeasuredPart> {
  const [, program = ''] = process.argv;
  const { stdout } = await run(process.execPath, [...nodeOptions, program, 'drift-part', part, ...options]);
  return partSchema.parse(JSON.parse(stdout));
}
