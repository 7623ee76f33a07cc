import type { ObjectPointer } from '../manifest.js';
import type { Change } from './change.js';
import type { DatasetUse, ModelVersion, RegisteredModel, Submission, VersionContents } from './records.js';

/** What the registration found below the submission. */
export interface SubmittedVersion {
  readonly manifest: ObjectPointer;
  /** Absent when the manifest was unusable; then `reasons` says why. */
  readonly contents?: VersionContents;
  readonly reasons: readonly string[];
}

/** The next version of the model, out of an open submission: its item, the submission's, and its dataset uses. */
export function registerVersion(
  head: RegisteredModel | undefined,
  submission: Submission,
  submitted: SubmittedVersion,
  at: string,
): { readonly version: ModelVersion; readonly change: Change } {
  const { model, submissionId, openedBy } = submission;
  const number = head?.nextVersion ?? 1;
  const { manifest, contents, reasons } = submitted;
  const version: ModelVersion = {
    kind: 'ModelVersion',
    model,
    revision: 0,
    version: number,
    status: 'PendingValidation',
    submissionId,
    registeredAt: at,
    registeredBy: openedBy,
    statusChangedAt: at,
    manifest,
    ...(contents === undefined ? {} : { contents }),
    gates: [],
    reasons,
  };
  const datasets = new Map((contents?.lineage.datasets ?? []).map((dataset) => [dataset.sha256, dataset]));
  const uses = [...datasets.values()].map(
    (dataset): DatasetUse => ({ kind: 'DatasetUse', model, revision: 0, version: number, dataset }),
  );
  const change: Change = {
    action: 'ModelVersionRegistered',
    actor: openedBy,
    at,
    version: number,
    submissionId,
    evidence: { manifest: { ...manifest }, trigger: contents?.lineage.trigger, problems: reasons },
    puts: [version, { ...submission, status: 'Registered', version: number }, ...uses],
    head: { nextVersion: number + 1 },
  };
  return { version, change };
}
