import type { Call } from '../fixtures/simulation.js';
import type { TemplateJson } from '../fixtures/synthesis.js';
import { arnOf, logs, only } from './requirement.js';

export const pull = (json: TemplateJson, part: string): Call[] => [
  { action: 'ecr:GetAuthorizationToken', resource: '*' },
  ...['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'].map((action) => ({
    action,
    resource: arnOf(json, only(json, 'AWS::ECR::Repository', part)[0]),
  })),
];

export const logging = (group: string): Call[] =>
  ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resource: logs(group) }));

export const measuring: Call = {
  action: 'cloudwatch:PutMetricData',
  resource: '*',
  context: { 'cloudwatch:namespace': '/aws/sagemaker/Endpoints' },
};
