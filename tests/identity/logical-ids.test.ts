import { expect, test } from 'vitest';
import { ArtifactStore, Baseline, DriftMonitor } from '../../lib/index.js';
import { synthesize, synthesizePlatform, type TemplateJson } from '../fixtures/synthesis.js';

/** What holds state, or an address that others know: another logical id means another one, and the old one's loss. */
const STATEFUL = [
  'AWS::ApiGatewayV2::Api',
  'AWS::DynamoDB::Table',
  'AWS::ECR::Repository',
  'AWS::KMS::Key',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::SSM::Parameter',
  'AWS::StepFunctions::StateMachine',
];

const identitiesOf = (json: TemplateJson): string[] =>
  Object.entries(json.Resources)
    .filter(([, { Type }]) => STATEFUL.includes(Type))
    .map(([id, { Type }]) => `${Type} ${id}`)
    .sort();

test("a platform's resources with state keep their logical ids", () => {
  expect(identitiesOf(synthesizePlatform().json)).toMatchInlineSnapshot(`
    [
      "AWS::ApiGatewayV2::Api MlopsControlGatewayApi0CB38B92",
      "AWS::ApiGatewayV2::Api MlopsInferenceGatewayApi2C5046D4",
      "AWS::DynamoDB::Table MlopsRegistryTable489CB26F",
      "AWS::ECR::Repository MlopsRetrainingImageRepository36724A1D",
      "AWS::ECR::Repository MlopsRolloutImageRepository4DCD57D2",
      "AWS::KMS::Key MlopsArtifactsKey57EBC300",
      "AWS::KinesisFirehose::DeliveryStream MlopsInferenceModelchurnCaptureStream9C98A3E4",
      "AWS::S3::Bucket MlopsArtifactsBucket435AC505",
      "AWS::S3::Bucket MlopsRegistryAnchorsBucket90236ECA",
      "AWS::SNS::Topic MlopsAlarmTopic096AE76D",
      "AWS::SNS::Topic MlopsAlarmsNotifications642EF229",
      "AWS::SQS::Queue MlopsDeadLettersD635EDA8",
      "AWS::SSM::Parameter MlopsPoliciesModelchurnFF8321A4",
      "AWS::StepFunctions::StateMachine MlopsMonitorchurnWorkflowStateMachineE7D97BCC",
      "AWS::StepFunctions::StateMachine MlopsRetrainingWorkflowStateMachineDF0DA703",
      "AWS::StepFunctions::StateMachine MlopsRolloutWorkflowStateMachineD3DD8153",
      "AWS::StepFunctions::StateMachine MlopsValidationSubmissionsWorkflowStateMachine76CB94FE",
      "AWS::StepFunctions::StateMachine MlopsValidationWorkflowStateMachineBF2C25EA",
    ]
  `);
});

test('an artifact store keeps its logical ids', () => {
  const { json } = synthesize((stack) => new ArtifactStore(stack, 'Artifacts'));
  expect(identitiesOf(json)).toMatchInlineSnapshot(`
    [
      "AWS::KMS::Key ArtifactsKeyA4B22E2B",
      "AWS::S3::Bucket ArtifactsBucket88671897",
    ]
  `);
});

test('a monitor alone keeps its logical ids', () => {
  const { json } = synthesize(
    (stack) => new DriftMonitor(stack, 'Monitor', { model: 'churn', baseline: Baseline.fromObject('b.csv') }),
  );
  expect(identitiesOf(json)).toMatchInlineSnapshot(`
    [
      "AWS::KMS::Key MonitorArtifactsKeyA1EFADED",
      "AWS::S3::Bucket MonitorArtifactsBucket87A33331",
      "AWS::SQS::Queue MonitorDeadLettersBAD42EE3",
      "AWS::StepFunctions::StateMachine MonitorWorkflowStateMachine0499B8F7",
    ]
  `);
});

test('the names that are fixed stay: the parameters of the policies and the prefix of SageMaker names', () => {
  const { json } = synthesizePlatform();
  const text = JSON.stringify(json);
  expect([...new Set(text.match(/mlops-[a-z0-9]{6}(?=["-])/g))].sort()).toMatchInlineSnapshot(`
    [
      "mlops-2czh5w",
      "mlops-i05iev",
      "mlops-oisb6z",
    ]
  `);
  expect([...new Set(text.match(/\/mlops\/[\w-]+/g))]).toMatchInlineSnapshot(`
    [
      "/mlops/Test-Mlops-Policies-B67CF44B",
    ]
  `);
});

test('the policies of people keep their ids and descriptions: with another one, a new policy replaces what roles have', () => {
  const policies = Object.entries(synthesizePlatform().json.Resources)
    .filter(([, { Type }]) => Type === 'AWS::IAM::ManagedPolicy')
    .map(([id, { Properties }]) => `${id}: ${Properties.Description}`);
  expect(policies.sort()).toMatchInlineSnapshot(`
    [
      "MlopsPersonasApplication8BE80AE7: Asks for predictions, and puts labels",
      "MlopsPersonasApproverADF35E9F: Decides approvals, reads",
      "MlopsPersonasAuditorC724D0D3: Reads, the audit records included",
      "MlopsPersonasDataScientist0CB2A589: Puts data sets, submits versions, starts trainings, reads",
      "MlopsPersonasOperator194CE53C: Starts trainings and monitor runs, reads",
    ]
  `);
});
