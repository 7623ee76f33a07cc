import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import { objectKeys } from '../contracts';
import { allow } from '../private/allow';
import { createLogGroup } from '../private/log-group';
import { WRITE_CAPTURE } from './perms';

export interface CaptureStreamProps {
  readonly model: string;
  readonly artifacts: IArtifactStore;
  readonly bufferInterval: Duration;
  /** Whether Firehose logs the deliveries that failed. */
  readonly logging: boolean;
}

/** A Firehose stream that lays a model's captured records into the artifact store, by hour. A record ends its own line. */
export class CaptureStream extends Construct {
  readonly streamName: string;
  private readonly streamArn: string;

  constructor(scope: Construct, id: string, props: CaptureStreamProps) {
    super(scope, id);
    const { artifacts, model } = props;
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('firehose.amazonaws.com', {
        conditions: { StringEquals: { 'sts:ExternalId': Stack.of(this).account } },
      }),
    });
    const errorPrefix = `capture-errors/${model}/`;
    artifacts.grantWriteKeys(role, `${objectKeys.capture(model)}*`, `${errorPrefix}*`);
    allow(role, {
      actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      resources: [artifacts.bucket.bucketArn],
    });

    const keyArn = artifacts.encryptionKey?.keyArn;
    const stream = new firehose.CfnDeliveryStream(this, 'Stream', {
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput:
        keyArn === undefined ? { keyType: 'AWS_OWNED_CMK' } : { keyType: 'CUSTOMER_MANAGED_CMK', keyArn },
      extendedS3DestinationConfiguration: {
        bucketArn: artifacts.bucket.bucketArn,
        roleArn: role.roleArn,
        prefix: `${objectKeys.capture(model)}!{timestamp:yyyy/MM/dd/HH}/`,
        errorOutputPrefix: `${errorPrefix}!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/`,
        bufferingHints: { intervalInSeconds: props.bufferInterval.toSeconds(), sizeInMBs: 16 },
        compressionFormat: 'GZIP',
        encryptionConfiguration: keyArn === undefined ? undefined : { kmsEncryptionConfig: { awskmsKeyArn: keyArn } },
        cloudWatchLoggingOptions: props.logging ? this.createLogging(role, artifacts) : undefined,
      },
    });
    // Firehose tries its role when the stream is made.
    stream.node.addDependency(role);
    this.streamName = stream.ref;
    this.streamArn = stream.attrArn;
  }

  /** Allows putting records. */
  grantWrite(grantee: iam.IGrantable): iam.Grant {
    return allow(grantee, { actions: WRITE_CAPTURE, resources: [this.streamArn] });
  }

  private createLogging(
    role: iam.IRole,
    artifacts: IArtifactStore,
  ): firehose.CfnDeliveryStream.CloudWatchLoggingOptionsProperty {
    const logGroup = createLogGroup(this, 'Logs', artifacts.encryptionKey);
    const logStream = new logs.LogStream(this, 'DeliveryLogs', { logGroup, removalPolicy: RemovalPolicy.DESTROY });
    allow(role, {
      actions: ['logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    return { enabled: true, logGroupName: logGroup.logGroupName, logStreamName: logStream.logStreamName };
  }
}
