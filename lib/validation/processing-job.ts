import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { Duration, Size } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import { LIST_OBJECTS, READ_OBJECTS } from '../artifact-store/perms';
import type { ContainerImage } from '../inference/container-image';
import { allow } from '../private/allow';
import { packageFolder } from '../private/package-root';
import { allowJobs, allowPassRole, allowStorageKey, createExecutionRole, sageMakerTask } from '../private/sagemaker';
import { uniqueName } from '../private/unique-name';
import type { Workflow } from '../private/workflow';
import type { ProcessingProps } from './processing-props';

const PROGRAM_FOLDER = '/opt/ml/processing/input/program';
/** From its start to its end, a job is a machine to find and an image to pull. */
const START_TIME = Duration.minutes(30);
/** Three tries end within the day after which the daily run gives a validation up. */
const RUNTIME = { least: Duration.minutes(1), most: Duration.hours(6) };
/** A quota that is used up is waited for, an hour or so. */
const QUOTA_RETRY = { interval: Duration.minutes(1), maxAttempts: 6, backoffRate: 2 };

export interface ProcessingJobOptions extends ProcessingProps {
  readonly image: ContainerImage;
  readonly artifacts: IArtifactStore;
  /** Of the function that runs the same gates. */
  readonly environment: Record<string, string>;
  readonly workflow: Workflow;
}

/** The SageMaker Processing job that runs the gates on what is too big for a function. */
export class ProcessingJob extends Construct {
  /** What the program takes: it reads registry and policies, and writes what it found. */
  readonly role: iam.Role;
  /** Runs a job with the arguments at `$.validation.arguments`; how it ended is at `$.job`, also when it failed. */
  readonly state: sfn.CustomState;

  constructor(scope: Construct, id: string, options: ProcessingJobOptions) {
    super(scope, id);
    const { artifacts, workflow } = options;
    const { encryptionKey } = artifacts;
    const image = options.image.bind(this, encryptionKey);
    const program = new assets.Asset(this, 'Program', { path: programFile() });
    this.role = createExecutionRole(this, 'Role', {
      artifacts,
      image,
      readPrefixes: ['models/', 'evaluation/', 'snapshots/', 'datasets/'],
      logGroups: 'ProcessingJobs*',
    });
    // Not the reports that people and registry go by: a function writes those.
    artifacts.grantWriteKeys(this.role, 'validation/*/jobs/*');
    allowStorageKey(this.role, encryptionKey);
    allow(this.role, { actions: READ_OBJECTS, resources: [program.bucket.arnForObjects(program.s3ObjectKey)] });
    allow(this.role, {
      actions: LIST_OBJECTS,
      resources: [program.bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': [program.s3ObjectKey] } },
    });
    const namePrefix = uniqueName(this);
    allowJobs(this, workflow.role, { name: 'ProcessingJob', resource: 'processing-job' }, namePrefix);
    allowPassRole(workflow.role, this.role);

    const maxRuntime = jobRuntime(options);
    this.state = sageMakerTask(workflow, 'ProcessValidation', 'sagemaker:createProcessingJob.sync', {
      parameters: {
        // New at each try: a name that was used stays taken.
        'ProcessingJobName.$': `States.Format('${namePrefix}-{}', States.UUID())`,
        RoleArn: this.role.roleArn,
        AppSpecification: {
          ImageUri: image.imageUri,
          ContainerEntrypoint: ['node', `${PROGRAM_FOLDER}/${program.assetHash}${extname(basename(programFile()))}`],
          'ContainerArguments.$': '$.validation.arguments',
        },
        Environment: options.environment,
        ProcessingInputs: [
          {
            InputName: 'program',
            S3Input: {
              S3Uri: program.s3ObjectUrl,
              LocalPath: PROGRAM_FOLDER,
              S3DataType: 'S3Prefix',
              S3InputMode: 'File',
              S3DataDistributionType: 'FullyReplicated',
            },
          },
        ],
        ProcessingResources: {
          ClusterConfig: {
            InstanceCount: 1,
            InstanceType: options.instanceType ?? 'ml.m5.xlarge',
            VolumeSizeInGB: (options.volumeSize ?? Size.gibibytes(30)).toGibibytes(),
            ...(encryptionKey === undefined ? {} : { VolumeKmsKeyId: encryptionKey.keyArn }),
          },
        },
        StoppingCondition: { MaxRuntimeInSeconds: maxRuntime.toSeconds() },
        // Its program calls S3, DynamoDB and SSM; it loads nothing of the artifact but its model, into onnxruntime.
        NetworkConfig: { EnableNetworkIsolation: false },
        Tags: [{ Key: 'mlops:model', 'Value.$': '$.validation.model' }],
      },
      resultSelector: { 'ProcessingJobName.$': '$.ProcessingJobName' },
      resultPath: '$.job',
      timeout: maxRuntime.plus(START_TIME),
    });
    this.state.addRetry({ errors: ['SageMaker.ResourceLimitExceededException'], ...QUOTA_RETRY });
  }
}

function programFile(): string {
  const remedy = 'run `npm run build` first, which bundles it';
  const file = `${packageFolder('dist/jobs', remedy)}/validate-model-version.js`;
  if (!existsSync(file)) throw new Error(`${file} does not exist; ${remedy}`);
  return file;
}

/** The time that a job has; throws where that is too short for anything, or too long for three tries in a day. */
function jobRuntime({ maxRuntime = Duration.hours(1) }: ProcessingProps): Duration {
  if (maxRuntime.isUnresolved()) return maxRuntime;
  const seconds = maxRuntime.toSeconds();
  const [least, most] = [RUNTIME.least.toSeconds(), RUNTIME.most.toSeconds()];
  if (seconds < least || seconds > most) {
    throw new Error(
      `processing.maxRuntime is ${seconds} seconds: expected ${least} to ${most}, so that three tries end within the day ` +
        'after which a validation is given up.',
    );
  }
  return maxRuntime;
}
