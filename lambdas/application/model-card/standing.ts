import type { ModelVersion, TrafficSplit, VersionStatus } from '../../domain/registry/records.js';
import type { ModelCard } from '../documents/model-card.js';
import { championTerms } from './releases.js';

const WORDS: Readonly<Record<VersionStatus, string>> = {
  PendingValidation: 'Its gates have not decided yet; it serves nobody.',
  Validated: 'It passed its gates and waits for approval; it serves nobody.',
  Rejected: 'It was rejected and serves nobody.',
  Approved: 'It is approved and not rolled out; it serves nobody.',
  Expired: 'Nobody approved it in time; it serves nobody.',
  Deploying: 'Its rollout is on the way; it serves nobody yet.',
  Deployed: 'It is deployed and serves nobody.',
  RolledBack: 'It was rolled back and serves nobody.',
  Retired: 'It is retired and serves nobody.',
};

/** Its share of the requests by the traffic split. */
export function servingOf(version: number, split: TrafficSplit | undefined): ModelCard['serving'] {
  const variant = split?.variants.find((candidate) => candidate.version === version && candidate.weight > 0);
  return variant === undefined ? null : { slot: variant.slot, trafficPercent: variant.weight };
}

/** How the version stands, in a sentence. */
export function standingOf(
  { status }: Pick<ModelVersion, 'status'>,
  serving: ModelCard['serving'],
  releases: ModelCard['releases'],
): string {
  const [term] = championTerms(releases);
  if (serving !== null) {
    const since = term !== undefined && term.until === null ? ` since ${day(term.since)}` : '';
    return `It serves as ${serving.slot}, ${serving.trafficPercent} % of the requests${since}.`;
  }
  if (term === undefined) return WORDS[status];
  if (term.until === null) return 'It is the champion, and the traffic split sends it nothing.';
  return `${WORDS[status]} It was the champion until ${day(term.until)}.`;
}

const day = (iso: string): string => iso.slice(0, 10);
