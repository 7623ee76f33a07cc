import { type BakeVerdict, judgeBake } from '../../domain/rollout/judge-bake.js';
import type { AlarmReader } from '../../ports/alarm-reader.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelPolicyStore } from '../../ports/model-policy-store.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import type { RolloutInput } from './begin-rollout.js';

export interface CheckBakeInput extends RolloutInput {
  /** ISO 8601. */
  readonly bakeStartedAt: string;
  readonly bakeSeconds: number;
}

export interface CheckBakeDependencies {
  readonly registry: ModelRegistryStore;
  readonly policies: ModelPolicyStore;
  readonly alarms: AlarmReader;
  readonly clock: Clock;
}

/** How the bake stands: by the rollback alarms of the model's policy, and by what people or the responder asked for. */
export async function checkBake(deps: CheckBakeDependencies, input: CheckBakeInput): Promise<BakeVerdict> {
  const { model, rolloutId, bakeStartedAt, bakeSeconds } = input;
  const { rollbackAlarmNames } = (await deps.policies.read(model)).resources;
  const [lock, alarms] = await Promise.all([
    deps.registry.readRolloutLock(model),
    deps.alarms.read(rollbackAlarmNames),
  ]);
  const bake = { rolloutId, startedAt: new Date(bakeStartedAt), seconds: bakeSeconds };
  return judgeBake(bake, lock, rollbackAlarmNames, alarms, deps.clock.now());
}
