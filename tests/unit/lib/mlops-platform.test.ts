import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { afterAll, describe, expect, test } from 'vitest';
import { MlopsPlatform, ModelTask } from '../../../lib/index.js';
import { packageRoot } from '../../../lib/private/package-root.js';
import { functionOf } from '../../fixtures/rendering.js';
import { CHURN, resourcesOf, synthesize, synthesizePlatform, type TemplateJson } from '../../fixtures/synthesis.js';

const { json } = synthesizePlatform();
const count = (template: TemplateJson, type: string): number => resourcesOf(template, type).length;

describe('a platform', () => {
  test('has one table, one key and one dead-letter queue, a bucket for artifacts and one for anchors', () => {
    for (const type of ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::SQS::Queue']) {
      expect([type, count(json, type)]).toEqual([type, 1]);
    }
    expect(count(json, 'AWS::S3::Bucket')).toBe(2);
  });

  test('has nothing that costs by the hour, and no endpoint', () => {
    const types = new Set(Object.values(json.Resources).map(({ Type }) => Type));
    expect([...types].filter((type) => /^AWS::(EC2|RDS|ECS|SageMaker|ElastiCache|OpenSearch)/.test(type))).toEqual([]);
  });

  test('gives no physical name, but to what handlers look up by name', () => {
    const named = Object.values(json.Resources).flatMap(({ Type, Properties }) =>
      Object.entries(Properties ?? {})
        .filter(([key, value]) => /^[A-Z]\w*Name$/.test(key) && typeof value === 'string')
        .map(([key]) => `${Type} ${key}`),
    );
    // Names within something else, that collide with nothing.
    expect([...new Set(named)].sort()).toEqual([
      'AWS::ApiGatewayV2::Stage StageName',
      'AWS::CloudWatch::Alarm MetricName',
      'AWS::IAM::Policy PolicyName',
    ]);
  });

  test('encrypts and expires each log group', () => {
    for (const [id, { Properties }] of resourcesOf(json, 'AWS::Logs::LogGroup')) {
      expect([id, Properties.RetentionInDays, Properties.KmsKeyId]).toEqual([id, 90, expect.anything()]);
    }
  });

  test('tells each of its alarms to the alarm topic', () => {
    const alarms = resourcesOf(json, 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBe(14);
    for (const [id, { Properties }] of alarms) {
      expect([id, Properties.AlarmActions]).toEqual([id, [{ Ref: expect.stringContaining('AlarmTopic') }]]);
    }
  });

  test('says where it is in outputs with fixed names', () => {
    expect(Object.keys(json.Outputs).sort()).toMatchInlineSnapshot(`
      [
        "ApplicationPolicyArn",
        "ApproverPolicyArn",
        "ArtifactBucketName",
        "AuditAnchorBucketName",
        "AuditorPolicyArn",
        "ControlApiId",
        "ControlApiUrl",
        "DataScientistPolicyArn",
        "InferenceApiId",
        "InferenceApiUrl",
        "MlopsPlatform",
        "NotificationTopicArn",
        "OperatorPolicyArn",
        "RegistryTableName",
        "RetrainingStateMachineArn",
        "RolloutStateMachineArn",
      ]
    `);
  });

  test('takes more models, each with its own capture, monitor, alarms and policy', () => {
    const bikes = { name: 'bikes', task: ModelTask.REGRESSION, dataset: { target: 'cnt' } };
    const two = synthesizePlatform({ models: [CHURN, bikes] }).json;
    expect(count(two, 'AWS::CloudWatch::Alarm') - count(json, 'AWS::CloudWatch::Alarm')).toBe(9);
    expect(count(two, 'AWS::SSM::Parameter')).toBe(2);
    expect(count(two, 'AWS::StepFunctions::StateMachine')).toBe(6);
    expect(count(two, 'AWS::KMS::Key')).toBe(1);
  });

  test.each([
    ['by default', undefined, 60],
    ['as it is told', { bufferInterval: Duration.minutes(5) }, 300],
  ])('has monitors that wait for the capture as long as its delivery takes, %s', (_, capture, seconds) => {
    const platform = synthesizePlatform({ models: [CHURN], ...(capture === undefined ? {} : { capture }) }).json;
    const [stream] = resourcesOf(platform, 'AWS::KinesisFirehose::DeliveryStream');
    expect(stream?.[1].Properties).toMatchObject({
      ExtendedS3DestinationConfiguration: { BufferingHints: { IntervalInSeconds: seconds } },
    });
    const { Variables } = functionOf(platform, 'plan-monitor-run').properties.Environment as {
      Variables: Record<string, unknown>;
    };
    expect(JSON.parse(String(Variables.MONITOR_SETTINGS))).toMatchObject({ deliveryBufferSeconds: seconds });
  });

  test('fits eight models into a stack, as the README says', () => {
    const readme = readFileSync(join(packageRoot(), 'README.md'), 'utf8');
    const [, platform, model] = /the platform has (\d+), each model (\d+): eight models fit/.exec(readme) ?? [];
    const own = Object.keys(synthesizePlatform({ models: [] }).json.Resources).length;
    const each = Object.keys(json.Resources).length - own;
    expect([Number(platform), Number(model)]).toEqual([own, each]);
    expect(own + 8 * each).toBeLessThan(500);
  });

  test('without schedules has none', () => {
    const model = { ...CHURN, monitoring: { scheduled: false }, retraining: { onSchedule: false } };
    const without = synthesizePlatform({ models: [model], housekeeping: { scheduled: false } }).json;
    expect(count(without, 'AWS::Scheduler::Schedule')).toBe(0);
  });

  test('that is to go with its stack keeps nothing', () => {
    const gone = synthesizePlatform({ removalPolicy: RemovalPolicy.DESTROY }).json;
    const kept = Object.entries(gone.Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain');
    expect(kept.map(([id]) => id)).toEqual([]);
  });

  test('refuses a model that is there already', () => {
    expect(() => synthesizePlatform({ models: [CHURN, CHURN] })).toThrow(/already a Construct with name 'Model-churn'/);
  });
});

test('a platform takes a table that was restored, with its stream', () => {
  const { json: restored } = synthesize((stack) => {
    const registryTable = Table.fromTableAttributes(stack, 'Restored', {
      tableName: 'registry-restored',
      tableStreamArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/registry-restored/stream/one',
    });
    new MlopsPlatform(stack, 'Mlops', { registryTable });
  });
  expect(count(restored, 'AWS::DynamoDB::Table')).toBe(0);
  expect(restored.Outputs.RegistryTableName?.Value).toBe('registry-restored');
});

describe('synthesis', () => {
  const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'synth-')));
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  test('gives the same templates and assets in any folder', () => {
    const [first, second] = folders.map((outdir) => {
      const app = new App({ outdir });
      new MlopsPlatform(new Stack(app, 'Test'), 'Mlops', { models: [CHURN] });
      app.synth();
      return readdirSync(outdir)
        .filter((name) => name.endsWith('.template.json') || name.endsWith('.assets.json') || name.startsWith('asset.'))
        .map((name) => [name, name.endsWith('.json') ? readFileSync(join(outdir, name), 'utf8') : '']);
    });
    expect(first).toEqual(second);
    expect(first?.length).toBeGreaterThan(20);
  });
});
