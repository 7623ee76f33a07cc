import { Token } from 'aws-cdk-lib';
import { MODEL_NAME, type ModelPolicy } from '../contracts';
import { COLUMN, checkGateRules, type Expect, gateRulesOf, isColumn } from './gate-rules';
import { type ModelProps, RolloutStrategy } from './model-props';

const INSTANCE = /^ml\.[a-z0-9]+\.[a-z0-9]+$/;
const ROLE = /^[\w+=,.@-]{1,64}\*?$/;
const MAXIMUM_BAKE_SECONDS = 86_400;

/** The policy that handlers read, from a model's properties and their defaults. Throws every problem at once. */
export function modelPolicyOf(props: ModelProps): ModelPolicy {
  const strategy = props.rollout?.strategy ?? RolloutStrategy.CANARY;
  const policy: ModelPolicy = {
    schemaVersion: 1,
    model: props.name,
    task: props.task,
    dataset: {
      target: props.dataset.target,
      time: props.dataset.time,
      exclude: props.dataset.exclude ?? [],
      positiveLabel: props.dataset.positiveLabel,
      minimumRows: props.dataset.minimumRows ?? 100,
    },
    evaluation: { share: props.evaluation?.share ?? 0.2, seed: props.evaluation?.seed ?? 1 },
    gates: gateRulesOf(props.gates),
    approval: approvalOf(props.approval),
    retirement: props.retirement,
    card: props.card,
    serving: {
      memorySizeInMb: props.serving?.memorySizeInMb ?? 2048,
      maxConcurrency: props.serving?.maxConcurrency ?? 5,
    },
    rollout: {
      strategy,
      canaryTrafficPercent:
        props.rollout?.canaryTrafficPercent ?? (strategy === RolloutStrategy.ALL_AT_ONCE ? 100 : 10),
      bakeSeconds: props.rollout?.bake?.toSeconds() ?? 300,
    },
    training: {
      instanceType: props.training?.instanceType ?? 'ml.m5.large',
      volumeSizeInGb: props.training?.volumeSizeInGb ?? 30,
      maxRuntimeSeconds: props.training?.maxRuntime?.toSeconds() ?? 3600,
      hyperparameters: props.training?.hyperparameters ?? {},
    },
    retraining: {
      onDrift: props.retraining?.onDrift ?? true,
      cooldownSeconds: props.retraining?.cooldown?.toSeconds() ?? 86_400,
    },
  };
  const problems = problemsOf(policy);
  if (problems.length > 0) {
    throw new Error(`Model ${JSON.stringify(props.name)}: ${problems.join('; ')}.`);
  }
  return policy;
}

function approvalOf(approval: ModelProps['approval']): ModelPolicy['approval'] {
  if (approval === undefined || approval.isAutomatic) return 'automatic';
  return { role: approval.role, quorum: approval.quorum, expirySeconds: approval.expiry.toSeconds() };
}

function problemsOf(policy: ModelPolicy): string[] {
  const problems: string[] = [];
  const expect: Expect = (holds, what, found, allowed) => {
    if (!holds) {
      problems.push(`${what} is ${JSON.stringify(found)}, expected ${allowed}`);
    }
  };
  const { dataset, evaluation, gates, serving, rollout, training, retraining } = policy;
  const positive = (n: number): boolean => Number.isSafeInteger(n) && n > 0;
  expect(
    !Token.isUnresolved(policy.model) && MODEL_NAME.pattern.test(policy.model),
    'name',
    policy.model,
    '1 to 32 of a-z, 0-9 and inner hyphens, known at synthesis',
  );
  const columns = [['dataset.target', dataset.target] as const, ['dataset.time', dataset.time] as const];
  for (const [what, name] of [...columns, ...dataset.exclude.map((name) => ['dataset.exclude', name] as const)]) {
    expect(name === undefined || isColumn(name), what, name, COLUMN);
  }
  expect(positive(dataset.minimumRows), 'dataset.minimumRows', dataset.minimumRows, 'a whole number above 0');
  expect(evaluation.share > 0 && evaluation.share < 1, 'evaluation.share', evaluation.share, 'above 0 and below 1');
  expect(Number.isSafeInteger(evaluation.seed), 'evaluation.seed', evaluation.seed, 'a whole number');
  checkGateRules(gates, expect);
  const ordered = gates.data?.timeOrder === true;
  expect(!ordered || dataset.time !== undefined, 'gates.data.timeOrder', ordered, 'a dataset.time as well, or false');
  if (policy.approval !== 'automatic') {
    const { role, quorum, expirySeconds } = policy.approval;
    expect(
      role === undefined || ROLE.test(role),
      'approval.role',
      role,
      "an IAM role's name, with * at its end for any",
    );
    expect(positive(quorum) && quorum <= 10, 'approval.quorum', quorum, 'a whole number from 1 to 10');
    expect(
      positive(expirySeconds) && expirySeconds <= 31_449_600,
      'approval.expiry (seconds)',
      expirySeconds,
      'above 0, up to 364 days',
    );
  }
  const { maximumAgeDays, inactiveDays, supersededVersions } = policy.retirement ?? {};
  for (const [name, days] of Object.entries({ maximumAgeDays, inactiveDays })) {
    expect(
      days === undefined || (positive(days) && days <= 36_500),
      `retirement.${name}`,
      days,
      'a whole number from 1 to 36500',
    );
  }
  expect(
    supersededVersions === undefined || (positive(supersededVersions) && supersededVersions <= 10),
    'retirement.supersededVersions',
    supersededVersions,
    'a whole number from 1 to 10',
  );
  for (const [name, limit] of [['purpose', 1000] as const, ['limitations', 1000] as const, ['owner', 200] as const]) {
    const length = policy.card?.[name]?.length ?? 0;
    expect(length <= limit, `card.${name} (characters)`, length, `at most ${limit}`);
  }
  expect(
    [1024, 2048, 3072, 4096, 5120, 6144].includes(serving.memorySizeInMb),
    'serving.memorySizeInMb',
    serving.memorySizeInMb,
    '1024, 2048, 3072, 4096, 5120 or 6144',
  );
  expect(
    positive(serving.maxConcurrency) && serving.maxConcurrency <= 200,
    'serving.maxConcurrency',
    serving.maxConcurrency,
    'a whole number from 1 to 200',
  );
  const percent = rollout.canaryTrafficPercent;
  expect(
    rollout.strategy === 'canary' ? percent > 0 && percent <= 100 : percent === 100,
    'rollout.canaryTrafficPercent',
    percent,
    rollout.strategy === 'canary' ? 'above 0, up to 100' : '100 when all at once',
  );
  expect(
    positive(rollout.bakeSeconds) && rollout.bakeSeconds <= MAXIMUM_BAKE_SECONDS,
    'rollout.bake (seconds)',
    rollout.bakeSeconds,
    `a whole number from 1 to ${MAXIMUM_BAKE_SECONDS}`,
  );
  expect(INSTANCE.test(training.instanceType), 'training.instanceType', training.instanceType, 'ml.<type>.<size>');
  expect(
    positive(training.volumeSizeInGb),
    'training.volumeSizeInGb',
    training.volumeSizeInGb,
    'a whole number above 0',
  );
  expect(
    positive(training.maxRuntimeSeconds) && training.maxRuntimeSeconds <= 432_000,
    'training.maxRuntime (seconds)',
    training.maxRuntimeSeconds,
    'above 0, up to 5 days',
  );
  expect(
    Number.isSafeInteger(retraining.cooldownSeconds) && retraining.cooldownSeconds >= 0,
    'retraining.cooldown (seconds)',
    retraining.cooldownSeconds,
    'a whole number, 0 or more',
  );
  return problems;
}
