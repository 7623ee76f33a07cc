import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { inferenceRoutes } from '../../../lib/contracts/index.js';
import {
  AlarmTopic,
  ArtifactStore,
  InferenceAuthorization,
  InferenceService,
  type InferenceServiceProps,
  ModelPolicies,
  ModelRegistry,
} from '../../../lib/index.js';
import { resourcesOf, synthesize } from '../../fixtures/synthesis.js';

const service = (props: Partial<InferenceServiceProps> = {}) =>
  synthesize((stack) => {
    const artifacts = new ArtifactStore(stack, 'Artifacts');
    const registry = new ModelRegistry(stack, 'Registry', { artifacts });
    const { topic } = new AlarmTopic(stack, 'Alarms', { encryptionKey: artifacts.encryptionKey });
    new InferenceService(stack, 'Inference', {
      artifacts,
      registry,
      policies: new ModelPolicies(stack, 'Policies'),
      alarmTopic: topic,
      ...props,
    }).addModel('churn');
  });

const authorizationOf = (json: ReturnType<typeof service>['json']): unknown[] =>
  resourcesOf(json, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties.AuthorizationType);

describe('the gateway', () => {
  const { template, json } = service();

  test('has the routes of the contract, each with IAM authorization by default', () => {
    const routes = resourcesOf(json, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties.RouteKey);
    expect(routes.sort()).toEqual(Object.values(inferenceRoutes).sort());
    expect(new Set(authorizationOf(json))).toEqual(new Set(['AWS_IAM']));
  });

  test('takes tokens of an issuer when that is chosen', () => {
    const jwt = service({ authorization: InferenceAuthorization.jwt('https://issuer.example.com', ['churn']) });
    expect(new Set(authorizationOf(jwt.json))).toEqual(new Set(['JWT']));
    jwt.template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      JwtConfiguration: { Issuer: 'https://issuer.example.com', Audience: ['churn'] },
    });
  });

  test('is open only when that is asked for by name', () => {
    expect(new Set(authorizationOf(service({ authorization: InferenceAuthorization.none() }).json))).toEqual(
      new Set(['NONE']),
    );
  });

  test('logs who called, and ends before the API does', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      AccessLogSettings: { DestinationArn: Match.anyValue() },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Timeout: 29,
      Environment: { Variables: Match.objectLike({ TRAFFIC_SPLIT_CACHE_SECONDS: '5' }) },
    });
  });
});

describe('the capture of a model', () => {
  test('lies by hour under its prefix, compressed and encrypted, a minute after the inference', () => {
    service().template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      DeliveryStreamType: 'DirectPut',
      DeliveryStreamEncryptionConfigurationInput: { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: Match.anyValue() },
      ExtendedS3DestinationConfiguration: Match.objectLike({
        Prefix: 'capture/churn/!{timestamp:yyyy/MM/dd/HH}/',
        ErrorOutputPrefix: Match.stringLikeRegexp('^capture-errors/churn/!\\{firehose:error-output-type\\}/'),
        CompressionFormat: 'GZIP',
        BufferingHints: { IntervalInSeconds: 60, SizeInMBs: 16 },
        EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: Match.anyValue() } },
        CloudWatchLoggingOptions: Match.objectLike({ Enabled: true }),
      }),
    });
  });

  test('waits as long as is said, and logs nothing when that is said', () => {
    const { template } = service({ capture: { bufferInterval: Duration.seconds(1), logging: false } });
    template.resourceCountIs('AWS::Logs::LogStream', 0);
    template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      ExtendedS3DestinationConfiguration: Match.objectLike({
        BufferingHints: { IntervalInSeconds: 1, SizeInMBs: 16 },
        CloudWatchLoggingOptions: Match.absent(),
      }),
    });
  });
});

describe('the alarms on the slots of a model', () => {
  const { template } = service({ latencyThreshold: Duration.seconds(3) });
  const common = {
    Namespace: 'Mlops',
    Period: 60,
    TreatMissingData: 'notBreaching',
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    AlarmActions: [{ Ref: Match.stringLikeRegexp('^Alarms') }],
    AlarmDescription: Match.stringLikeRegexp('Next: '),
  };
  const dimensions = (slot: string) => [
    { Name: 'Model', Value: 'churn' },
    { Name: 'Slot', Value: slot },
  ];

  test.each(['candidate', 'champion'])('go off at the first 5xx of the %s within a minute', (slot) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...common,
      MetricName: 'Errors5xx',
      Dimensions: dimensions(slot),
      Statistic: 'Sum',
      Threshold: 1,
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
    });
  });

  test.each(['Errors5xx', 'GatewayTimeouts'])('have people take the champion back, not a candidate: %s', (metric) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: metric,
      Dimensions: dimensions('champion'),
      AlarmDescription: Match.stringLikeRegexp('"mlops rollback --model churn --champion --reason R"'),
    });
  });

  test('go off when a tenth of the answers of the candidate was too slow, two minutes in a row', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...common,
      MetricName: 'ModelLatency',
      Dimensions: dimensions('candidate'),
      ExtendedStatistic: 'p90',
      Threshold: 3000,
      EvaluationPeriods: 2,
      DatapointsToAlarm: 2,
    });
  });

  test.each(['candidate', 'champion'])(
    'go off when the %s lets half of the requests hang for three minutes',
    (slot) => {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        ...common,
        MetricName: 'GatewayTimeouts',
        Dimensions: dimensions(slot),
        Statistic: 'Average',
        Threshold: 0.5,
        EvaluationPeriods: 3,
        DatapointsToAlarm: 3,
      });
    },
  );

  test('go off when half of the requests were rejected for a quarter of an hour, which no capture shows', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...common,
      MetricName: 'Errors4xx',
      Dimensions: dimensions('champion'),
      Statistic: 'Average',
      Period: 300,
      Threshold: 0.5,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
    });
    template.resourceCountIs('AWS::CloudWatch::Alarm', 6);
  });
});
