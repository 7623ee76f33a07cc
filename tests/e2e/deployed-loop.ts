import { resolve } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { runLoop } from '../../local/driver/loop.js';
import type { LoopContext } from '../../local/driver/loop-context.js';
import type { OwnData } from '../../local/driver/options.js';
import { Progress, type StepResult } from '../../local/driver/progress.js';
import { killAllPrograms } from '../../local/driver/run-program.js';
import { deployApp, type Session, startSession } from '../../local/driver/session.js';

export const ROOT = resolve(import.meta.dirname, '../..');

export interface DeployedLoop {
  /** Evidence of one step by its name; throws when the step did not run. */
  readonly evidence: (name: string) => StepResult['evidence'];
  readonly steps: () => readonly StepResult[];
  readonly context: () => LoopContext;
}

/** Runs the whole loop once for a test file, and leaves it deployed until the file ends. */
export function useDeployedLoop(data?: OwnData): DeployedLoop {
  const progress = new Progress();
  const stop = new AbortController();
  let session: Session | undefined;
  let context: LoopContext | undefined;
  beforeAll(async () => {
    const options = { root: ROOT, signal: stop.signal, log: progress.log };
    session = await startSession(options);
    const started = session;
    context = await runLoop(progress, () => deployApp(started, { ...options, data }));
  }, 600_000);
  afterAll(async () => {
    stop.abort(new Error('the tests ended'));
    killAllPrograms();
    await session?.stop();
  });
  return {
    steps: () => progress.steps,
    evidence: (name) => {
      const step = progress.steps.find((candidate) => candidate.name === name);
      if (step === undefined) throw new Error(`no step ${name} ran`);
      return step.evidence;
    },
    context: () => {
      if (context === undefined) throw new Error('the loop did not run');
      return context;
    },
  };
}
