import { type CfnElement, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { METRIC_NAMESPACE, monitorMetrics } from '../../../lib/contracts/index.js';
import { ArtifactStore, Baseline, DriftMonitor, type DriftMonitorProps, EndpointCapture } from '../../../lib/index.js';
import { functionOf, listOf, statementsOfRole } from '../../fixtures/rendering.js';
import { emptyStack, resourcesOf, synthesize, type TemplateJson } from '../../fixtures/synthesis.js';

const monitor = (props: Partial<DriftMonitorProps> = {}) =>
  synthesize((stack) => {
    new DriftMonitor(stack, 'Monitor', {
      model: 'churn',
      baseline: Baseline.fromObject('baselines/churn.csv', 'v1'),
      ...props,
    });
  });

const inCaptured = (key: string): string => `arn:aws:s3:::captured/${key}`;

describe('what a monitor offers to others', () => {
  const stack = emptyStack();
  const artifacts = new ArtifactStore(stack, 'Artifacts');
  const watched = new DriftMonitor(stack, 'Monitor', {
    model: 'churn',
    artifacts,
    baseline: Baseline.fromObject('b.csv'),
  });

  test('is the place of its reports, and the right to read them and nothing else', () => {
    expect(watched.reportsKeyPrefix).toBe('monitoring/churn/reports/');
    const reader = new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    watched.grantReadReports(reader);
    const json = Template.fromStack(stack).toJSON() as TemplateJson;
    const readerId = stack.getLogicalId(reader.node.defaultChild as CfnElement);
    const objects = statementsOfRole(json, readerId).filter(({ Action }) => listOf(Action).includes('s3:GetObject'));
    expect(objects.map(({ Resource }) => JSON.stringify(Resource))).toEqual([
      expect.stringContaining('/monitoring/churn/reports/*"'),
    ]);
  });

  test('is each metric that its runs publish, by its model', () => {
    const metrics = [
      watched.metricDriftAlarm(),
      watched.metricDriftedColumnsShare(),
      watched.metricLabelCoverage(),
      watched.metricMonitorCoverage(),
      watched.metricMonitorRan(),
      watched.metricQualityLoss(),
      watched.metricRowsMonitored({ period: Duration.days(1) }),
    ];
    expect(metrics.map(({ metricName }) => metricName).sort()).toEqual(Object.values(monitorMetrics).sort());
    for (const { namespace, dimensions } of metrics) {
      expect([namespace, dimensions]).toEqual([METRIC_NAMESPACE, { Model: 'churn' }]);
    }
    expect(metrics.at(-1)?.period).toEqual(Duration.days(1));
    const offered = Object.getOwnPropertyNames(DriftMonitor.prototype).filter((name) => name.startsWith('metric'));
    expect(offered).toHaveLength(metrics.length);
  });
});

describe('two monitors', () => {
  const watch = (id: string, model: string, artifacts: ArtifactStore, scope = Stack.of(artifacts)) =>
    new DriftMonitor(scope, id, { model, artifacts, baseline: Baseline.fromObject('b.csv') });

  test('of one name and one bucket are refused, in whichever stack, and however the bucket is named', () => {
    const stack = emptyStack();
    const artifacts = new ArtifactStore(stack, 'Artifacts');
    watch('Green', 'churn', artifacts);
    expect(() => watch('Blue', 'churn', artifacts)).toThrow(
      /Test\/Blue: Test\/Green watches a model "churn" already.*a model name of its own/,
    );
    expect(() => watch('Blue', 'churn', artifacts, new Stack(stack.node.root, 'Other'))).toThrow('Test/Green watches');
    const imported = (id: string) =>
      new ArtifactStore(stack, id, { bucket: Bucket.fromBucketName(stack, `${id}B`, 'captured') });
    watch('Imported', 'fraud', imported('One'), new Stack(stack.node.root, 'Third'));
    expect(() => watch('Again', 'fraud', imported('Two'))).toThrow('Third/Imported watches');
  });

  test('of one name in one stack are refused, for they would have one metric', () => {
    const stack = emptyStack();
    watch('Green', 'churn', new ArtifactStore(stack, 'One'));
    expect(() => watch('Blue', 'churn', new ArtifactStore(stack, 'Two'))).toThrow('metrics and alarms would mix');
  });

  test('of names of their own share a store; of one name they have stacks and stores apart', () => {
    const stack = emptyStack();
    const artifacts = new ArtifactStore(stack, 'Artifacts');
    watch('Green', 'churn', artifacts);
    watch('Blue', 'churn-blue', artifacts);
    watch('Green', 'churn', new ArtifactStore(new Stack(stack.node.root, 'Other'), 'Artifacts'));
  });
});

describe('what the steps of runs left each other, in an imported bucket', () => {
  const WARNING = Match.stringLikeRegexp('lifecycle rule that expires the prefix monitoring/churn/runs/');
  const warned = (build: (stack: Stack) => ArtifactStore) => {
    const stack = emptyStack();
    const props = { model: 'churn', artifacts: build(stack), baseline: Baseline.fromObject('b.csv') };
    new DriftMonitor(stack, 'Monitor', props);
    return Annotations.fromStack(stack).findWarning('/Test/Monitor', WARNING).length;
  };

  test('stays, and a warning says so, which a bucket of the app needs not', () => {
    expect(
      warned((stack) => new ArtifactStore(stack, 'A', { bucket: Bucket.fromBucketName(stack, 'B', 'captured') })),
    ).toBe(1);
    expect(warned((stack) => new ArtifactStore(stack, 'A'))).toBe(0);
  });
});

test('an interval of days is watched within what CloudWatch evaluates', () => {
  monitor({ interval: Duration.days(3) }).template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'MonitorRan',
    Period: 86_400,
    EvaluationPeriods: 6,
  });
});

const settingsOf = (props: Partial<DriftMonitorProps>): unknown => {
  const { Variables } = functionOf(monitor(props).json, 'plan-monitor-run').properties.Environment as {
    Variables: Record<string, unknown>;
  };
  return JSON.parse(String(Variables.MONITOR_SETTINGS));
};

describe("an endpoint with SageMaker's own data capture", () => {
  test.each(['data-capture', '/data-capture/', 's/data-capture'])(
    'is read below its destination %s, by endpoint and variant',
    (destinationKeyPrefix) => {
      const capture = EndpointCapture.of({ endpointName: 'churn-endpoint', destinationKeyPrefix });
      const destination = destinationKeyPrefix.replace(/^\/|\/$/g, '');
      expect(settingsOf({ capture })).toMatchObject({
        captureKeyPrefix: `${destination}/churn-endpoint/AllTraffic/`,
        groundTruthKeyPrefix: 'ground-truth/churn/',
        deliveryBufferSeconds: 600,
      });
    },
  );

  test('may have a variant of its own name, and the bucket as its destination', () => {
    const capture = EndpointCapture.of({ endpointName: 'churn-endpoint', variantName: 'blue' });
    expect(settingsOf({ capture })).toMatchObject({ captureKeyPrefix: 'churn-endpoint/blue/' });
  });

  test('may write to a bucket of another stack, where the monitor reads it and writes its own keys only', () => {
    const { json } = synthesize((stack) => {
      const bucket = Bucket.fromBucketName(stack, 'Captured', 'captured');
      new DriftMonitor(stack, 'Monitor', {
        model: 'churn',
        baseline: Baseline.fromObject('baselines/churn.csv'),
        artifacts: new ArtifactStore(stack, 'Artifacts', { bucket }),
        capture: EndpointCapture.of({ endpointName: 'churn-endpoint', destinationKeyPrefix: 'data-capture' }),
      });
    });
    expect(resourcesOf(json, 'AWS::S3::Bucket')).toEqual([]);
    const [read, write] = ['s3:GetObject', 's3:PutObject'].map((action) =>
      statementsOfRole(json, functionOf(json, 'summarise-shard').roleId)
        .filter(({ Action }) => listOf(Action).includes(action))
        .flatMap(({ Resource }) => listOf(Resource)),
    );
    expect(read).toEqual(['data-capture/churn-endpoint/AllTraffic/*', 'monitoring/churn/runs/*'].map(inCaptured));
    expect(write).toEqual(['monitoring/churn/runs/*'].map(inCaptured));
  });
});

test('settings that make no sense are refused, all of them at once', () => {
  const props: DriftMonitorProps = {
    model: 'churn',
    baseline: Baseline.fromObject('b.csv'),
    interval: Duration.seconds(90),
    thresholds: { significance: 1, psi: 0, windows: 1, minimumImportance: 5 },
    capture: { captureKeyPrefix: 'capture/churn' },
  };
  expect(() => new DriftMonitor(emptyStack(), 'Monitor', props)).toThrow(
    /interval \(seconds\) is 90, expected whole minutes.*significance is 1.*psi is 0.*minimumImportance is 5, expected a share.*windows is 1, expected 2 or more.*captureKeyPrefix is "capture\/churn", expected a prefix that ends with a slash/,
  );
});

test.each([
  ['model', { model: 'Bad_Model Name!' }, 'model is "Bad_Model Name!", expected 1 to 32 of a-z, 0-9 and inner hyphens'],
  ['baseline without a key', { baseline: Baseline.fromObject('') }, 'the key of the baseline is ""'],
  ['baseline with a leading slash', { baseline: Baseline.fromObject('/b.csv') }, 'the key of the baseline is "/b.csv"'],
  ['version id', { baseline: Baseline.fromObject('b.csv', '') }, 'the version id of the baseline is ""'],
])('a %s that no run could use is refused', (_, props, message) => {
  const all = { model: 'churn', baseline: Baseline.fromObject('b.csv'), ...props };
  expect(() => new DriftMonitor(emptyStack(), 'Monitor', all)).toThrow(message);
});
