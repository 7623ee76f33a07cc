import { InvalidInput, PreconditionFailed } from '../../domain/errors.js';
import type { FileEntry } from '../../domain/manifest.js';
import type { Submission } from '../../domain/registry/records.js';
import { sizeProblem } from '../../domain/submission-limits.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { changeRegistry } from '../change-registry.js';

/** A manifest has to arrive within this time of the opening. */
export const SUBMISSION_OPEN_SECONDS = 3_600;

export interface OpenSubmissionInput {
  readonly model: string;
  /** 1 to 64 of A-Z, a-z, 0-9, "-" and "_"; unique to the model. */
  readonly submissionId: string;
  /** Who answers for it: the caller's ARN, or who started the retraining run. */
  readonly openedBy: string;
  /** What will be uploaded, without the manifest. */
  readonly files: readonly FileEntry[];
  readonly now: Date;
  /** Default one hour. */
  readonly openSeconds?: number;
}

/**
 * Opens a submission: from now on, and for an hour, a manifest with its id is registered as a version. Opening the same
 * submission again gives it another hour, but changes nothing while half of the hour is left.
 * @throws InvalidInput for a file that is too large for its role; PreconditionFailed for a submission that is no longer
 * open, or another's
 */
export async function openSubmission(store: ModelRegistryStore, input: OpenSubmissionInput): Promise<Submission> {
  const { model, submissionId, openedBy, files, now } = input;
  const problems = files.flatMap((file) => sizeProblem(file) ?? []);
  if (problems.length > 0) throw new InvalidInput(problems.join('; '), { details: { problems } });
  const openMilliseconds = (input.openSeconds ?? SUBMISSION_OPEN_SECONDS) * 1000;
  const expiresAt = new Date(now.getTime() + openMilliseconds).toISOString();
  return changeRegistry(store, model, async () => {
    const existing = await store.readSubmission(model, submissionId);
    if (existing !== undefined) {
      if (existing.status !== 'Open' || existing.openedBy !== openedBy) {
        throw new PreconditionFailed(
          `Submission ${submissionId} of model ${model} is ${existing.status}, opened by ${existing.openedBy}. Open another one.`,
        );
      }
      if (Date.parse(existing.expiresAt) - now.getTime() >= openMilliseconds / 2) return { result: existing };
    }
    const submission: Submission = {
      kind: 'Submission',
      model,
      revision: existing?.revision ?? 0,
      submissionId,
      status: 'Open',
      openedBy,
      openedAt: existing?.openedAt ?? now.toISOString(),
      expiresAt,
      files,
    };
    return {
      result: submission,
      change: {
        action: 'SubmissionOpened',
        actor: openedBy,
        at: now.toISOString(),
        submissionId,
        evidence: { files: files.length, bytes: files.reduce((sum, file) => sum + file.size, 0), expiresAt },
        puts: [submission],
      },
    };
  });
}
