import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { Size } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DynamoDbModelRegistryStore } from '../../lambdas/adapters/dynamodb/dynamo-db-model-registry-store.js';
import { S3ArtifactStore } from '../../lambdas/adapters/s3/s3-artifact-store.js';
import {
  ArtifactStore,
  ContainerImage,
  ModelPolicies,
  ModelRegistry,
  ModelTask,
  ModelValidation,
} from '../../lib/index.js';
import { projectRoot } from '../../local/environment/project-root.js';
import { deployConstructs } from './deploy-constructs.js';
import { folderDigest, type TestAws, testPython, until } from './embedded-aws.js';

/** Validation of the model `bikes` with a job for what has more than a MiB, in the serving image. */
export async function deployValidation(aws: TestAws, name: string) {
  const digest = folderDigest(await testPython(), join(projectRoot(), 'containers/onnx-serve'));
  const handlers = ['validate-model-version', 'publish-audit-records'] as const;
  const output = await deployConstructs(aws, name, handlers, (stack) => {
    const store = new ArtifactStore(stack, 'Artifacts');
    const registry = new ModelRegistry(stack, 'Registry', { artifacts: store });
    const policies = new ModelPolicies(stack, 'Policies');
    const notificationTopic = new Topic(stack, 'Topic');
    const queue = new Queue(stack, 'Queue');
    notificationTopic.addSubscription(new SqsSubscription(queue, { rawMessageDelivery: true }));
    const events = new Queue(stack, 'Events');
    new Rule(stack, 'Audit', { eventPattern: { source: ['mlops'] }, targets: [new SqsQueue(events)] });
    const resources = { captureStreamName: 'c', monitorStateMachineArn: 'm', rollbackAlarmNames: [] };
    policies.addModel({ name: 'bikes', task: ModelTask.REGRESSION, dataset: { target: 'cnt' } }, resources);
    const image = ContainerImage.fromEcr(Repository.fromRepositoryName(stack, 'Image', 'onnx-serve'), digest);
    const validation = new ModelValidation(stack, 'Validation', {
      artifacts: store,
      registry,
      policies,
      notificationTopic,
      processing: { image, threshold: Size.mebibytes(1) },
    });
    const [validate] = validation.node
      .findAll()
      .filter(({ node }) => node.path.endsWith('ValidateModelVersion/Function'));
    return {
      Bucket: store.bucket.bucketName,
      Table: registry.table.tableName,
      Machine: validation.validationStateMachine.stateMachineArn,
      Queue: queue.queueUrl,
      Events: events.queueUrl,
      Function: stack.resolve((validate as unknown as { functionName: string }).functionName),
    };
  });
  const s3 = new S3Client({ ...aws.config, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const sfn = new SFNClient(aws.config);
  await putProgram(s3, sfn, output('Machine'));
  return {
    output,
    s3,
    registry: new DynamoDbModelRegistryStore(new DynamoDBClient(aws.config), output('Table')),
    artifacts: new S3ArtifactStore(s3, output('Bucket')),
    /** The executions that a manifest of the submission started, when there are so many and all have ended. */
    executionsOf: (submissionId: string, count: number, seconds?: number) =>
      until(
        `${count} executions for ${submissionId}`,
        async () => {
          const found = await executionsFor(sfn, output('Machine'), submissionId);
          return found.length === count && found.every(({ status }) => status !== 'RUNNING') ? found : undefined;
        },
        seconds,
      ),
  };
}

async function executionsFor(sfn: SFNClient, stateMachineArn: string, id: string): Promise<DescribeExecutionOutput[]> {
  const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  const described = await Promise.all(
    executions.map(({ executionArn }) => sfn.send(new DescribeExecutionCommand({ executionArn }))),
  );
  return described.filter(({ input }) => input?.includes(`/${id}/manifest.json`));
}

/** `cdk deploy` puts the job's program where its state says. */
async function putProgram(s3: S3Client, sfn: SFNClient, stateMachineArn: string): Promise<void> {
  const { definition } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const [, bucket, key] = /"S3Uri":"s3:\/\/([^/"]+)\/([^"]+)"/.exec(definition ?? '') ?? [];
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const body = readFileSync(join(projectRoot(), 'dist/jobs/validate-model-version.js'));
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
}
