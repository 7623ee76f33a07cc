import { resourcesOf, type TemplateJson } from '../fixtures/synthesis.js';

/** US dollars a month for what is there and not used, in the regions of the lowest price. */
const PRICES: Readonly<Record<string, number>> = {
  // aws.amazon.com/kms/pricing: a key, before its first two rotations add a dollar each.
  'AWS::KMS::Key': 1,
  // aws.amazon.com/cloudwatch/pricing: an alarm on one metric at standard resolution.
  'AWS::CloudWatch::Alarm': 0.1,
};

/** Types that cost by use or by the GB only, or nothing. Another type makes the count fail until somebody looks at it. */
const FREE_WHEN_IDLE = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CodeBuild::Project',
  'AWS::DynamoDB::Table',
  'AWS::ECR::Repository',
  'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::LogStream',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::SSM::Parameter',
  'AWS::Scheduler::Schedule',
  'AWS::StepFunctions::StateMachine',
  'Custom::ContainerImage',
  'Custom::EndpointCleanUp',
];

/** What the resources of a template cost in US dollars a month while nobody uses them. Throws at types it doesn't know. */
export function fixedMonthlyCost(json: TemplateJson): number {
  const types = [...new Set(Object.values(json.Resources).map(({ Type }) => Type))];
  const unknown = types.filter((type) => PRICES[type] === undefined && !FREE_WHEN_IDLE.includes(type));
  if (unknown.length > 0) {
    throw new Error(`What do ${unknown.join(', ')} cost when idle? Enter them here.`);
  }
  const cost = types.reduce((sum, type) => sum + (PRICES[type] ?? 0) * resourcesOf(json, type).length, 0);
  return Math.round(cost * 100) / 100;
}
