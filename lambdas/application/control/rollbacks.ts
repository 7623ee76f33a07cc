import * as z from 'zod';
import { PreconditionFailed } from '../../domain/errors.js';
import { CHAMPION } from '../../domain/registry/champion.js';
import type { ModelVersion } from '../../domain/registry/records.js';
import { rollBackCandidate } from '../../domain/rollout/roll-back-candidate.js';
import { rollBackChampion } from '../../domain/rollout/roll-back-champion.js';
import { candidateOf, type RolloutState } from '../../domain/rollout/rollout-state.js';
import { changeRegistry, type Decision } from '../change-registry.js';
import { reasonSchema } from '../documents/reason.js';
import { readFormerChampions, readRolloutState } from '../rollout/read-rollout-state.js';
import type { ControlPorts } from './control-ports.js';
import { noSuchVersion } from './models.js';

/** The body of `POST /models/{model}/rollbacks`. */
export const rollBackBodySchema = z.strictObject({
  /** The version to take back. */
  version: z.int().min(1),
  /** The version to go back to. Default the newest former champion that is Deployed. */
  to: z.int().min(1).optional(),
  reason: reasonSchema,
});

type Wish = z.infer<typeof rollBackBodySchema> & { readonly by: string; readonly at: string };
type Known = RolloutState & { readonly version: ModelVersion };

export interface RollbackAnswer {
  /** What the version was when it was taken back. */
  readonly action: 'candidate' | 'champion';
  readonly version: number;
  /** The version that is to serve; null where the first candidate of all is taken back. */
  readonly to: number | null;
  readonly message: string;
}

/**
 * Takes a version back in the caller's name: the candidate of the rollout in progress, or the champion. Of one that was
 * taken back before it answers as the first time. Throws PreconditionFailed, naming champion and candidate, for others.
 */
export async function rollBack(
  { registry, policies, clock }: ControlPorts,
  actor: string,
  model: string,
  body: z.infer<typeof rollBackBodySchema>,
): Promise<RollbackAnswer> {
  await policies.read(model);
  return changeRegistry(registry, model, async () => {
    const state = await readRolloutState(registry, model, body.version);
    const { version } = state;
    if (version === undefined) throw await noSuchVersion(registry, model, body.version);
    const known = { ...state, version };
    const wish = { ...body, by: actor, at: clock.now().toISOString() };
    if (candidateOf(state)?.version === body.version) return takeCandidateBack(known, wish);
    if (state.champion?.version === body.version) {
      const { to, change } = rollBackChampion(known, await readFormerChampions(registry, state), wish);
      return { change, result: championAnswer(known, to) };
    }
    if (version.status === 'RolledBack') return { result: answerOfBefore(known) };
    throw neither(known);
  });
}

function takeCandidateBack(state: Known, { to, reason, by, at }: Wish): Decision<RollbackAnswer> {
  const champion = state.champion?.version;
  if (to !== undefined && to !== champion) {
    throw new PreconditionFailed(
      `Version ${state.version.version} is a candidate: its traffic goes back to ` +
        `${champion === undefined ? 'nobody, as there is no champion yet' : `the champion, version ${champion}`}, ` +
        `not to version ${to}. Leave "to" out.`,
    );
  }
  const change = rollBackCandidate(state.lock, { reason, by, at });
  return { result: candidateAnswer(state, champion), change };
}

function candidateAnswer({ version: { version } }: Known, champion: number | undefined): RollbackAnswer {
  const message = `The rollback of candidate ${version} is asked for: ${
    champion === undefined ? 'nobody serves after it' : `version ${champion} gets all traffic`
  }.`;
  return { action: 'candidate', version, to: champion ?? null, message };
}

function championAnswer(state: Known, to: number): RollbackAnswer {
  const {
    model,
    version: { version },
  } = state;
  const candidate = candidateOf(state)?.version;
  const makesWay =
    candidate === undefined
      ? ''
      : ` The rollout of version ${candidate} makes way; ask for it again with ` +
        `"mlops rollout start --model ${model} --version ${candidate}".`;
  const message = `Version ${to} is the champion: a rollout brings the traffic of version ${version} to it.${makesWay}`;
  return { action: 'champion', version, to, message };
}

/** What took its traffic: the version that followed it as champion in the moment of its rollback, or the champion. */
function answerOfBefore(state: Known): RollbackAnswer {
  const { champion, version } = state;
  const terms = champion?.history ?? [];
  const ended = terms.findIndex((term) => term.version === version.version && term.until === version.statusChangedAt);
  const next = ended <= 0 ? champion?.version : terms[ended - 1]?.version;
  return ended < 0 || next === undefined ? candidateAnswer(state, champion?.version) : championAnswer(state, next);
}

function neither(state: Known): PreconditionFailed {
  const { version, champion } = state;
  const candidate = candidateOf(state);
  return new PreconditionFailed(
    `Version ${version.version} of model ${version.model} is ${version.status}, and neither ${CHAMPION} nor candidate: ` +
      `${champion === undefined ? 'there is no champion' : `champion is version ${champion.version}`}, ` +
      `${candidate === undefined ? 'no candidate is being rolled out' : `candidate is version ${candidate.version}`}. ` +
      'Name one of them.',
    { details: { champion: champion?.version, candidate: candidate?.version } },
  );
}
