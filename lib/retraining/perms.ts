/** What `.sync` does to a job: start it, look after it, stop it with the execution. */
export const RUN_TRAINING = [
  'sagemaker:CreateTrainingJob',
  'sagemaker:DescribeTrainingJob',
  'sagemaker:StopTrainingJob',
] as const;
/** Step Functions tags the jobs that it starts. */
export const TAG_TRAINING = ['sagemaker:AddTags', 'sagemaker:ListTags'] as const;
/** Step Functions' own rule, by which it learns that a job ended. */
export const MANAGED_RULE = ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'] as const;
export const MANAGED_RULE_NAME = 'StepFunctionsGetEventsForSageMakerTrainingJobsRule';
/** SageMaker's use of the key for the volume of a training instance, by a grant, and for its output. */
export const TRAINING_KEY = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
] as const;
