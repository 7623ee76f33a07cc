import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import { type AuditAction, EVENT_SOURCE } from '../contracts';

/** Matches the events of one action, or of several, of this platform alone: other platforms of the account share the default bus. */
export function auditEventPattern(
  action: AuditAction | readonly AuditAction[],
  artifacts: IArtifactStore,
): EventPattern {
  const detailType = typeof action === 'string' ? [action] : [...action];
  return { source: [EVENT_SOURCE], detailType, detail: { platform: [artifacts.bucket.bucketName] } };
}
