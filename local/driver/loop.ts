import type { LoopContext, Step } from './loop-context.js';
import type { Progress } from './progress.js';
import { deployedWithoutModel } from './steps/deployed-without-model.js';
import { driftedAndRetrained } from './steps/drifted-and-retrained.js';
import { fragileRolledBack } from './steps/fragile-rolled-back.js';
import { released } from './steps/released.js';
import { served } from './steps/served.js';
import { trained } from './steps/trained.js';
import { watched } from './steps/watched.js';
import { worseRejected } from './steps/worse-rejected.js';

/** What follows the deployment, in the order of a model's life. */
const STEPS: readonly (readonly [name: string, step: Step])[] = [
  ['train', trained],
  ['validate, approve, roll out', released],
  ['serve and capture', served],
  ['watch: no drift', watched],
  ['watch: drift, respond, retrain', driftedAndRetrained],
  ['refuse a worse version', worseRejected],
  ['roll back a failing canary', fragileRolledBack],
];

/** Drives the eight steps; the first is the deployment, which makes the context of the others. */
export async function runLoop(progress: Progress, deployed: () => Promise<LoopContext>): Promise<LoopContext> {
  let context: LoopContext | undefined;
  await progress.step('deploy', async () => {
    context = await deployed();
    return deployedWithoutModel(context);
  });
  if (context === undefined) throw new Error('nothing was deployed');
  const made = context;
  for (const [name, step] of STEPS) await progress.step(name, () => step(made));
  return made;
}
