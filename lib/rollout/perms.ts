/** What the state machine does itself. */
export const CREATE_ENDPOINTS = [
  'sagemaker:CreateEndpoint',
  'sagemaker:CreateEndpointConfig',
  'sagemaker:CreateModel',
  'sagemaker:DescribeEndpoint',
] as const;
/** Whether one is in service. */
export const DESCRIBE_ENDPOINT = ['sagemaker:DescribeEndpoint'] as const;
/** What taking down needs, by name. */
export const REMOVE_ENDPOINTS = [
  'sagemaker:DeleteEndpoint',
  'sagemaker:DeleteEndpointConfig',
  'sagemaker:DeleteModel',
] as const;
/** Lists take no resource. */
export const LIST_ENDPOINTS = [
  'sagemaker:ListEndpointConfigs',
  'sagemaker:ListEndpoints',
  'sagemaker:ListModels',
] as const;
