import { type ModelState, modelStateSchema } from '../client/documents.js';
import { CommandError } from '../client/errors.js';
import type { CommandContext } from './command.js';

export interface RollbackChoice {
  readonly model: string;
  /** The version to take back, where a person named it. */
  readonly version?: number;
  /** Whether it is to be the champion in any case, also while a candidate is being rolled out. */
  readonly champion: boolean;
}

/**
 * The version that a rollback takes back: the one named, or the candidate of the rollout in progress, else the champion.
 * Two people may act on one alarm: the version that a rollback went back to is taken back by its number only, so that the
 * second of them doesn't take back the good one.
 */
export async function chooseRollback(context: CommandContext, choice: RollbackChoice): Promise<number> {
  if (choice.version !== undefined) return choice.version;
  const { control, progress } = context;
  const { model } = choice;
  const state = await control.get(`/models/${model}`, modelStateSchema);
  refuseWhileRestoring(model, state);
  const candidate = candidateOf(state);
  if (candidate !== undefined && !choice.champion) {
    progress.step(`Version ${candidate} is the candidate of the rollout in progress: it is taken back.`);
    return candidate;
  }
  const champion = championOf(state)?.version;
  if (champion === undefined) {
    const none = choice.champion ? 'no champion' : 'no candidate and no champion';
    throw new CommandError(`the model ${model} has ${none}: there is nothing to roll back`);
  }
  refuseAfterRollback(model, state, champion);
  const why = candidate === undefined ? 'No candidate is being rolled out. ' : '';
  progress.step(`${why}Version ${champion} is the champion: it is taken back.`);
  return champion;
}

export const variantOf = (state: ModelState, slot: string) =>
  state.trafficSplit?.variants.find((variant) => variant.slot === slot);

export const championOf = (state: ModelState) => state.aliases.find(({ alias }) => alias === 'champion');

/** The version that is being tried out; one that has no traffic yet is told by the rollout. */
function candidateOf(state: ModelState): number | undefined {
  const trying = state.rollout?.slot === 'candidate' ? state.rollout : variantOf(state, 'candidate');
  return trying?.version;
}

/** A champion was rolled back, and its traffic is not at the version that it went back to yet. */
function refuseWhileRestoring(model: string, state: ModelState): void {
  const champion = championOf(state)?.version;
  const serving = variantOf(state, 'champion')?.version;
  if (champion === undefined || (serving === champion && state.rollout?.slot !== 'champion')) return;
  const [candidate, serves] = [candidateOf(state), serving === undefined ? 'nobody' : `version ${serving}`];
  throw new CommandError(
    `the champion of ${model} was rolled back already, to version ${champion}; ${serves} serves until a rollout has brought ` +
      `the traffic to it ("mlops models" tells, "mlops rollout start" tries again). To take version ${champion} back too, ` +
      `say --version ${champion}${candidate === undefined ? '' : `; the candidate, --version ${candidate}`}`,
  );
}

/** Versions become champion in the order of their numbers, but for a rollback. */
function refuseAfterRollback(model: string, state: ModelState, champion: number): void {
  const before = championOf(state)?.history?.[0]?.version ?? 0;
  if (before < champion) return;
  throw new CommandError(
    `the champion of ${model} was rolled back already: version ${before} was taken back, and version ${champion} serves. ` +
      `To take version ${champion} back too, say --version ${champion}`,
  );
}
