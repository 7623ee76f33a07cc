import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { anchorKeys } from '../contracts';
import { allow, allowKey, DECRYPT, ENCRYPT } from '../private/allow';
import { LIST_ANCHORS, READ_ANCHORS, WRITE_ANCHORS } from './perms';

/** Where the hash of each audit record is kept, out of reach of whoever can write the registry. */
export interface IAuditAnchors extends IConstruct {
  /** The bucket; its objects are under Object Lock. */
  readonly bucket: s3.IBucket;
  /** The key that the bucket is encrypted with. */
  readonly encryptionKey?: kms.IKey;
  /** Allows reading every version of every anchor, and listing them. */
  grantRead(grantee: iam.IGrantable): iam.Grant;
  /** Allows adding anchors; what is there under the same name stays as an older version. */
  grantWrite(grantee: iam.IGrantable): iam.Grant;
}

/** Properties of AuditAnchors. */
export interface AuditAnchorsProps {
  /**
   * A bucket of yours, versioned, with Object Lock and a default retention; in another account, if you like.
   * @default - a new bucket: versioned, locked in governance mode, encrypted, TLS only, no public access
   */
  readonly bucket?: s3.IBucket;
  /** The key for the bucket. Beside an own `bucket`: the key that it is encrypted with. @default - S3's own key */
  readonly encryptionKey?: kms.IKey;
  /**
   * For how long nobody deletes an anchor of a new bucket without the right to bypass governance, in whole days.
   * @default Duration.days(365)
   */
  readonly retention?: Duration;
  /**
   * What becomes of a new bucket when it leaves the stack. A bucket that holds objects is never removed.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The anchors of the audit chains: `anchors/<model>/<number>.json` holds the hash of one audit record, written once and
 * locked. Who rewrites the registry, its audit records and their copies cannot rewrite these, so that it shows.
 *
 * @example
 * const anchors = new AuditAnchors(this, 'Anchors', { retention: Duration.days(3650) });
 * new ModelRegistry(this, 'Registry', { artifacts, anchors });
 */
export class AuditAnchors extends Construct implements IAuditAnchors {
  readonly bucket: s3.IBucket;
  readonly encryptionKey?: kms.IKey;

  constructor(scope: Construct, id: string, props: AuditAnchorsProps = {}) {
    super(scope, id);
    this.encryptionKey = props.encryptionKey ?? props.bucket?.encryptionKey;
    this.bucket = props.bucket ?? this.createBucket(props);
  }

  grantRead(grantee: iam.IGrantable): iam.Grant {
    allowKey(grantee, this.encryptionKey, DECRYPT);
    allow(grantee, { actions: LIST_ANCHORS, resources: [this.bucket.bucketArn] });
    return this.allowOnAnchors(grantee, READ_ANCHORS);
  }

  grantWrite(grantee: iam.IGrantable): iam.Grant {
    allowKey(grantee, this.encryptionKey, ENCRYPT);
    return this.allowOnAnchors(grantee, WRITE_ANCHORS);
  }

  private allowOnAnchors(grantee: iam.IGrantable, actions: readonly string[]): iam.Grant {
    return allow(grantee, {
      actions,
      resources: [this.bucket.arnForObjects(`${anchorKeys.models}*`)],
      wildcard: 'An anchor is written for every change of every model; the grant ends at their prefix.',
    });
  }

  private createBucket({ encryptionKey, retention, removalPolicy }: AuditAnchorsProps): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Bucket', {
      encryption: encryptionKey === undefined ? s3.BucketEncryption.S3_MANAGED : s3.BucketEncryption.KMS,
      encryptionKey,
      bucketKeyEnabled: encryptionKey !== undefined,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: s3.ObjectLockRetention.governance(retention ?? Duration.days(365)),
      enforceSSL: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Server access logs need a second bucket, which a single construct must not impose; CloudTrail data events ' +
        'record object access where an account asks for it.',
    });
    return bucket;
  }
}
