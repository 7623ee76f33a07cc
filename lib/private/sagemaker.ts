import { ArnFormat, Aws, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import { LIST_OBJECTS, READ_OBJECTS } from '../artifact-store/perms';
import type { ContainerImageConfig } from '../inference/container-image';
import { PULL_IMAGE } from '../inference/perms';
import { allow, allowKey, DECRYPT } from './allow';

const SERVICE = 'sagemaker.amazonaws.com';

/** The ARN of SageMaker resources whose names begin so. */
export const sageMakerArn = (scope: Construct, resource: string, namePrefix: string): string =>
  Stack.of(scope).formatArn({ service: 'sagemaker', resource, resourceName: `${namePrefix}-*` });

export interface ExecutionRoleOptions {
  readonly artifacts: IArtifactStore;
  readonly image: ContainerImageConfig;
  /** Prefixes of objects that the container reads, each ending in a slash. */
  readonly readPrefixes: readonly string[];
  /** What follows `/aws/sagemaker/` in the names of the log groups. */
  readonly logGroups: string;
}

/** The role that SageMaker takes to run a container: it pulls one image, reads some prefixes, logs and measures. */
export function createExecutionRole(scope: Construct, id: string, options: ExecutionRoleOptions): iam.Role {
  const { artifacts, image } = options;
  const role = new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal(SERVICE) });
  allowKey(role, artifacts.encryptionKey, DECRYPT);
  allow(role, {
    actions: LIST_OBJECTS,
    resources: [artifacts.bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': options.readPrefixes.map((prefix) => `${prefix}*`) } },
  });
  allow(role, {
    actions: READ_OBJECTS,
    resources: options.readPrefixes.map((prefix) => artifacts.bucket.arnForObjects(`${prefix}*`)),
    wildcard: 'Objects are written while the platform runs, under prefixes that are fixed; the grant ends at them.',
  });
  allow(role, { actions: PULL_IMAGE, resources: [image.repository.repositoryArn] });
  allow(role, {
    actions: ['ecr:GetAuthorizationToken'],
    resources: ['*'],
    wildcard: "A registry's token takes no resource; a metric's namespace is a condition.",
  });
  allow(role, {
    actions: ['cloudwatch:PutMetricData'],
    resources: ['*'],
    conditions: { StringLike: { 'cloudwatch:namespace': ['AWS/SageMaker', '/aws/sagemaker/*'] } },
  });
  allow(role, {
    actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
    resources: [
      Stack.of(scope).formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: `/aws/sagemaker/${options.logGroups}`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
    wildcard: 'SageMaker names log groups and streams after what runs.',
  });
  return role;
}

/** SageMaker's use of the key for the volume of an instance, by a grant, and for what a job puts out. */
const STORAGE_KEY = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
] as const;

/** Lets the role of a job encrypt its volume and its output with the key, if there is one. */
export function allowStorageKey(role: iam.IRole, key: kms.IKey | undefined): void {
  allowKey(role, key, STORAGE_KEY);
  if (key === undefined) return;
  allow(role, {
    actions: ['kms:CreateGrant'],
    resources: [key.keyArn],
    conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  });
}

/** The jobs that `.sync` waits for: what they are in names and ARNs. */
export interface JobKind {
  /** As in `CreateTrainingJob`. */
  readonly name: 'TrainingJob' | 'ProcessingJob';
  /** As in ARNs. */
  readonly resource: 'training-job' | 'processing-job';
}

/** What a state machine's role needs to run jobs whose names begin so, and to wait for them by `.sync`. */
export function allowJobs(scope: Construct, role: iam.IRole, { name, resource }: JobKind, namePrefix: string): void {
  allow(role, {
    // Step Functions tags the jobs that it starts, and stops them with the execution.
    actions: [...['Create', 'Describe', 'Stop'].map((verb) => `sagemaker:${verb}${name}`), ...TAG_JOBS],
    resources: [sageMakerArn(scope, resource, namePrefix)],
    wildcard: 'Jobs are named when they start; the prefix is unique to this construct.',
  });
  // Step Functions' own rule, by which it learns that a job ended.
  const resourceName = `StepFunctionsGetEventsForSageMaker${name}sRule`;
  allow(role, {
    actions: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
    resources: [Stack.of(scope).formatArn({ service: 'events', resource: 'rule', resourceName })],
  });
}

const TAG_JOBS = ['sagemaker:AddTags', 'sagemaker:ListTags'] as const;

/** Allows handing the role to SageMaker, and to no other service. */
export function allowPassRole(grantee: iam.IGrantable, role: iam.IRole): iam.Grant {
  return allow(grantee, {
    actions: ['iam:PassRole'],
    resources: [role.roleArn],
    conditions: { StringEquals: { 'iam:PassedToService': SERVICE } },
  });
}

export interface SageMakerState {
  readonly parameters: Record<string, unknown>;
  /** @default - the result is discarded */
  readonly resultPath?: string;
  /** @default - the whole result */
  readonly resultSelector?: Record<string, unknown>;
  /** @default - as long as it takes */
  readonly timeout?: Duration;
}

/** A state that calls SageMaker; throttling and faults of the service are tried again. */
export function sageMakerTask(
  scope: Construct,
  id: string,
  integration: string,
  state: SageMakerState,
): sfn.CustomState {
  const task = new sfn.CustomState(scope, id, {
    stateJson: {
      Type: 'Task',
      Resource: `arn:${Aws.PARTITION}:states:::${integration}`,
      Parameters: state.parameters,
      ...(state.resultSelector === undefined ? {} : { ResultSelector: state.resultSelector }),
      ResultPath: state.resultPath ?? null,
      ...(state.timeout === undefined ? {} : { TimeoutSeconds: state.timeout.toSeconds() }),
    },
  });
  task.addRetry({
    errors: ['SageMaker.AmazonSageMakerException', 'SageMaker.ThrottlingException', 'SageMaker.SdkClientException'],
    interval: Duration.seconds(3),
    maxAttempts: 4,
    backoffRate: 2,
    jitterStrategy: sfn.JitterType.FULL,
  });
  return task;
}
