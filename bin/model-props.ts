import { Duration } from 'aws-cdk-lib';
import type { ModelConfig } from '../config/schema.js';
import {
  ApprovalPolicy,
  type DriftThresholds,
  Gate,
  type GateProps,
  type ModelProps,
  ModelTask,
  RolloutStrategy,
} from '../lib/index.js';

const TASKS = { classification: ModelTask.CLASSIFICATION, regression: ModelTask.REGRESSION };
const STRATEGIES = { canary: RolloutStrategy.CANARY, 'all-at-once': RolloutStrategy.ALL_AT_ONCE };

/** A configured model as the platform takes it; `schedules` says whether anything starts by the clock. */
export function modelPropsOf(config: ModelConfig, schedules: boolean): ModelProps {
  const { rollout, training, retraining, monitoring } = config;
  return {
    name: config.model,
    task: TASKS[config.task],
    dataset: config.dataset,
    evaluation: config.evaluation,
    gates: gatesOf(config.gates),
    approval: approvalOf(config.approval),
    retirement: config.retirement,
    card: config.card,
    serving: config.serving,
    rollout: {
      strategy: STRATEGIES[rollout.strategy],
      canaryTrafficPercent: rollout.canaryTrafficPercent,
      bake: Duration.seconds(rollout.bakeSeconds),
    },
    training: {
      instanceType: training.instanceType,
      volumeSizeInGb: training.volumeSizeInGb,
      maxRuntime: Duration.seconds(training.maxRuntimeSeconds),
      hyperparameters: training.hyperparameters,
    },
    retraining: {
      onDrift: retraining.onDrift,
      cooldown: Duration.seconds(retraining.cooldownSeconds),
      onSchedule: schedules,
    },
    monitoring: {
      scheduled: schedules,
      interval: Duration.minutes(monitoring.everyMinutes),
      thresholds: thresholdsOf(monitoring.thresholds),
    },
  };
}

const thresholdsOf = ({ labelsWithinHours, ...rest }: ModelConfig['monitoring']['thresholds']): DriftThresholds => ({
  ...rest,
  ...(labelsWithinHours !== undefined && { labelsWithin: Duration.hours(labelsWithinHours) }),
});

const GATES = new Map<string, Gate>(Object.values(Gate).map((gate) => [gate, gate]));
const named = (gates: readonly string[]): Gate[] => gates.flatMap((gate) => GATES.get(gate) ?? []);

function gatesOf({ advisory, allowUnverified, ...rules }: ModelConfig['gates']): GateProps {
  return {
    ...rules,
    ...(advisory && { advisory: named(advisory) }),
    ...(allowUnverified && { allowUnverified: named(allowUnverified) }),
  };
}

function approvalOf(config: ModelConfig['approval']): ApprovalPolicy {
  if (config === 'automatic') return ApprovalPolicy.automatic();
  return ApprovalPolicy.human({ ...config, expiry: Duration.seconds(config.expirySeconds) });
}
