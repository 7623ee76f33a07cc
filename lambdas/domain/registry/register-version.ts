import type { ObjectPointer } from '../manifest.js';
import type { Change } from './change.js';
import { datasetHash } from './record-key.js';
import type { DatasetUse, ModelVersion, RegisteredModel, Submission, VersionContents } from './records.js';

/** What the registration found below the submission. */
export interface SubmittedVersion {
  readonly manifest: ObjectPointer;
  /** Absent when the manifest was unusable; then `reasons` says why. */
  readonly contents?: VersionContents;
  readonly reasons: readonly string[];
}

/** Every dataset that a version was made from, once a hash: the objects that it names, and what DVC keeps track of. */
function datasetsOf(contents: VersionContents | undefined): DatasetUse['dataset'][] {
  const { datasets = [], dvc = [] } = contents?.lineage ?? {};
  const all: DatasetUse['dataset'][] = [...datasets, ...dvc];
  return [...new Map(all.map((dataset) => [datasetHash(dataset), dataset])).values()];
}

/**
 * Bytes of JSON that contents may take: one audit record holds any two versions with
 * their gates, which a rollout may change at once.
 */
export const MAXIMUM_CONTENTS_BYTES = 106_000;

/** Bytes of JSON that contents and dataset uses may take, so that the audit record of the registration can be stored. */
export const MAXIMUM_REGISTERED_BYTES = 200_000;

/** What is wrong with the size of contents; undefined when they can be stored. */
export function contentsProblem(contents: VersionContents): string | undefined {
  const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
  const tooLarge = (what: string, bytes: number, most: number) =>
    bytes <= most ? undefined : `${what} has ${bytes} bytes, at most ${most} are allowed: ${ADVICE}`;
  return (
    tooLarge('What the registry keeps of the manifest', bytesOf(contents), MAXIMUM_CONTENTS_BYTES) ??
    tooLarge(
      'What the registry keeps of the manifest, together with the use of each dataset,',
      bytesOf([contents, datasetsOf(contents)]),
      MAXIMUM_REGISTERED_BYTES,
    )
  );
}

const ADVICE =
  'shorten signature, hyperparameters, tags or datasets, and keep what is long in a file of the submission';

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
  const uses = datasetsOf(contents).map(
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
