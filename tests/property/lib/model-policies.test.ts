import { Duration } from 'aws-cdk-lib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deployedModelPolicySchema } from '../../../lambdas/application/documents/model-policy.js';
import { modelPolicyOf } from '../../../lib/governance/model-policy-document.js';
import { Gate, type ModelProps, ModelTask, RolloutStrategy } from '../../../lib/index.js';

const RESOURCES = { captureStreamName: 'c', monitorStateMachineArn: 'arn:m', rollbackAlarmNames: ['a'] };

const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const text = fc.oneof(
  fc.constantFrom('', 'churned', 'ml.m5.large', 'ml.x', 'ml.m5.large.x', 'Ml.m5.large'),
  fc.string(),
);
const number = fc.oneof(fc.constantFrom(0, -1, 0.5, 1, 100, 1024, 2048, 1e300, Number.NaN, Infinity), fc.double());
const duration = fc.oneof(
  fc.constantFrom(Duration.seconds(0), Duration.minutes(5), Duration.days(1), Duration.days(2), Duration.days(400)),
  fc.nat(200_000).map((seconds) => Duration.seconds(seconds)),
);
const bounds = fc.record({ minimum: optional(number), maximum: optional(number) });
const gates = fc.subarray(Object.values(Gate));
const part = <T extends object>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) => optional(fc.record(shape));

/** Each part sensible, absent, or whatever the types allow. */
const anyProps = fc.record({
  name: fc.oneof(fc.constantFrom('churn', 'a-1', 'Churn', '-a', 'a'.repeat(33)), fc.string()),
  task: fc.constantFrom(...Object.values(ModelTask)),
  dataset: fc.record({
    target: text,
    time: optional(text),
    exclude: optional(fc.array(text, { maxLength: 3 })),
    positiveLabel: optional(text),
    minimumRows: optional(number),
  }),
  evaluation: part({ share: optional(number), seed: optional(number) }),
  gates: part({
    metrics: optional(fc.dictionary(text, bounds, { maxKeys: 2 })),
    championMargin: optional(number),
    predictionTolerance: optional(number),
    advisory: optional(gates),
    allowUnverified: optional(gates),
    pickleAllowList: optional(
      fc.array(fc.oneof(fc.constantFrom('a.b', 'a.b.*', 'a', '*.b', 'a b.c'), text), { maxLength: 2 }),
    ),
    data: part({ leakage: optional(number), timeOrder: optional(fc.boolean()) }),
    segments: part({
      columns: optional(fc.array(text, { maxLength: 3 })),
      metrics: optional(fc.dictionary(text, bounds, { maxKeys: 2 })),
      minimumRows: optional(number),
      search: optional(fc.boolean()),
    }),
    bias: part({
      facets: fc.array(fc.record({ column: text, value: optional(text), above: optional(number) }), { maxLength: 6 }),
      metrics: fc.dictionary(fc.oneof(fc.constantFrom('DPPL', 'DI'), text), bounds, { maxKeys: 2 }),
      group: optional(text),
      positiveAbove: optional(number),
    }),
  }),
  serving: part({ memorySizeInMb: optional(number), maxConcurrency: optional(number) }),
  rollout: part({
    strategy: optional(fc.constantFrom(...Object.values(RolloutStrategy))),
    canaryTrafficPercent: optional(number),
    bake: optional(duration),
  }),
  training: part({
    instanceType: optional(text),
    volumeSizeInGb: optional(number),
    maxRuntime: optional(duration),
    hyperparameters: optional(fc.dictionary(text, text, { maxKeys: 2 })),
  }),
  retraining: part({ onDrift: optional(fc.boolean()), cooldown: optional(duration) }),
});

const VALID: ModelProps = { name: 'churn', task: ModelTask.CLASSIFICATION, dataset: { target: 'churned' } };

/** Whether synthesis accepts it; what it accepts, the handlers parse. */
function accepted(props: ModelProps): boolean {
  let policy: unknown;
  try {
    policy = modelPolicyOf(props);
  } catch (error) {
    expect(String(error)).toContain('expected');
    return false;
  }
  const stored: unknown = JSON.parse(JSON.stringify({ ...(policy as object), resources: RESOURCES }));
  expect(deployedModelPolicySchema.safeParse(stored).error?.issues ?? []).toEqual([]);
  return true;
}

describe('a policy that synthesis accepts', () => {
  it('is one that handlers parse, whatever the properties', () => {
    fc.assert(
      fc.property(anyProps, (props) => {
        accepted(props as ModelProps);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(Object.keys(anyPart({})))('is one that handlers parse, whatever is said of %s', (key) => {
    let taken = 0;
    fc.assert(
      fc.property(anyProps, (props) => {
        taken += accepted({ ...VALID, [key]: anyPart(props)[key] }) ? 1 : 0;
      }),
      { numRuns: 500 },
    );
    expect(taken).toBeGreaterThan(10);
    expect(taken).toBeLessThan(500);
  });
});

function anyPart(props: object): Record<string, unknown> {
  const { dataset, evaluation, gates, serving, rollout, training } = props as Partial<ModelProps>;
  return { dataset, evaluation, gates, serving, rollout, training };
}
