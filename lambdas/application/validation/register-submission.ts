import { objectKeys, parseManifestKey } from '../../../lib/contracts/index.js';
import { InvalidInput, NotFound } from '../../domain/errors.js';
import type { ModelVersion, Submission } from '../../domain/registry/records.js';
import { registerVersion, type SubmittedVersion } from '../../domain/registry/register-version.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelPolicyStore } from '../../ports/model-policy-store.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { changeRegistry, type Decision } from '../change-registry.js';
import { lineageProblems } from './check-lineage.js';
import { readContents } from './read-contents.js';

export interface RegistrationDependencies {
  readonly registry: ModelRegistryStore;
  readonly artifacts: ArtifactStore;
  readonly policies: ModelPolicyStore;
  readonly clock: Clock;
}

/** The object of the event; the version that is current when the event does not say. */
export interface ManifestObject {
  readonly key: string;
  readonly versionId?: string;
  /** The execution that registers it, which tells people of a quarantine. */
  readonly validationId?: string | undefined;
}

export type Registration =
  | { readonly outcome: 'registered'; readonly version: ModelVersion }
  | {
      readonly outcome: 'quarantined';
      readonly model: string;
      readonly submissionId: string;
      readonly reason: string;
      /** The execution that told people of it, or has to; unknown where there was no submission to record it of. */
      readonly validationId?: string;
    }
  | { readonly outcome: 'ignored'; readonly reason: string };

/**
 * Turns an arrived manifest into a version, once: a manifest of a submission that was registered or quarantined before
 * changes nothing. One that no open submission covers goes to quarantine.
 */
export async function registerSubmission(
  deps: RegistrationDependencies,
  object: ManifestObject,
): Promise<Registration> {
  const { registry, artifacts, policies, clock } = deps;
  const place = parseManifestKey(object.key);
  if (place === undefined) return { outcome: 'ignored', reason: `${object.key} is not a manifest's key` };
  const { model, submissionId } = place;
  const known = await registry.readSubmission(model, submissionId);
  if (known !== undefined && known.status !== 'Open') return alreadyDecided(registry, known);
  const unknown = await policies.read(model).then(() => undefined, unknownModel);
  if (unknown !== undefined) return quarantine(deps, object, place, unknown, known);
  if (known === undefined) {
    return quarantine(deps, object, place, `There is no submission ${submissionId} of model ${model}`);
  }

  const head = await artifacts.head(object.key, object.versionId);
  if (head.lastModified.getTime() > Date.parse(known.expiresAt)) {
    const reason = `The manifest arrived at ${head.lastModified.toISOString()}, the submission expired at ${known.expiresAt}`;
    return quarantine(deps, object, place, reason, known);
  }
  const folder = objectKeys.submission(model, submissionId);
  const read = await readContents(artifacts, { ...place, folder, key: object.key, versionId: head.versionId });
  const submitted = await checkedAgainst(registry, place, read);
  return changeRegistry<Registration>(registry, model, async (headOfModel): Promise<Decision<Registration>> => {
    const submission = await registry.readSubmission(model, submissionId);
    if (submission?.status !== 'Open') return { result: await alreadyDecided(registry, submission ?? known) };
    const { version, change } = registerVersion(headOfModel, submission, submitted, clock.now().toISOString());
    return { result: { outcome: 'registered', version: { ...version, revision: 1 } }, change };
  });
}

const MOST_REASONS = 20;

/** Contents that contradict the registry are not taken; the reasons are as many as one record holds. */
async function checkedAgainst(
  registry: ModelRegistryStore,
  { model, submissionId }: { readonly model: string; readonly submissionId: string },
  { manifest, contents, reasons }: SubmittedVersion,
): Promise<SubmittedVersion> {
  const lineage = contents === undefined ? [] : await lineageProblems(registry, model, contents.lineage, submissionId);
  const all = [...reasons, ...lineage];
  if (all.length === 0 && contents !== undefined) return { manifest, contents, reasons: [] };
  const more = all.length > MOST_REASONS ? [`and ${all.length - MOST_REASONS} more`] : [];
  return { manifest, reasons: [...all.slice(0, MOST_REASONS), ...more] };
}

function unknownModel(error: unknown): string {
  if (error instanceof NotFound || error instanceof InvalidInput) return error.message;
  throw error;
}

async function alreadyDecided(registry: ModelRegistryStore, submission: Submission): Promise<Registration> {
  const { model, submissionId, version } = submission;
  if (submission.status === 'Quarantined') {
    const { reason = 'no reason is known', validationId } = submission;
    return { outcome: 'quarantined', model, submissionId, reason, ...(validationId && { validationId }) };
  }
  const registered = version === undefined ? undefined : await registry.readVersion(model, version);
  if (registered !== undefined) return { outcome: 'registered', version: registered };
  throw new NotFound(
    `Submission ${submissionId} of model ${model} is registered, but its version ${version} is not there`,
  );
}

/** Puts manifest and reason where people look for what never became a version, and records it of an open submission. */
async function quarantine(
  deps: RegistrationDependencies,
  object: ManifestObject,
  { model, submissionId }: { readonly model: string; readonly submissionId: string },
  reason: string,
  open?: Submission,
): Promise<Registration> {
  const { artifacts, clock } = deps;
  const folder = objectKeys.quarantine(model, submissionId);
  try {
    await artifacts.copy(object.key, `${folder}manifest.json`, object.versionId);
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
  }
  const report = {
    schemaVersion: 1,
    key: object.key,
    versionId: object.versionId,
    reason,
    at: clock.now().toISOString(),
  };
  await artifacts.write(`${folder}reason.json`, JSON.stringify(report), { contentType: 'application/json' });
  const teller = open && (await recordQuarantine(deps, open, reason, object.validationId));
  return { outcome: 'quarantined', model, submissionId, reason, ...(teller && { validationId: teller }) };
}

/** Answers with the execution that tells people of it. */
function recordQuarantine(
  { registry, clock }: RegistrationDependencies,
  known: Submission,
  reason: string,
  validationId: string | undefined,
): Promise<string | undefined> {
  const { model, submissionId } = known;
  return changeRegistry<string | undefined>(registry, model, async () => {
    const submission = await registry.readSubmission(model, submissionId);
    if (submission?.status !== 'Open') return { result: submission?.validationId };
    return {
      result: validationId,
      change: {
        action: 'SubmissionQuarantined',
        actor: 'pipeline:validate-model-version',
        at: clock.now().toISOString(),
        submissionId,
        evidence: { reason },
        puts: [{ ...submission, status: 'Quarantined', reason, ...(validationId && { validationId }) }],
      },
    };
  });
}
