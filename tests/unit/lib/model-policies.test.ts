import { Duration, Token } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { BIAS_METRIC_NAMES } from '../../../lambdas/domain/bias/metric-names.js';
import { BIAS_METRICS, GATE_NAMES } from '../../../lib/contracts/index.js';
import { Gate, ModelPolicies, type ModelProps, ModelTask, RolloutStrategy } from '../../../lib/index.js';
import { emptyStack, resourcesOf, synthesize } from '../../fixtures/synthesis.js';

const RESOURCES = {
  captureStreamName: 'capture',
  monitorStateMachineArn: 'arn:monitor',
  rollbackAlarmNames: ['alarm'],
};
const MODEL: ModelProps = { name: 'churn', task: ModelTask.CLASSIFICATION, dataset: { target: 'churned' } };

const policyOf = (props: Partial<ModelProps> = {}): Record<string, unknown> => {
  const { json } = synthesize((stack) =>
    new ModelPolicies(stack, 'Policies').addModel({ ...MODEL, ...props }, RESOURCES),
  );
  return JSON.parse(String(resourcesOf(json, 'AWS::SSM::Parameter')[0]?.[1].Properties.Value));
};
const adding = (props: Partial<ModelProps>) => () =>
  new ModelPolicies(emptyStack(), 'Policies').addModel({ ...MODEL, ...props }, RESOURCES);

describe('the policy of a model', () => {
  test('has the defaults of the field where nothing is said', () => {
    expect(policyOf()).toEqual({
      schemaVersion: 1,
      model: 'churn',
      task: 'classification',
      dataset: { target: 'churned', exclude: [], minimumRows: 100 },
      evaluation: { share: 0.2, seed: 1 },
      gates: { predictionTolerance: 0.001, metrics: {}, championMargin: 0.02 },
      approval: 'automatic',
      serving: { memorySizeInMb: 2048, maxConcurrency: 5 },
      rollout: { strategy: 'canary', canaryTrafficPercent: 10, bakeSeconds: 300 },
      training: { instanceType: 'ml.m5.large', volumeSizeInGb: 30, maxRuntimeSeconds: 3600, hyperparameters: {} },
      retraining: { onDrift: true, cooldownSeconds: 86_400 },
      resources: RESOURCES,
    });
  });

  test('keeps a zero, and does not take it for nothing', () => {
    expect(
      policyOf({
        gates: { championMargin: 0, predictionTolerance: 0, metrics: { accuracy: { minimum: 0 } } },
        evaluation: { seed: 0 },
        retraining: { cooldown: Duration.seconds(0), onDrift: false },
      }),
    ).toMatchObject({
      gates: { championMargin: 0, predictionTolerance: 0, metrics: { accuracy: { minimum: 0 } } },
      evaluation: { seed: 0 },
      retraining: { cooldownSeconds: 0, onDrift: false },
    });
  });

  test('holds every rule of the gates, as the handlers name it', () => {
    const bounds = { DPPL: { minimum: -0.1, maximum: 0.1 } };
    const rules = {
      predictionTolerance: 0,
      metrics: { f1: { minimum: 0.7 } },
      championMargin: 0,
      pickleAllowList: ['mypackage.features.*'],
      data: { leakage: 0.99, timeOrder: true },
      segments: { columns: ['region'], metrics: { f1: { minimum: 0.6 } }, minimumRows: 50, search: false },
      bias: {
        facets: [
          { column: 'sex', value: 'F' },
          { column: 'age', above: 60 },
        ],
        group: 'region',
        metrics: bounds,
      },
    };
    const dataset = { ...MODEL.dataset, time: 'day' };
    const gates = { ...rules, advisory: [Gate.BIAS], allowUnverified: [Gate.QUALITY] };
    expect(policyOf({ dataset, gates }).gates).toEqual({
      ...rules,
      advisory: ['bias'],
      allowUnverified: ['quality'],
    });
  });

  test('can name each gate', () => {
    expect(Object.values<string>(Gate)).toEqual(GATE_NAMES);
  });

  test('can bound each metric of bias that the gate measures', () => {
    expect(BIAS_METRICS).toEqual(BIAS_METRIC_NAMES);
  });

  test('sends all traffic at once when that is its strategy', () => {
    expect(policyOf({ rollout: { strategy: RolloutStrategy.ALL_AT_ONCE } })).toMatchObject({
      rollout: { strategy: 'all-at-once', canaryTrafficPercent: 100 },
    });
  });

  test('lies under a path that holds the name of the stack', () => {
    const path = (stack: string): string => new ModelPolicies(emptyStack(stack), 'Policies').parameterPrefix;
    expect(path('One')).toMatch(/^\/mlops\/One-Policies-[0-9A-F]{8}$/);
    expect(path('One')).not.toBe(path('Two'));
  });
});

describe('a model that makes no sense', () => {
  test.each<[string, Partial<ModelProps>, string]>([
    ['has a name with capitals', { name: 'Churn' }, 'name is "Churn", expected 1 to 32 of a-z, 0-9'],
    ['has a name that is too long', { name: 'a'.repeat(33) }, 'name is "'],
    ['has no target', { dataset: { target: '' } }, 'dataset.target is "", expected'],
    ['sets everything aside', { evaluation: { share: 1 } }, 'evaluation.share is 1, expected above 0 and below 1'],
    ['asks for memory that there is not', { serving: { memorySizeInMb: 2000 } }, 'serving.memorySizeInMb is 2000'],
    ['has a canary without traffic', { rollout: { canaryTrafficPercent: 0 } }, 'rollout.canaryTrafficPercent is 0'],
    ['has bounds the wrong way', { gates: { metrics: { f1: { minimum: 1, maximum: 0 } } } }, 'gates.metrics.f1 is'],
    ['has bounds that bind nothing', { gates: { metrics: { f1: {} } } }, 'gates.metrics.f1 is'],
    [
      'lets a gate only report that always decides',
      { gates: { advisory: [Gate.INTEGRITY] } },
      'gates.advisory is ["integrity"]',
    ],
    [
      'passes what was not opened',
      { gates: { allowUnverified: [Gate.INTEGRITY] } },
      'gates.allowUnverified is ["integrity"]',
    ],
    [
      'lets pickles import what has no module',
      { gates: { pickleAllowList: ['eval'] } },
      'gates.pickleAllowList is ["eval"]',
    ],
    [
      'lets pickles import all of a package that can run code',
      { gates: { pickleAllowList: ['churn.*', 'torch.*'] } },
      'gates.pickleAllowList is ["torch.*"], expected module.name, or module.* for any name: "torch.*" allows all of a package',
    ],
    [
      'asks for an order of time without a column of time',
      { gates: { data: { timeOrder: true } } },
      'gates.data.timeOrder is true, expected a dataset.time as well, or false',
    ],
    ['finds nothing a leak', { gates: { data: { leakage: 0 } } }, 'gates.data.leakage is 0, expected above 0, up to 1'],
    [
      'has segments of a part of a row',
      { gates: { segments: { minimumRows: 0.5 } } },
      'gates.segments.minimumRows is 0.5',
    ],
    ['has a segment without a name', { gates: { segments: { columns: [''] } } }, 'gates.segments.columns is ""'],
    [
      'bounds a segment the wrong way',
      { gates: { segments: { metrics: { f1: {} } } } },
      'gates.segments.metrics.f1 is',
    ],
    [
      'has no facet to be fair to',
      { gates: { bias: { facets: [], metrics: {} } } },
      'gates.bias.facets (entries) is 0, expected 1 to 5',
    ],
    [
      'has six facets',
      { gates: { bias: { facets: Array(6).fill({ column: 'a', value: 'b' }), metrics: {} } } },
      'gates.bias.facets (entries) is 6',
    ],
    [
      'bounds a bias that nobody measures',
      { gates: { bias: { facets: [{ column: 'a', value: 'b' }], metrics: { DPLL: { maximum: 1 } } } } },
      'gates.bias.metrics is "DPLL", expected one of CI, DPL,',
    ],
    [
      'has a facet of a value above a number',
      { gates: { bias: { facets: [{ column: 'age', value: '60', above: 60 }], metrics: {} } } },
      'gates.bias.facets is {"column":"age","value":"60","above":60}, expected either a value, or a number to be above',
    ],
    ['bakes for no time', { rollout: { bake: Duration.seconds(0) } }, 'rollout.bake (seconds) is 0'],
    ['bakes for longer than a day', { rollout: { bake: Duration.hours(25) } }, 'rollout.bake (seconds) is 90000'],
    ['leaves a column without a name out', { dataset: { target: 'y', exclude: [''] } }, 'dataset.exclude is ""'],
    ['trains on a size that is missing', { training: { instanceType: 'ml.x' } }, 'training.instanceType is "ml.x"'],
    ['trains on no machine', { training: { instanceType: 't3.large' } }, 'training.instanceType is "t3.large"'],
  ])('is refused when it %s', (_, props, message) => {
    expect(adding(props)).toThrow(message);
  });

  test('is refused with all that is wrong at once', () => {
    expect(adding({ evaluation: { share: 0 }, serving: { maxConcurrency: 0 } })).toThrow(
      /evaluation\.share is 0.*; serving\.maxConcurrency is 0/,
    );
  });

  test('is refused when its name is not known at synthesis', () => {
    expect(adding({ name: Token.asString({ Ref: 'Name' }) })).toThrow('known at synthesis');
  });

  test('is refused when its policy does not fit into a parameter', () => {
    const exclude = Array.from({ length: 300 }, (_, column) => `a-rather-long-column-name-${column}`);
    expect(adding({ dataset: { target: 'y', exclude } })).toThrow(
      /expected 3396 at most; shorten card, dataset\.exclude/,
    );
    const column = (i: number): string => `a-column-whose-name-is-as-long-as-it-gets-${i}`.padEnd(200, '-');
    const facets = Array.from({ length: 5 }, (_, i) => ({ column: column(i), value: 'yes' }));
    const columns = Array.from({ length: 20 }, (_, i) => column(i));
    expect(adding({ gates: { bias: { facets, metrics: {} }, segments: { columns } } })).toThrow(
      /^Model "churn": its policy is 5\d\d\d characters, expected 3396 at most; .*gates \(pickleAllowList, segments, bias, metrics\)/,
    );
  });
});
