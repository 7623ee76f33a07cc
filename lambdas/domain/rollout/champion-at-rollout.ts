import type { GateFinding } from '../gates/gate-result.js';
import type { ModelVersion } from '../registry/records.js';
import type { BeginRollout } from './begin-rollout.js';
import type { RolloutState } from './rollout-state.js';
import type { BeginStep } from './take-lock.js';

/**
 * The champion of now, when it is another one than the champion gate compared this version with. Of a version that an
 * abandoned rollout left it is not asked again: while that had the lock, no other was promoted.
 */
export function newChampionOf({ version, champion }: Pick<RolloutState, 'version' | 'champion'>): number | undefined {
  if (version?.status !== 'Approved' || champion === undefined) return undefined;
  const { numbers } = version.gates.find(({ gate }) => gate === 'champion') ?? {};
  return numbers?.championVersion === champion.version ? undefined : champion.version;
}

/** Why the scores of two versions can't be compared row by row; undefined when they can. */
export function scoresDiffer(
  ours: Pick<ModelVersion, 'version' | 'scores'>,
  theirs: Pick<ModelVersion, 'version' | 'scores'>,
): string | undefined {
  const lacking = [ours, theirs].find(({ scores }) => scores === undefined);
  if (lacking !== undefined) return `validation kept no scores of version ${lacking.version}`;
  const [first, second] = [ours.scores?.evaluationSet, theirs.scores?.evaluationSet];
  if (first?.number === second?.number && first?.sha256 === second?.sha256) return undefined;
  return (
    `version ${ours.version} was scored on evaluation set ${first?.number}, ` +
    `version ${theirs.version} on ${first?.number === second?.number ? 'another content of it' : second?.number}`
  );
}

/**
 * The begin of a rollout with what the champion gate says of the champion of now: what fails it is declined, and stays
 * Approved. Declined again for the same reason it is not written again.
 */
export function heedChampionGate(
  begun: BeginRollout,
  finding: GateFinding,
  version: ModelVersion,
  { rolloutId, at }: Pick<BeginStep, 'rolloutId' | 'at'>,
): BeginRollout {
  if (begun.action !== 'deploy' || begun.change === undefined) return begun;
  const { verdict, advisory, reason: found } = finding;
  if (verdict !== 'failed' || advisory === true) {
    const { evidence } = begun.change;
    return {
      ...begun,
      change: { ...begun.change, evidence: { ...evidence, championGate: { verdict, reason: found } } },
    };
  }
  const reason = `rollout declined by the champion gate: ${found}`;
  if (version.reasons.length === 1 && version.reasons[0] === reason) return { action: 'skip', reason };
  const change = {
    action: 'RolloutDeclined',
    actor: 'pipeline:begin-rollout',
    at,
    version: version.version,
    evidence: { rolloutId, reason, champion: finding.numbers.championVersion },
    puts: [{ ...version, reasons: [reason] }],
  } as const;
  return { action: 'skip', reason, change };
}
