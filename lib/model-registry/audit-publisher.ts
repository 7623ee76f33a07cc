import { Duration, Stack } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import { objectKeys, registryKeys } from '../contracts';
import { allow, allowKey, DECRYPT, ENCRYPT } from '../private/allow';
import { HandlerFunction } from '../private/handler-function';
import type { IAuditAnchors } from './audit-anchors';
import type { IModelRegistry } from './model-registry';
import { READ_STREAM } from './perms';

export interface AuditPublisherProps {
  readonly registry: IModelRegistry;
  readonly artifacts: IArtifactStore;
  readonly anchors: IAuditAnchors;
  readonly encryptionKey?: kms.IKey;
  readonly deadLetterQueue: sqs.IQueue;
}

/**
 * The outbox: reads audit records from the table's stream; anchors each, sends its event and copies it, at least once,
 * in order. Before the first record of a model in a batch it makes up for those before that have no copy.
 */
export class AuditPublisher extends Construct {
  constructor(scope: Construct, id: string, props: AuditPublisherProps) {
    super(scope, id);
    const streamArn = props.registry.table.tableStreamArn;
    if (streamArn === undefined) {
      throw new Error('The registry table has no stream: expected a stream of new images; switch it on.');
    }
    const publisher = new HandlerFunction(this, 'PublishAuditRecords', {
      handler: 'publish-audit-records',
      description: 'Stores audit records and sends their events',
      environment: {
        artifactBucket: props.artifacts.bucket.bucketName,
        registryTable: props.registry.table.tableName,
        anchorBucket: props.anchors.bucket.bucketName,
      },
      timeout: Duration.minutes(5),
      encryptionKey: props.encryptionKey,
    });
    allow(publisher, { actions: READ_STREAM, resources: [streamArn] });
    allowKey(publisher, props.encryptionKey, DECRYPT);
    allow(publisher, { actions: ['sqs:SendMessage'], resources: [props.deadLetterQueue.queueArn] });
    allowKey(publisher, props.deadLetterQueue.encryptionMasterKey, ENCRYPT);
    props.registry.grantRead(publisher);
    props.artifacts.grantReadKeys(publisher, `${objectKeys.registry}*`);
    props.artifacts.grantWriteKeys(publisher, `${objectKeys.registry}*`);
    props.anchors.grantWrite(publisher);
    allow(publisher, {
      actions: ['events:PutEvents'],
      resources: [Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' })],
    });
    const source = new lambda.EventSourceMapping(this, 'AuditRecords', {
      target: publisher.function,
      eventSourceArn: streamArn,
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 25,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 8,
      maxRecordAge: Duration.hours(20),
      onFailure: { bind: () => ({ destination: props.deadLetterQueue.queueArn }) },
      filters: [
        lambda.FilterCriteria.filter({
          eventName: lambda.FilterRule.isEqual('INSERT'),
          dynamodb: { NewImage: { sk: { S: lambda.FilterRule.beginsWith(registryKeys.auditPrefix) } } },
        }),
      ],
    });
    // Lambda checks the role's right to the stream when the mapping is made.
    source.node.addDependency(publisher.role);
  }
}
