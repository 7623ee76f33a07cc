import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDbRegistryArchive } from '../adapters/dynamodb/dynamo-db-registry-archive.js';
import { parseAuditImage } from '../adapters/dynamodb/parse-registry-image.js';
import { EventBridgePublisher } from '../adapters/eventbridge/event-bridge-publisher.js';
import { S3ArtifactStore } from '../adapters/s3/s3-artifact-store.js';
import { type CopyConflict, catchUp, publishAuditRecords } from '../application/audit/publish-audit-records.js';
import { publishRequestSchema } from '../application/documents/aws-events.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { asMlopsError } from '../runtime/errors.js';
import { log } from '../runtime/log.js';
import { eventHandler } from '../runtime/middleware.js';

const environment = parseEnvironment('publish-audit-records');
const s3 = new S3Client(clientSettings);
const ports = {
  archive: new DynamoDbRegistryArchive(new DynamoDBClient(clientSettings), environment.registryTable),
  artifacts: new S3ArtifactStore(s3, environment.artifactBucket),
  anchors: new S3ArtifactStore(s3, environment.anchorBucket),
  events: new EventBridgePublisher(new EventBridgeClient(clientSettings), environment.artifactBucket),
  onConflict: (conflict: CopyConflict) => log('audit.copy.conflict', { ...conflict }),
};

export const handler = eventHandler('publish-audit-records', publishRequestSchema, async (request, more) => {
  if ('catchUp' in request) return { caughtUp: await catchUp(ports, request.catchUp) };
  const records = request.Records.map(({ dynamodb: { SequenceNumber, NewImage } }) => ({
    sequenceNumber: SequenceNumber,
    read: () => (NewImage === undefined ? undefined : parseAuditImage(NewImage)),
  }));
  const { published, caughtUp, failed } = await publishAuditRecords(ports, records);
  more({ published, caughtUp });
  if (failed === undefined) return { batchItemFailures: [] };
  const { name, message } = asMlopsError(failed.error);
  log('audit.publish.failed', { sequenceNumber: failed.sequenceNumber, error: name, message });
  return { batchItemFailures: [{ itemIdentifier: failed.sequenceNumber }] };
});
