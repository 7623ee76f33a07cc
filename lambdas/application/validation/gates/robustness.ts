import { InvalidInput } from '../../../domain/errors.js';
import { type GateFinding, unverified } from '../../../domain/gates/gate-result.js';
import { isUsable, type ProbeOutcome, robustnessGate } from '../../../domain/gates/robustness-gate.js';
import { makeProbes, type Probe } from '../../../domain/gates/robustness-probes.js';
import type { Row, Task } from '../../../domain/signature.js';
import type { LoadedModel } from '../../../ports/model-scorer.js';
import type { Evidence } from '../evidence.js';

type Answer = { readonly verdict: 'finite' | 'refused' | 'failed'; readonly message?: string };

/** Asks the model odd rows, made of the evaluation set's; what it does then is the evidence, and never an error of ours. */
export async function robustness({ model, candidate, contents }: Evidence): Promise<GateFinding> {
  if (model.value === undefined) return unverified('robustness', model.problem);
  if (candidate.value === undefined) return unverified('robustness', candidate.problem);
  const { signature } = contents;
  const { probes, leftOut } = makeProbes(signature, candidate.value.instances);
  const outcomes: ProbeOutcome[] = [];
  for (const probe of probes) outcomes.push(await ask(model.value, signature.task, probe));
  return robustnessGate({ outcomes, leftOut });
}

/** All rows of a probe at once; one by one where that does not work. */
async function ask(model: LoadedModel, task: Task, { kind, column, rows }: Probe): Promise<ProbeOutcome> {
  let answers = await answersOf(model, task, rows);
  if (rows.length > 1 && answers.some(({ verdict }) => verdict !== 'finite')) {
    answers = [];
    for (const row of rows) answers.push(...(await answersOf(model, task, [row])));
  }
  const count = (verdict: Answer['verdict']) => answers.filter((answer) => answer.verdict === verdict).length;
  const message = (answers.find(({ verdict }) => verdict === 'failed') ?? answers.find((answer) => answer.message))
    ?.message;
  return {
    probe: { kind, ...(column === undefined ? {} : { column }) },
    rows: rows.length,
    finite: count('finite'),
    refused: count('refused'),
    failed: count('failed'),
    ...(message === undefined ? {} : { message }),
  };
}

async function answersOf(model: LoadedModel, task: Task, rows: readonly Row[]): Promise<Answer[]> {
  try {
    const predictions = await model.predict(rows);
    return rows.map((_, row) => {
      const prediction = predictions[row];
      return prediction !== undefined && isUsable(task, prediction)
        ? { verdict: 'finite' }
        : { verdict: 'failed', message: `the answer is ${JSON.stringify(prediction)}` };
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return rows.map(() => ({ verdict: error instanceof InvalidInput ? 'refused' : 'failed', message }));
  }
}
