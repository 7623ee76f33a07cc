import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { parseAuditImage } from '../adapters/dynamodb/parse-registry-image.js';
import { EventBridgePublisher } from '../adapters/eventbridge/event-bridge-publisher.js';
import { S3ArtifactStore } from '../adapters/s3/s3-artifact-store.js';
import { streamBatchSchema } from '../application/documents/aws-events.js';
import { publishAuditRecords } from '../application/publish-audit-records.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { asMlopsError } from '../runtime/errors.js';
import { log } from '../runtime/log.js';
import { eventHandler } from '../runtime/middleware.js';

const environment = parseEnvironment('publish-audit-records');
const dependencies = {
  artifacts: new S3ArtifactStore(new S3Client(clientSettings), environment.artifactBucket),
  events: new EventBridgePublisher(new EventBridgeClient(clientSettings), environment.artifactBucket),
};

export const handler = eventHandler('publish-audit-records', streamBatchSchema, async ({ Records }, more) => {
  const records = Records.map(({ dynamodb: { SequenceNumber, NewImage } }) => ({
    sequenceNumber: SequenceNumber,
    read: () => (NewImage === undefined ? undefined : parseAuditImage(NewImage)),
  }));
  const { published, failed } = await publishAuditRecords(dependencies, records);
  more({ published });
  if (failed === undefined) return { batchItemFailures: [] };
  const { name, message } = asMlopsError(failed.error);
  log('audit.publish.failed', { sequenceNumber: failed.sequenceNumber, error: name, message });
  return { batchItemFailures: [{ itemIdentifier: failed.sequenceNumber }] };
});
