import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  DescribeTrainingJobCommand,
  waitUntilTrainingJobCompletedOrStopped,
} from '@aws-sdk/client-sagemaker';
import { extract } from 'tar-stream';
import { BUCKET, imageUri, type LocalSageMaker, ROLE } from './local-sagemaker.js';

/** A job of the test's training container. */
export function trainingJob(
  name: string,
  overrides: Partial<CreateTrainingJobCommandInput> = {},
): CreateTrainingJobCommandInput {
  return {
    TrainingJobName: name,
    RoleArn: ROLE,
    AlgorithmSpecification: { TrainingImage: imageUri('trainer'), TrainingInputMode: 'File' },
    OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/training/` },
    ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 10 },
    StoppingCondition: { MaxRuntimeInSeconds: 60 },
    ...overrides,
  };
}

/** The short way to training jobs of that container and to the archives that they leave. */
export function training({ sagemaker, s3 }: LocalSageMaker) {
  const create = (name: string, overrides?: Partial<CreateTrainingJobCommandInput>) =>
    sagemaker.send(new CreateTrainingJobCommand(trainingJob(name, overrides)));
  const describeJob = (name: string) => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
  /** The job once it neither is in progress nor stops any more. */
  const ended = async (name: string) => {
    const waited = { client: sagemaker, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.2 };
    await waitUntilTrainingJobCompletedOrStopped(waited, { TrainingJobName: name }).catch(() => undefined);
    return describeJob(name);
  };
  const run = async (name: string, overrides?: Partial<CreateTrainingJobCommandInput>) => {
    await create(name, overrides);
    return ended(name);
  };
  const archive = async (key: string): Promise<{ bytes: Buffer; files: Record<string, string> }> => {
    const object = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    const bytes = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
    const files: Record<string, string> = {};
    const tar = extract();
    tar.end(gunzipSync(bytes));
    for await (const entry of tar) files[entry.header.name] = await text(entry);
    return { bytes, files };
  };
  return { create, describeJob, ended, run, archive };
}
