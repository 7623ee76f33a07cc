import type { AuditTrail } from '../../lambdas/ports/audit-trail.js';
import type { RegistryArchive } from '../../lambdas/ports/registry-archive.js';
import type { StackOutputs } from './deployment.js';
import { CommandError } from './errors.js';

/** Where a registry and what was written beside it lie. */
export interface AuditPlaces {
  readonly table: string;
  readonly artifactBucket: string;
  /** Absent where there are none: then nothing is compared with them. */
  readonly anchorBucket?: string;
}

/** The names in a platform's outputs. Platforms of release 0.1 have no anchors. */
export function placesOf(outputs: StackOutputs): AuditPlaces {
  const { RegistryTableName: table, ArtifactBucketName: artifactBucket, AuditAnchorBucketName: anchorBucket } = outputs;
  if (table === undefined || artifactBucket === undefined) {
    throw new CommandError(
      'the stack has no outputs RegistryTableName and ArtifactBucketName: is its deployment complete?',
    );
  }
  return { table, artifactBucket, ...(anchorBucket === undefined ? {} : { anchorBucket }) };
}

export async function openArchive(table: string): Promise<RegistryArchive> {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const { DynamoDbRegistryArchive } = await import('../../lambdas/adapters/dynamodb/dynamo-db-registry-archive.js');
  return new DynamoDbRegistryArchive(new DynamoDBClient({}), table);
}

export async function openTrail({ artifactBucket, anchorBucket }: Omit<AuditPlaces, 'table'>): Promise<AuditTrail> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const { S3AuditTrail } = await import('../../lambdas/adapters/s3/s3-audit-trail.js');
  const buckets = { artifacts: artifactBucket, ...(anchorBucket === undefined ? {} : { anchors: anchorBucket }) };
  return new S3AuditTrail(new S3Client({}), buckets);
}
