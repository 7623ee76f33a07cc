import { boundedResult, letPass, rejectionReasons } from '../../domain/gates/gate-result.js';
import type { ObjectPointer } from '../../domain/manifest.js';
import { transition } from '../../domain/registry/life-cycle.js';
import type { GateResult, ModelVersion, PinnedScores } from '../../domain/registry/records.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { changeRegistry } from '../change-registry.js';

export interface DecisionDependencies {
  readonly registry: ModelRegistryStore;
  readonly clock: Clock;
}

/** What a validation came to: findings with their report, or the reasons why there are none. */
export interface VerdictEvidence {
  readonly gates: readonly GateResult[];
  readonly report?: ObjectPointer;
  readonly scores?: PinnedScores | undefined;
  /** Instead of what the gates say. */
  readonly reasons?: readonly string[];
}

/** Decides a version that is PendingValidation, once; answers with it as it is then. */
export function decideVersion(
  { registry, clock }: DecisionDependencies,
  { model, version: number }: Pick<ModelVersion, 'model' | 'version'>,
  { gates: findings, report, scores, reasons: given }: VerdictEvidence,
  validationId?: string,
): Promise<ModelVersion> {
  const gates = findings.map(boundedResult);
  const valid = given === undefined && letPass(gates);
  const reasons = given ?? (valid ? [] : rejectionReasons(gates));
  return changeRegistry(registry, model, async () => {
    const version = await registry.readVersion(model, number);
    if (version === undefined) throw new Error(`Version ${number} of model ${model} is gone`);
    if (version.status !== 'PendingValidation') return { result: version };
    const at = clock.now().toISOString();
    const decided = transition(version, valid ? 'Validated' : 'Rejected', at, {
      gates,
      reasons,
      ...(report === undefined ? {} : { validationReport: report }),
      ...(scores === undefined ? {} : { scores }),
      ...(validationId === undefined ? {} : { validationId }),
    });
    return {
      result: decided,
      change: {
        action: valid ? 'ModelVersionValidated' : 'ModelVersionRejected',
        actor: 'pipeline:validate-model-version',
        at,
        version: number,
        submissionId: version.submissionId,
        evidence: {
          gates: gates.map(({ gate, verdict, advisory }) => ({ gate, verdict, advisory })),
          reasons,
          ...(report === undefined ? {} : { report: { ...report } }),
        },
        puts: [decided],
      },
    };
  });
}
