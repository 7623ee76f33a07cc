import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import * as z from 'zod';
import type { LoopContext } from '../../local/driver/loop-context.js';
import { makeContext } from '../../local/driver/make-context.js';
import { killAllPrograms } from '../../local/driver/run-program.js';
import { readScenario } from '../../local/driver/scenario.js';
import { clientEnvironment } from '../../local/environment/client-environment.js';
import { LocalProgram, ROOT } from './local-program.js';

const stepSchema = z.object({
  name: z.string(),
  ok: z.boolean(),
  seconds: z.number(),
  evidence: z.record(z.string(), z.unknown()),
});
const fileSchema = z.object({ steps: z.array(stepSchema) });

/** Settings of a person's own that must not get in the way. */
const HOSTILE = {
  AWS_PROFILE: 'nonexistent',
  NODE_USE_ENV_PROXY: '1',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  HTTP_PROXY: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  http_proxy: 'http://127.0.0.1:9',
};

export interface KeptLoop {
  readonly steps: () => z.infer<typeof stepSchema>[];
  /** What the JSON file holds of one step. */
  readonly evidence: (name: string) => Readonly<Record<string, unknown>>;
  /** The people of the loop, at work on what it left running. */
  readonly context: () => LoopContext;
  readonly program: () => LocalProgram;
}

/** Runs the program with `--keep --json` once for a test file, and leaves it serving until the file ends. */
export function useKeptLoop(): KeptLoop {
  const folder = mkdtempSync(join(tmpdir(), 'kept-loop-'));
  const stop = new AbortController();
  let program: LocalProgram | undefined;
  let context: LoopContext | undefined;
  let steps: z.infer<typeof stepSchema>[] = [];
  const there = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the loop did not run');
    return value;
  };
  beforeAll(async () => {
    const json = join(folder, 'steps.json');
    program = new LocalProgram(['--keep', '--json', json], HOSTILE);
    const [, endpoint = ''] = await program.printed(/the embedded AWS listens on (http:\S+);/, 240);
    await program.printed(/It goes on serving/, 300);
    steps = fileSchema.parse(JSON.parse(readFileSync(json, 'utf8'))).steps;
    const outputs = z.record(z.string(), z.string()).parse(steps[0]?.evidence.outputs);
    const { workFolder } = program;
    context = await makeContext({
      endpoint,
      outputs,
      scenario: readScenario(join(workFolder, 'scenario')),
      root: ROOT,
      workFolder,
      python: join(ROOT, '.local/venv/bin/python'),
      env: clientEnvironment({ workFolder, endpoint, sagemakerEndpoint: endpoint }),
      signal: stop.signal,
      log: () => {},
    });
  }, 600_000);
  afterAll(() => {
    stop.abort(new Error('the tests ended'));
    killAllPrograms();
    program?.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    steps: () => steps,
    evidence: (name) => there(steps.find((step) => step.name === name)).evidence,
    context: () => there(context),
    program: () => there(program),
  };
}
