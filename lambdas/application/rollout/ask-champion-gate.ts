import type { DeployedModelPolicy } from '../../../lib/contracts/index.js';
import { NotFound } from '../../domain/errors.js';
import { type GateFinding, unverified } from '../../domain/gates/gate-result.js';
import { gatesByPolicy } from '../../domain/gates/gates-by-policy.js';
import type { ModelVersion, PinnedScores } from '../../domain/registry/records.js';
import type { BeginRollout } from '../../domain/rollout/begin-rollout.js';
import { heedChampionGate, newChampionOf, scoresDiffer } from '../../domain/rollout/champion-at-rollout.js';
import type { RolloutState } from '../../domain/rollout/rollout-state.js';
import type { BeginStep } from '../../domain/rollout/take-lock.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import type { VersionScores } from '../documents/version-scores.js';
import { compareScores } from '../validation/gates/compare-scores.js';
import { readScores } from '../validation/version-scores.js';

export interface ComparisonDependencies {
  readonly registry: Pick<ModelRegistryStore, 'readVersion'>;
  readonly artifacts: Pick<ArtifactStore, 'readText'>;
}

export interface RolloutBegin {
  readonly policy: DeployedModelPolicy;
  readonly state: RolloutState;
  readonly step: BeginStep;
}

/**
 * Asks the champion gate again where a version would be tried out that was validated against another champion than the
 * one of now, on the scores that validation kept of both. Where these don't allow it the rollout goes on, and says so.
 */
export async function askChampionGate(
  { registry, artifacts }: ComparisonDependencies,
  { policy, state, step }: RolloutBegin,
  begun: BeginRollout,
): Promise<BeginRollout> {
  const { model, version } = state;
  if (begun.action !== 'deploy' || begun.change === undefined || version === undefined) return begun;
  const number = newChampionOf(state);
  const champion = number === undefined ? undefined : await registry.readVersion(model, number);
  if (champion === undefined) return begun;
  const [finding] = gatesByPolicy([await compare(artifacts, policy, version, champion)], policy.gates);
  return finding === undefined ? begun : heedChampionGate(begun, finding, version, step);
}

async function compare(
  artifacts: ComparisonDependencies['artifacts'],
  policy: DeployedModelPolicy,
  version: ModelVersion,
  champion: ModelVersion,
): Promise<GateFinding> {
  const notCompared = (why: string): GateFinding =>
    unverified('champion', `not compared with the champion, version ${champion.version}: ${why}`);
  const differ = scoresDiffer(version, champion);
  if (differ !== undefined) return notCompared(differ);
  const [ours, theirs] = await Promise.all([version, champion].map((of) => keptScores(artifacts, of.scores)));
  if (ours === undefined || theirs === undefined) return notCompared('the scores that validation kept are gone');
  const sameRows =
    ours.positions.length === theirs.positions.length &&
    ours.positions.every((position, index) => position === theirs.positions[index]);
  if (!sameRows) return notCompared('they were scored on other rows of the evaluation set');
  return compareScores(policy, champion.version, ours.rows, theirs.rows);
}

/** Undefined when the object is gone; another content than the registry names is an error. */
async function keptScores(
  artifacts: ComparisonDependencies['artifacts'],
  scores: PinnedScores | undefined,
): Promise<VersionScores | undefined> {
  if (scores === undefined) return undefined;
  try {
    return await readScores(artifacts, scores);
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}
