import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { scanPickle } from '../../lambdas/domain/artifact/pickle/scan-pickle.js';
import { projectRoot } from '../../local/environment/project-root.js';
import { preparePythonEnvironment } from '../../local/environment/python-environment.js';
import type { PickleMeasure, PickleReport } from './pickle-report.js';

/** The best of so many. */
const ROUNDS = 3;

const answersSchema = z.array(z.object({ set: z.string(), scanner: z.string(), seconds: z.number() }));

/** Lets each scanner go through the same files in memory, one scanner after the other. */
export async function benchPickle(workFolder: string, log: (line: string) => void): Promise<PickleReport> {
  const { python } = await preparePythonEnvironment({
    folder: join(projectRoot(), '.local/bench/pickle'),
    requirements: [join(projectRoot(), 'bench/pickle/requirements.txt')],
    log,
  });
  const files = join(workFolder, 'pickles');
  const ask = (task: string): string =>
    execFileSync(python, [join(projectRoot(), 'bench/pickle/scanners.py'), task, files], { encoding: 'utf8' });
  log('writing pickles');
  ask('make');
  log('measuring cdk-mlops');
  const sets = readdirSync(files)
    .sort()
    .map((name) => {
      const contents = readdirSync(join(files, name)).map((file) => readFileSync(join(files, name, file)));
      return { name, contents, bytes: contents.reduce((sum, { length }) => sum + length, 0) };
    });
  const ours = sets.map(({ name, contents }) => ({ set: name, scanner: 'cdk-mlops', seconds: bestOf(contents) }));
  log('measuring picklescan and pickletools');
  const theirs = answersSchema.parse(JSON.parse(ask('measure')));
  const measures = [...ours, ...theirs].map(({ set, scanner, seconds }): PickleMeasure => {
    const { contents, bytes } = sets.find(({ name }) => name === set) ?? { contents: [], bytes: 0 };
    return { set, scanner, files: contents.length, megabytes: bytes / 1e6, seconds };
  });
  return { machine: { node: process.version }, measures };
}

function bestOf(contents: readonly Uint8Array[]): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    for (const content of contents) {
      const { problems } = scanPickle(content);
      if (problems.length > 0) throw new Error(`a pickle to measure with is refused: ${problems[0]}`);
    }
    return (performance.now() - start) / 1000;
  });
  return Math.min(...times);
}
