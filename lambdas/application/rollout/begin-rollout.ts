import { errorNames } from '../../../lib/contracts/index.js';
import { Conflict, PreconditionFailed } from '../../domain/errors.js';
import type { VersionContents } from '../../domain/registry/records.js';
import { type BeginRollout, beginRollout } from '../../domain/rollout/begin-rollout.js';
import { candidateWeight } from '../../domain/rollout/shift-traffic.js';
import { DEFAULT_SUPERSEDED_VERSIONS } from '../../domain/rollout/succession.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { Clock } from '../../ports/clock.js';
import type { EndpointControl } from '../../ports/endpoint-control.js';
import type { ModelPolicyStore } from '../../ports/model-policy-store.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { changeRegistry } from '../change-registry.js';
import { askChampionGate } from './ask-champion-gate.js';
import { readRolloutState } from './read-rollout-state.js';

export interface RolloutInput {
  readonly model: string;
  readonly version: number;
  readonly rolloutId: string;
}

export interface BeginRolloutInput extends RolloutInput {
  /** Seconds between two looks at a bake. Default a fifth of the bake, 1 to 30. */
  readonly checkSeconds?: number;
}

export interface RolloutPlan extends RolloutInput {
  /** `deploy`: try the version out. `restore`: it is the champion, and gets the traffic after its smoke test. */
  readonly action: 'deploy' | 'restore' | 'skip';
  /** Whether the endpoint is there already. */
  readonly endpointKept: boolean;
  readonly reason: string;
  /** The three SageMaker resources of a rollout share one name. */
  readonly names: { readonly endpoint: string; readonly endpointConfig: string; readonly model: string };
  readonly image: string;
  readonly modelDataUrl: string;
  readonly serving: { readonly memorySizeInMb: number; readonly maxConcurrency: number };
  readonly candidateWeight: number;
  readonly bakeSeconds: number;
  readonly checkSeconds: number;
  readonly drainSeconds: number;
  /** Former champions that stay Deployed when this version is promoted. */
  readonly supersededVersions: number;
}

export interface BeginRolloutDependencies {
  readonly registry: ModelRegistryStore;
  readonly artifacts: ArtifactStore;
  readonly policies: ModelPolicyStore;
  readonly endpoints: Pick<EndpointControl, 'isInService'>;
  readonly clock: Clock;
  readonly servingImage: string;
  readonly resourceNamePrefix: string;
}

/** Seconds that gateways may still send to an endpoint that has left the split: their caches, and a running request. */
export const DRAIN_SECONDS = 40;

/** Looks at a bake, at most: each is nine events, and an execution may have 25,000 in all. */
const MAXIMUM_LOOKS = 1_000;

/** Seconds from one look to the next. */
export const secondsBetweenLooks = (bakeSeconds: number, given?: number): number =>
  Math.max(given ?? Math.min(30, Math.floor(bakeSeconds / 5)), Math.ceil(bakeSeconds / MAXIMUM_LOOKS), 1);

/** `<prefix>-<model>-v<version>-<8 of the rollout id>`, 63 characters at most: a long model's name is cut. */
export function endpointName(prefix: string, { model, version, rolloutId }: RolloutInput): string {
  const rest = `-v${version}-${rolloutId.replace(/[^A-Za-z0-9]/g, '').slice(0, 8)}`;
  const room = 63 - prefix.length - 1 - rest.length;
  return `${prefix}-${model.slice(0, room).replace(/-+$/, '')}${rest}`;
}

/**
 * Takes the model's rollout lock and says what to deploy; throws RolloutInProgress while another rollout has it. A version
 * that is worse than a champion that it was never compared with is declined.
 */
export async function beginRolloutOf(deps: BeginRolloutDependencies, input: BeginRolloutInput): Promise<RolloutPlan> {
  const { registry, artifacts, policies, endpoints, clock } = deps;
  const { model, version, rolloutId } = input;
  const policy = await policies.read(model);
  const { bakeSeconds, canaryTrafficPercent } = policy.rollout;
  const { begun, champion, contents } = await changeRegistry(registry, model, async () => {
    const state = await readRolloutState(registry, model, version);
    const holder = state.lock?.state === 'held' && state.lock.version !== version ? state.lock.version : undefined;
    const abandoned = holder === undefined ? undefined : await registry.readVersion(model, holder);
    const at = clock.now().toISOString();
    const name = endpointName(deps.resourceNamePrefix, input);
    const kept = state.version?.status === 'Deployed' ? state.version.endpointName : undefined;
    const endpointInService = kept !== undefined && (await endpoints.isInService(kept));
    const step = { version, rolloutId, at, endpointName: name, bakeSeconds, endpointInService };
    const begun = await askChampionGate(deps, { policy, state, step }, beginRollout(state, step, abandoned));
    const contents = state.version?.contents;
    const change = 'change' in begun ? begun.change : undefined;
    if (change !== undefined && begun.action !== 'skip') await checkArtifact(artifacts, input, contents);
    return { result: { begun, champion: state.champion, contents }, change };
  });
  if (begun.action === 'wait') {
    throw new Conflict(`Model ${model} is being rolled out: ${begun.reason}`, { name: errorNames.rolloutInProgress });
  }
  const name = begun.action === 'skip' ? '' : begun.endpointName;
  return {
    model,
    version,
    rolloutId,
    action: begun.action,
    endpointKept: begun.action === 'restore' && begun.endpointKept,
    reason: reasonOf(begun),
    names: { endpoint: name, endpointConfig: name, model: name },
    image: deps.servingImage,
    modelDataUrl: contents === undefined ? '' : `s3://${artifacts.bucket}/${contents.artifact.key}`,
    serving: policy.serving,
    candidateWeight: candidateWeight(champion, canaryTrafficPercent),
    bakeSeconds,
    checkSeconds: secondsBetweenLooks(bakeSeconds, input.checkSeconds),
    drainSeconds: DRAIN_SECONDS,
    supersededVersions: policy.retirement?.supersededVersions ?? DEFAULT_SUPERSEDED_VERSIONS,
  };
}

const REASONS = { deploy: 'approved', restore: 'wanted as champion' } as const;

const reasonOf = (begun: BeginRollout): string => ('reason' in begun ? begun.reason : REASONS[begun.action]);

/** SageMaker takes no version of an object: what it would load has to be what the gates looked at. */
async function checkArtifact(
  artifacts: ArtifactStore,
  { model, version }: RolloutInput,
  contents: VersionContents | undefined,
): Promise<void> {
  const artifact = contents?.artifact;
  const current = artifact === undefined ? undefined : await artifacts.head(artifact.key);
  if (current !== undefined && current.versionId === artifact?.versionId) return;
  if (current?.sha256 !== undefined && current.sha256 === artifact?.sha256) return;
  throw new PreconditionFailed(
    `The artifact of version ${version} of model ${model} was overwritten after its registration: ` +
      `object ${artifact?.key} is version ${current?.versionId} with SHA-256 ${current?.sha256 ?? 'not known'}, ` +
      `expected ${artifact?.versionId} with ${artifact?.sha256}. Submit it again.`,
  );
}
