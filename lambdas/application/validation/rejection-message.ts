import { objectKeys } from '../../../lib/contracts/index.js';
import { cutToBytes } from '../../domain/cut.js';
import { notificationSubject } from '../../domain/notification-subject.js';
import { escapeUnprintable } from '../../domain/printable.js';
import type { ModelVersion } from '../../domain/registry/records.js';
import type { Notification } from '../../ports/notifier.js';

/** Bytes of JSON; what is longer fits neither a notification nor the state of an execution. */
const LONGEST_TEXT = 50_000;

/** What people read of a version that its validation rejected: the reasons in the words of the registry, and what to do. */
export function rejectionMessage(version: ModelVersion, bucket: string): Notification {
  const { model, version: number, submissionId, registeredBy, registeredAt, reasons, validationReport } = version;
  return message(`Rejected: model ${model}, version ${number}`, reasons, [
    `Version ${number} of model ${model} is rejected.`,
    `Submission ${submissionId} of ${registeredBy}, registered at ${registeredAt}.`,
    validationReport === undefined
      ? 'There is no report: the gates did not end.'
      : `Report: s3://${bucket}/${validationReport.key.replace(/report\.json$/, 'report.html')}`,
    '',
    `Look: mlops show --model ${model} --version ${number}`,
    `Next: mend what the reasons name, and submit it again: mlops submit FOLDER --model ${model}`,
  ]);
}

export interface QuarantinedSubmission {
  readonly model: string;
  readonly submissionId: string;
  readonly reason: string;
}

/** What people read of a manifest that became no version. */
export function quarantineMessage(submission: QuarantinedSubmission, bucket: string): Notification {
  const { model, submissionId, reason } = submission;
  return message(
    `Quarantined: model ${model}, submission ${submissionId}`,
    [reason],
    [
      `Submission ${submissionId} of model ${model} is quarantined: it became no version.`,
      `Manifest and reason: s3://${bucket}/${objectKeys.quarantine(model, submissionId)}`,
      '',
      `Next: submit it again, which opens another submission: mlops submit FOLDER --model ${model}`,
    ],
  );
}

/** The first line, the reasons, and what else there is to know. */
function message(subject: string, reasons: readonly string[], [title = '', ...rest]: readonly string[]): Notification {
  const lines = [title, '', 'Reasons:', ...reasons.map((reason) => `- ${reason}`), '', ...rest];
  const text = lines.map((line) => escapeUnprintable(line)).join('\n');
  const short = cutToBytes(text, LONGEST_TEXT);
  const end = short === text.toWellFormed() ? '' : '\n(cut)';
  return { subject: notificationSubject(subject), text: `${short}${end}\n` };
}
