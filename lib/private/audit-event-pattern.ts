import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import { type AuditAction, EVENT_SOURCE } from '../contracts';

/** Matches the events of one action, of this platform alone: other platforms of the account share the default bus. */
export function auditEventPattern(action: AuditAction, artifacts: IArtifactStore): EventPattern {
  return { source: [EVENT_SOURCE], detailType: [action], detail: { platform: [artifacts.bucket.bucketName] } };
}
