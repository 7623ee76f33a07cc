import * as z from 'zod';
import { compactTime, objectKeys, submissionPaths } from '../../../lib/contracts/index.js';
import { NotFound } from '../../domain/errors.js';
import { fileEntrySchema } from '../documents/manifest.js';
import { openSubmission, SUBMISSION_OPEN_SECONDS } from '../validation/open-submission.js';
import type { ControlPorts } from './control-ports.js';

const MANIFEST = submissionPaths.manifest;

/** The body of `POST /models/{model}/submissions`. Who submits is never in it. */
export const openSubmissionBodySchema = z.strictObject({
  files: z
    .array(
      fileEntrySchema.refine(
        (file) => file.path !== MANIFEST,
        `expected any path but ${MANIFEST}, which is added and uploaded last`,
      ),
    )
    .min(1)
    .max(100)
    .refine((files) => new Set(files.map((file) => file.path)).size === files.length, 'expected each path once'),
});
export type OpenSubmissionBody = z.infer<typeof openSubmissionBodySchema>;

/**
 * Opens a submission in the caller's name. The answer has an upload for each file, which takes that content only, and
 * one for the manifest, which names the submission and so can't be hashed before.
 */
export async function openNewSubmission(
  ports: ControlPorts,
  actor: string,
  model: string,
  { files }: OpenSubmissionBody,
) {
  const { registry, artifacts, policies, clock, newId } = ports;
  await policies.read(model);
  const now = clock.now();
  const submissionId = `${compactTime(now)}-${newId().slice(0, 8)}`;
  const { expiresAt } = await openSubmission(registry, { model, submissionId, openedBy: actor, files, now });
  const folder = objectKeys.submission(model, submissionId);
  const expected = [...files, { path: MANIFEST, sha256: undefined }];
  const uploads = await Promise.all(
    expected.map(async ({ path, sha256 }) => ({
      path,
      ...(await artifacts.presignUpload(`${folder}${path}`, {
        expiresSeconds: SUBMISSION_OPEN_SECONDS,
        ...(sha256 === undefined ? {} : { sha256 }),
      })),
    })),
  );
  return { submissionId, expiresAt, uploads };
}

/** How a submission stands, with the status and the reasons of the version that it became. */
export async function readSubmission({ registry, policies }: ControlPorts, model: string, submissionId: string) {
  await policies.read(model);
  const submission = await registry.readSubmission(model, submissionId);
  if (submission === undefined) throw new NotFound(`There is no submission "${submissionId}" of model ${model}`);
  const { status, openedBy, openedAt, expiresAt, version: number, reason } = submission;
  const stands = { submissionId, status, openedBy, openedAt, expiresAt };
  if (number === undefined) return reason === undefined ? stands : { ...stands, reasons: [reason] };
  const version = await registry.readVersion(model, number);
  return { ...stands, version: number, versionStatus: version?.status, reasons: version?.reasons ?? [] };
}
