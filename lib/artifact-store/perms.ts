/** What reading objects needs; versions are read by the ids that records pin. */
export const READ_OBJECTS = ['s3:GetObject', 's3:GetObjectVersion'] as const;
/** On the bucket, not on a prefix: without it S3 answers 403 instead of 404 for an object that is not there. */
export const LIST_OBJECTS = ['s3:ListBucket'] as const;
/** What writing objects needs; nothing of this package deletes one. */
export const WRITE_OBJECTS = ['s3:PutObject', 's3:AbortMultipartUpload'] as const;
