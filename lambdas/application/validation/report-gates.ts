import { objectKeys } from '../../../lib/contracts/index.js';
import { sha256 } from '../../domain/canonical-json.js';
import type { GateFinding } from '../../domain/gates/gate-result.js';
import type { ObjectPointer } from '../../domain/manifest.js';
import { CHAMPION } from '../../domain/registry/champion.js';
import type { ModelVersion, PinnedScores } from '../../domain/registry/records.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelPolicyStore } from '../../ports/model-policy-store.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import type { ValidationReport } from '../documents/validation-report.js';
import type { GateContext, GateDependencies, GateRun } from './evidence.js';
import { renderValidationReport } from './page/render-validation-report.js';
import { validationReport } from './validation-report.js';
import { writeScores } from './version-scores.js';

export interface ContextDependencies {
  readonly registry: Pick<ModelRegistryStore, 'readEvaluationSet' | 'readAlias' | 'readVersion'>;
  readonly policies: ModelPolicyStore;
}

export interface ReportDependencies extends ContextDependencies, GateDependencies {
  readonly artifacts: GateDependencies['artifacts'] & Pick<ArtifactStore, 'write'>;
  readonly clock: Clock;
}

/** What was found, and the report that holds all of it. */
export interface ReportedGates {
  readonly gates: readonly GateFinding[];
  readonly report: ObjectPointer;
  readonly scores: PinnedScores | undefined;
}

/** What the gates hold a version against, as it is now. */
export async function readContext(
  { registry, policies }: ContextDependencies,
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

/** Writes the report of what was found, and the version's own scores. */
export async function reportGates(
  { artifacts, clock }: Pick<ReportDependencies, 'artifacts' | 'clock'>,
  context: GateContext,
  { findings, scored }: GateRun,
): Promise<ReportedGates> {
  const { model, version } = context.version;
  const scores = await writeScores(artifacts, objectKeys.validationScores(model, version), scored);
  return writeReport(artifacts, context.version, validationReport(context, findings, clock.now(), scores));
}

/** Writes a report, and as a page beside it; a repeated validation writes further versions of both. */
export async function writeReport(
  artifacts: Pick<ArtifactStore, 'write'>,
  { model, version }: Pick<ModelVersion, 'model' | 'version'>,
  report: ValidationReport,
): Promise<ReportedGates> {
  const key = objectKeys.validationReport(model, version);
  const page = renderValidationReport(report);
  await artifacts.write(objectKeys.validationPage(model, version), page, { contentType: 'text/html; charset=utf-8' });
  const body = JSON.stringify(report, null, 2);
  const { versionId } = await artifacts.write(key, body, { contentType: 'application/json' });
  return { gates: report.gates, scores: report.scores, report: { key, versionId, sha256: sha256(body) } };
}
