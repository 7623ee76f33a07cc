export const READ_REGISTRY = ['dynamodb:GetItem', 'dynamodb:Query'] as const;
/** A change is one transaction of conditional puts; nothing is updated in part, and nothing is deleted. */
export const WRITE_REGISTRY = ['dynamodb:PutItem'] as const;
export const READ_STREAM = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
] as const;
