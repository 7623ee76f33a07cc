import { letPass, rejectionReasons } from '../../domain/gates/gate-result.js';
import type { ModelVersion } from '../../domain/registry/records.js';
import type { Notification } from '../../ports/notifier.js';
import { type QuarantinedSubmission, quarantineMessage, rejectionMessage } from './rejection-message.js';

/** What the registry holds of a validation that ended. */
export interface Verdict {
  readonly outcome: 'Validated' | 'Rejected';
  readonly model: string;
  readonly version: number;
  readonly reasons: readonly string[];
  /** For people, of a rejection that this execution has to tell of. */
  readonly notification?: Notification;
}

/** A manifest that became no version. */
export interface Quarantine {
  readonly outcome: 'quarantined';
  readonly reason: string;
  /** For people, where this execution has to tell of it. */
  readonly notification?: Notification;
}

/** Who recorded a quarantine tells of it, as often as it is tried again; of one that nobody recorded, everyone does. */
export function quarantined(
  submission: QuarantinedSubmission & { readonly validationId?: string },
  bucket: string,
  validationId: string | undefined,
): Quarantine {
  const told = submission.validationId !== undefined && submission.validationId !== validationId;
  const notification = told ? {} : { notification: quarantineMessage(submission, bucket) };
  return { outcome: 'quarantined', reason: submission.reason, ...notification };
}

/**
 * The verdict on a version that is no longer PendingValidation, whatever became of it since. Who rejected it tells of it,
 * as often as it is tried again; of one that no execution rejected, whoever comes late does.
 */
export function verdictOf(version: ModelVersion, bucket: string, validationId: string | undefined): Verdict {
  const { model, version: number, gates } = version;
  const known = { model, version: number };
  if (letPass(gates)) return { outcome: 'Validated', ...known, reasons: [] };
  // Of a version without findings only the end of its validation is known.
  const reasons = gates.length > 0 ? rejectionReasons(gates) : version.reasons;
  const told = version.validationId !== undefined && version.validationId !== validationId;
  return {
    outcome: 'Rejected',
    ...known,
    reasons,
    ...(told ? {} : { notification: rejectionMessage({ ...version, reasons }, bucket) }),
  };
}
