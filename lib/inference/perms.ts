export const WRITE_CAPTURE = ['firehose:PutRecordBatch'] as const;
export const INVOKE_ENDPOINT = ['sagemaker:InvokeEndpoint'] as const;
/** What SageMaker needs of an image's repository; the registry's own token takes no resource. */
export const PULL_IMAGE = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
] as const;
export const PUSH_IMAGE = [
  'ecr:CompleteLayerUpload',
  'ecr:DescribeImages',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
] as const;
