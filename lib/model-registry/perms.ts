export const READ_REGISTRY = ['dynamodb:GetItem', 'dynamodb:Query'] as const;
/** A change is one transaction of conditional puts; nothing is updated in part, and nothing is deleted. */
export const WRITE_REGISTRY = ['dynamodb:PutItem'] as const;
export const READ_STREAM = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
] as const;
/** The first version of an anchor counts, whatever was put or deleted over it. */
export const READ_ANCHORS = ['s3:GetObject', 's3:GetObjectVersion'] as const;
/** The bucket's own configuration says whether what is written there is locked. */
export const LIST_ANCHORS = ['s3:ListBucket', 's3:ListBucketVersions', 's3:GetBucketObjectLockConfiguration'] as const;
export const WRITE_ANCHORS = ['s3:PutObject'] as const;
/** Finds what lies in the table beside the models that it names. */
export const SCAN_REGISTRY = ['dynamodb:Scan'] as const;
