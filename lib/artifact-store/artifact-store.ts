import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { allow, allowKey, DECRYPT, ENCRYPT } from '../private/allow';
import { LIST_OBJECTS, READ_OBJECTS, WRITE_OBJECTS } from './perms';

/** Where data sets, models, captured inference and reports lie. */
export interface IArtifactStore extends IConstruct {
  /** The bucket; it must send its events to EventBridge. */
  readonly bucket: s3.IBucket;
  /** The key that the bucket, and what belongs to it, is encrypted with. */
  readonly encryptionKey?: kms.IKey;
  /** Allows reading every object, and listing. */
  grantRead(grantee: iam.IGrantable): iam.Grant;
  /** Allows writing every object. */
  grantWrite(grantee: iam.IGrantable): iam.Grant;
  /** Allows reading the objects whose keys match, and listing the bucket. A key may hold `*`; a prefix ends in `*`. */
  grantReadKeys(grantee: iam.IGrantable, ...keys: string[]): iam.Grant;
  /** Allows writing the objects whose keys match. A key may hold `*`; a prefix ends in `*`. */
  grantWriteKeys(grantee: iam.IGrantable, ...keys: string[]): iam.Grant;
}

/** Properties of ArtifactStore. */
export interface ArtifactStoreProps {
  /**
   * A bucket of yours, versioned, with EventBridge notifications on.
   * @default - a new bucket: versioned, encrypted with the key, TLS only, no public access
   */
  readonly bucket?: s3.IBucket;
  /**
   * The key for the bucket. Beside an own `bucket`: the key that it is encrypted with.
   * @default - the bucket's key if one was passed, else a new key with rotation
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * What becomes of a new bucket and a new key when they leave the stack. A bucket that holds objects is never removed.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The one bucket of a platform, with its key, and grants by prefix.
 *
 * @example
 * const artifacts = new ArtifactStore(this, 'Artifacts');
 * artifacts.grantReadKeys(role, 'models/churn/*');
 */
export class ArtifactStore extends Construct implements IArtifactStore {
  readonly bucket: s3.IBucket;
  readonly encryptionKey?: kms.IKey;

  constructor(scope: Construct, id: string, props: ArtifactStoreProps = {}) {
    super(scope, id);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    if (props.bucket !== undefined) {
      this.bucket = props.bucket;
      this.encryptionKey = props.encryptionKey ?? props.bucket.encryptionKey;
    } else {
      this.encryptionKey =
        props.encryptionKey ??
        new kms.Key(this, 'Key', {
          description: 'Data, models and reports of an ML platform',
          enableKeyRotation: true,
          removalPolicy,
        });
      this.bucket = this.createBucket(this.encryptionKey, removalPolicy);
    }
  }

  grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grantReadKeys(grantee, '*');
  }

  grantWrite(grantee: iam.IGrantable): iam.Grant {
    return this.grantWriteKeys(grantee, '*');
  }

  grantReadKeys(grantee: iam.IGrantable, ...keys: string[]): iam.Grant {
    allowKey(grantee, this.encryptionKey, DECRYPT);
    allow(grantee, { actions: LIST_OBJECTS, resources: [this.bucket.bucketArn] });
    return this.allowOnKeys(grantee, READ_OBJECTS, keys);
  }

  grantWriteKeys(grantee: iam.IGrantable, ...keys: string[]): iam.Grant {
    allowKey(grantee, this.encryptionKey, ENCRYPT);
    return this.allowOnKeys(grantee, WRITE_OBJECTS, keys);
  }

  private allowOnKeys(grantee: iam.IGrantable, actions: readonly string[], keys: readonly string[]): iam.Grant {
    return allow(grantee, {
      actions,
      resources: keys.map((key) => this.bucket.arnForObjects(key)),
      wildcard: 'Objects are written while the platform runs, under prefixes that are fixed; the grant ends at them.',
    });
  }

  private createBucket(encryptionKey: kms.IKey, removalPolicy: RemovalPolicy): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Bucket', {
      encryption: s3.BucketEncryption.KMS,
      encryptionKey,
      bucketKeyEnabled: true,
      versioned: true,
      enforceSSL: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [{ id: 'AbortUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) }],
      removalPolicy,
    });
    // The L2's own switch would add a Python function to the stack.
    const resource = bucket.node.defaultChild;
    if (resource instanceof s3.CfnBucket) {
      resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    }
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Server access logs need a second bucket, which a single construct must not impose; CloudTrail data events ' +
        'record object access where an account asks for it.',
    });
    return bucket;
  }
}
