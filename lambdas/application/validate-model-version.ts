import { objectKeys } from '../../lib/contracts/index.js';
import { sha256 } from '../domain/canonical-json.js';
import { type GateFinding, letPass, rejectionReasons } from '../domain/gates/gate-result.js';
import type { ObjectPointer } from '../domain/manifest.js';
import { CHAMPION } from '../domain/registry/champion.js';
import { transition } from '../domain/registry/life-cycle.js';
import type { GateResult, ModelVersion } from '../domain/registry/records.js';
import { changeRegistry } from './change-registry.js';
import type { GateContext, GateDependencies } from './validation/evidence.js';
import {
  type ManifestObject,
  type RegistrationDependencies,
  registerSubmission,
} from './validation/register-submission.js';
import { runGates } from './validation/run-gates.js';

export type ValidationDependencies = RegistrationDependencies & GateDependencies;

export type Validation =
  | { readonly outcome: 'Validated' | 'Rejected'; readonly version: number; readonly reasons: readonly string[] }
  | { readonly outcome: 'quarantined' | 'ignored'; readonly reason: string };

/**
 * Registers what a manifest completes, and runs its gates. The same event again, or late, finds the version as it is:
 * one that is still PendingValidation is validated, any other is left alone.
 */
export async function validateModelVersion(deps: ValidationDependencies, object: ManifestObject): Promise<Validation> {
  const registration = await registerSubmission(deps, object);
  if (registration.outcome !== 'registered') return registration;
  const { version } = registration;
  if (version.status !== 'PendingValidation') {
    return { outcome: 'ignored', reason: `version ${version.version} is ${version.status} already` };
  }
  const context = await readContext(deps, version);
  const gates = await runGates(deps, context);
  const report = await writeReport(deps, context, gates);
  return decide(deps, version, gates.map(asResult), report);
}

/** What the registry keeps of a finding. */
const asResult = ({ details: _, ...result }: GateFinding): GateResult => result;

async function readContext(
  { registry, policies }: ValidationDependencies,
  version: ModelVersion,
): Promise<GateContext> {
  const { model, submissionId } = version;
  const [policy, evaluationSet, alias] = await Promise.all([
    policies.read(model),
    registry.readEvaluationSet(model),
    registry.readAlias(model, CHAMPION),
  ]);
  const [champion, previousEvaluationSet] = await Promise.all([
    alias === undefined ? undefined : registry.readVersion(model, alias.version),
    evaluationSet === undefined || evaluationSet.number === 1
      ? undefined
      : registry.readEvaluationSet(model, evaluationSet.number - 1),
  ]);
  const folder = objectKeys.submission(model, submissionId);
  return { version, folder, policy, evaluationSet, previousEvaluationSet, champion };
}

async function writeReport(
  { artifacts, clock }: ValidationDependencies,
  { version, evaluationSet, previousEvaluationSet, champion, policy }: GateContext,
  gates: readonly GateFinding[],
): Promise<ObjectPointer> {
  const key = objectKeys.validationReport(version.model, version.version);
  const set = (pointer: typeof evaluationSet) =>
    pointer && { number: pointer.number, key: pointer.key, versionId: pointer.versionId, sha256: pointer.sha256 };
  const report = {
    schemaVersion: 1,
    model: version.model,
    version: version.version,
    submissionId: version.submissionId,
    validatedAt: clock.now().toISOString(),
    manifest: version.manifest,
    evaluationSet: set(evaluationSet),
    previousEvaluationSet: set(previousEvaluationSet),
    champion: champion?.version,
    policy: policy.gates,
    gates,
  };
  const body = JSON.stringify(report, null, 2);
  const { versionId } = await artifacts.write(key, body, { contentType: 'application/json' });
  return { key, versionId, sha256: sha256(body) };
}

function decide(
  { registry, clock }: ValidationDependencies,
  { model, version: number }: ModelVersion,
  gates: readonly GateResult[],
  validationReport: ObjectPointer,
): Promise<Validation> {
  const valid = letPass(gates);
  const reasons = valid ? [] : rejectionReasons(gates);
  return changeRegistry<Validation>(registry, model, async () => {
    const version = await registry.readVersion(model, number);
    if (version?.status !== 'PendingValidation') {
      return { result: { outcome: 'ignored', reason: `version ${number} is ${version?.status} already` } };
    }
    const outcome = valid ? 'Validated' : 'Rejected';
    const at = clock.now().toISOString();
    return {
      result: { outcome, version: number, reasons },
      change: {
        action: valid ? 'ModelVersionValidated' : 'ModelVersionRejected',
        actor: 'pipeline:validate-model-version',
        at,
        version: number,
        submissionId: version.submissionId,
        evidence: {
          gates: gates.map(({ gate, verdict, advisory }) => ({ gate, verdict, advisory })),
          reasons,
          report: { ...validationReport },
        },
        puts: [transition(version, outcome, at, { gates, reasons, validationReport })],
      },
    };
  });
}
