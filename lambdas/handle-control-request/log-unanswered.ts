import { awsErrorName } from '../adapters/aws-errors.js';
import type { Approval } from '../domain/registry/records.js';
import { log } from '../runtime/log.js';

/** Logs that a settled approval's execution goes on waiting. Of the error only the names: its text may quote the token. */
export function logUnanswered({ model, version, status, requestId }: Approval, error: unknown): void {
  const cause = error instanceof Error ? awsErrorName(error.cause) : '';
  log('approval.answer.failed', { model, version, status, requestId, error: awsErrorName(error), cause });
}
