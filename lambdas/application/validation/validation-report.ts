import { type GateFinding, letPass, rejectionReasons } from '../../domain/gates/gate-result.js';
import type { EvaluationSet, PinnedScores } from '../../domain/registry/records.js';
import type { ValidationReport } from '../documents/validation-report.js';
import type { GateContext } from './evidence.js';

/** The report of a validation, by `validationReportSchema`; `at` is when it ended. */
export function validationReport(
  { version, evaluationSet, previousEvaluationSet, champion, policy }: GateContext,
  gates: readonly GateFinding[],
  at: Date,
  scores?: PinnedScores,
): ValidationReport {
  return {
    schemaVersion: 1,
    model: version.model,
    version: version.version,
    submissionId: version.submissionId,
    validatedAt: at.toISOString(),
    manifest: version.manifest,
    ...(evaluationSet && { evaluationSet: pointerOf(evaluationSet) }),
    ...(previousEvaluationSet && { previousEvaluationSet: pointerOf(previousEvaluationSet) }),
    ...(champion && { champion: champion.version }),
    policy: policy.gates,
    ...verdictOn(gates),
    ...(scores && { scores }),
  };
}

/** What a report says by its findings. */
export function verdictOn(gates: readonly GateFinding[]): Pick<ValidationReport, 'verdict' | 'reasons' | 'gates'> {
  const passed = letPass(gates);
  return { verdict: passed ? 'passed' : 'rejected', reasons: passed ? [] : rejectionReasons(gates), gates };
}

const pointerOf = ({ number, key, versionId, sha256 }: EvaluationSet) => ({ number, key, versionId, sha256 });
