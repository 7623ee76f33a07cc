import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct, type IConstruct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import { objectKeys, REGISTRY_PARTITION_KEY, REGISTRY_SORT_KEY } from '../contracts';
import { allow, allowKey, READ_TABLE_KEY, WRITE_TABLE_KEY } from '../private/allow';
import { createDeadLetterQueue } from '../private/dead-letter-queue';
import { AuditAnchors, type IAuditAnchors } from './audit-anchors';
import { AuditPublisher } from './audit-publisher';
import { READ_REGISTRY, SCAN_REGISTRY, WRITE_REGISTRY } from './perms';

/** What is known of models, their versions, who serves, and how it came to be. */
export interface IModelRegistry extends IConstruct {
  /** The one table. */
  readonly table: dynamodb.ITable;
  /** Allows reading items by key and by query. */
  grantRead(grantee: iam.IGrantable): iam.Grant;
  /** Allows reading, and transactions of conditional puts. Nothing may be deleted. */
  grantReadWrite(grantee: iam.IGrantable): iam.Grant;
  /** Allows what `mlops audit verify` reads: the whole table, the copies of the audit records, and their anchors. */
  grantAudit(grantee: iam.IGrantable): iam.Grant;
}

/** Properties of ModelRegistry. */
export interface ModelRegistryProps {
  /** Where each audit record is copied to, as `registry/<model>/audit/<number>.json`. */
  readonly artifacts: IArtifactStore;
  /**
   * A table of yours: partition key `pk`, sort key `sk`, both strings; a stream of new images; no TTL.
   * @default - a new table: on demand, encrypted, with point-in-time recovery
   */
  readonly table?: dynamodb.ITable;
  /** Where the hash of each audit record is kept under Object Lock. @default - new anchors, in a bucket of their own */
  readonly anchors?: IAuditAnchors;
  /** @default - the artifact store's key */
  readonly encryptionKey?: kms.IKey;
  /** Gets pointers to the audit records that could not be published. @default - a new queue */
  readonly deadLetterQueue?: sqs.IQueue;
  /**
   * What becomes of a new table when it leaves the stack. Retained tables are protected from deletion as well.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The model registry: one DynamoDB table, every change with its audit record, and the publisher that turns each audit
 * record into an event on the default EventBridge bus (source `mlops`), an object in the artifact store, and an anchor.
 *
 * @example
 * const registry = new ModelRegistry(this, 'Registry', { artifacts });
 * registry.grantRead(dashboardRole);
 */
export class ModelRegistry extends Construct implements IModelRegistry {
  readonly table: dynamodb.ITable;
  readonly anchors: IAuditAnchors;
  private readonly artifacts: IArtifactStore;
  /** Of the table, which may be another than that of what is made here. */
  private readonly encryptionKey?: kms.IKey;

  constructor(scope: Construct, id: string, props: ModelRegistryProps) {
    super(scope, id);
    const encryptionKey = props.encryptionKey ?? props.artifacts.encryptionKey;
    this.encryptionKey = props.table === undefined ? encryptionKey : (props.table.encryptionKey ?? encryptionKey);
    this.table = props.table ?? this.createTable(props.removalPolicy ?? RemovalPolicy.RETAIN);
    this.artifacts = props.artifacts;
    this.anchors = props.anchors ?? this.createAnchors(props);
    new AuditPublisher(this, 'AuditPublisher', {
      registry: this,
      artifacts: props.artifacts,
      anchors: this.anchors,
      encryptionKey,
      deadLetterQueue: props.deadLetterQueue ?? createDeadLetterQueue(this, 'DeadLetters', encryptionKey),
    });
  }

  grantRead(grantee: iam.IGrantable): iam.Grant {
    allowKey(grantee, this.encryptionKey, READ_TABLE_KEY);
    return allow(grantee, { actions: READ_REGISTRY, resources: [this.table.tableArn] });
  }

  grantReadWrite(grantee: iam.IGrantable): iam.Grant {
    allowKey(grantee, this.encryptionKey, WRITE_TABLE_KEY);
    return allow(grantee, { actions: [...READ_REGISTRY, ...WRITE_REGISTRY], resources: [this.table.tableArn] });
  }

  grantAudit(grantee: iam.IGrantable): iam.Grant {
    this.artifacts.grantReadKeys(grantee, `${objectKeys.registry}*`);
    this.anchors.grantRead(grantee);
    allow(grantee, { actions: SCAN_REGISTRY, resources: [this.table.tableArn] });
    return this.grantRead(grantee);
  }

  private createAnchors({ encryptionKey, artifacts, removalPolicy }: ModelRegistryProps): AuditAnchors {
    return new AuditAnchors(this, 'Anchors', {
      encryptionKey: encryptionKey ?? artifacts.encryptionKey,
      removalPolicy,
    });
  }

  private createTable(removalPolicy: RemovalPolicy): dynamodb.Table {
    return new dynamodb.Table(this, 'Table', {
      partitionKey: { name: REGISTRY_PARTITION_KEY, type: dynamodb.AttributeType.STRING },
      sortKey: { name: REGISTRY_SORT_KEY, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      stream: dynamodb.StreamViewType.NEW_IMAGE,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption:
        this.encryptionKey === undefined
          ? dynamodb.TableEncryption.AWS_MANAGED
          : dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.encryptionKey,
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      removalPolicy,
    });
  }
}
