import type { DeployedModelPolicy } from '../../../lib/contracts/index.js';
import { MlopsError } from '../../domain/errors.js';
import { championGate } from '../../domain/gates/champion-gate.js';
import { failed, skipped, unverified } from '../../domain/gates/gate-result.js';
import { integrityGate } from '../../domain/gates/integrity-gate.js';
import { headlineMetrics, rowLosses } from '../../domain/gates/metrics.js';
import { qualityGate } from '../../domain/gates/quality-gate.js';
import { reproductionGate } from '../../domain/gates/reproduction-gate.js';
import { signatureGate } from '../../domain/gates/signature-gate.js';
import type { Manifest } from '../../domain/manifest.js';
import type {
  EvaluationSet,
  GateName,
  GateResult,
  ModelVersion,
  VersionContents,
} from '../../domain/registry/records.js';
import type { ReadArchive } from '../../ports/archive-reader.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { LoadedModel, ModelScorer } from '../../ports/model-scorer.js';
import { parseSubmittedPredictions } from '../documents/submitted-predictions.js';
import { checkEvidence } from './check-evidence.js';
import { collectFileEvidence, type OpenedArtifact, openArtifact } from './open-artifact.js';
import { readManifest } from './read-contents.js';
import { readEvaluationTable, type ScoredSet, scoreModel } from './score-model.js';

export interface GateDependencies {
  readonly artifacts: ArtifactStore;
  readonly readArchive: ReadArchive;
  readonly scorer: ModelScorer;
}

/** What the gates hold a version against. */
export interface GateContext {
  readonly version: ModelVersion;
  readonly folder: string;
  readonly policy: DeployedModelPolicy;
  readonly evaluationSet: EvaluationSet | undefined;
  readonly previousEvaluationSet: EvaluationSet | undefined;
  readonly champion: ModelVersion | undefined;
}

/** All gates, in order; none keeps another from running, but what can't be opened can't be scored. */
export async function runGates(deps: GateDependencies, context: GateContext): Promise<readonly GateResult[]> {
  const { version, folder, evaluationSet } = context;
  const { contents } = version;
  if (contents === undefined) {
    return [integrityGate({ files: [], problems: version.reasons }), ...notRun('the submission is not whole')];
  }
  const manifest = await readManifest(deps.artifacts, version.manifest);
  const files = await collectFileEvidence(deps.artifacts, folder, manifest, contents);
  const opened = await attempt(() => openArtifact(deps.artifacts, deps.readArchive, contents.artifact));
  const whole = integrityGate({ files, problems: opened.problem === undefined ? [] : [opened.problem] });
  const problems = whole.passed ? await checkEvidence(deps.artifacts, contents, context.policy.dataset.target) : [];
  const integrity = problems.length === 0 ? whole : integrityGate({ files, problems });
  if (!integrity.passed || opened.value === undefined) {
    return [
      integrity,
      ...notRun(whole.passed ? 'the evidence does not fit the model' : 'the submission is not what its manifest says'),
    ];
  }
  const { onnx, signature } = opened.value;
  const loaded = await attempt(() => deps.scorer.load(onnx, contents.signature));
  if (loaded.value === undefined) {
    const reason = loaded.problem ?? '';
    return [
      integrity,
      failed('signature', reason),
      ...notRun("the model can't be loaded", ['reproduction', 'quality', 'champion']),
    ];
  }
  const model = loaded.value;
  try {
    const checked = checkSignature(context, manifest, { signature, onnx }, contents, model);
    if (!checked.passed) {
      return [
        integrity,
        checked,
        ...notRun('the model does not fit its signature', ['reproduction', 'quality', 'champion']),
      ];
    }
    const scored =
      evaluationSet === undefined
        ? { problem: `model ${version.model} has no evaluation set; a retraining run sets one aside` }
        : await attempt(async () => scoreOn(deps, context, evaluationSet, contents, model));
    if (scored.value === undefined || evaluationSet === undefined) {
      const reason = scored.problem ?? '';
      const quality = evaluationSet === undefined ? unverified('quality', reason) : failed('quality', reason);
      return [integrity, checked, unverified('reproduction', reason), quality, unverified('champion', reason)];
    }
    return [
      integrity,
      checked,
      await reproduction(deps, context, evaluationSet, contents, scored.value),
      await quality(deps, context, evaluationSet, contents, model, scored.value),
      await champion(deps, context, evaluationSet, scored.value),
    ];
  } finally {
    await model.release();
  }
}

interface Attempt<T> {
  readonly value?: T;
  readonly problem?: string;
}

/** A problem of the submission is evidence; one of ours, or one that passes, is thrown. */
async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof MlopsError && !error.retryable) return { problem: error.message };
    throw error;
  }
}

const notRun = (
  why: string,
  gates: readonly GateName[] = ['signature', 'reproduction', 'quality', 'champion'],
): GateResult[] => gates.map((gate) => unverified(gate, `not run: ${why}`));

const checkSignature = (
  { policy }: GateContext,
  manifest: Manifest,
  { signature: archived }: OpenedArtifact,
  { signature: declared }: VersionContents,
  { graph }: LoadedModel,
): GateResult => signatureGate({ policyTask: policy.task, manifestTask: manifest.task, declared, archived, graph });

async function scoreOn(
  { artifacts }: GateDependencies,
  { policy }: GateContext,
  set: EvaluationSet,
  { signature }: VersionContents,
  model: LoadedModel,
): Promise<ScoredSet> {
  return scoreModel(model, signature, await readEvaluationTable(artifacts, set), policy.dataset.target);
}

async function reproduction(
  { artifacts }: GateDependencies,
  { policy }: GateContext,
  set: EvaluationSet,
  { lineage, evaluation, task }: VersionContents,
  scored: ScoredSet,
): Promise<GateResult> {
  const used = lineage.evaluationSet;
  if (used === undefined) return skipped('reproduction', 'the submission names no evaluation set');
  if (used.number !== set.number || used.sha256 !== set.sha256) {
    return skipped(
      'reproduction',
      `predictions are of evaluation set ${used.number}, the current one is ${set.number}`,
    );
  }
  const { key, versionId } = evaluation.predictions;
  const submitted = await attempt(async () =>
    parseSubmittedPredictions(await artifacts.readText(key, versionId), task),
  );
  if (submitted.value === undefined) return failed('reproduction', submitted.problem ?? '');
  const own = new Map(scored.positions.map((position, index) => [position, scored.rows[index]?.score ?? Number.NaN]));
  return reproductionGate({ submitted: submitted.value, own, tolerance: policy.gates.predictionTolerance });
}

async function quality(
  deps: GateDependencies,
  context: GateContext,
  set: EvaluationSet,
  contents: VersionContents,
  model: LoadedModel,
  scored: ScoredSet,
): Promise<GateResult> {
  const { policy, previousEvaluationSet } = context;
  const before =
    previousEvaluationSet === undefined
      ? undefined
      : await attempt(() => scoreOn(deps, context, previousEvaluationSet, contents, model));
  return qualityGate({
    evaluationSet: set.number,
    rows: scored.rows.length,
    metrics: headlineMetrics(policy.task, scored.rows),
    bounds: policy.gates.metrics,
    ...(before?.value === undefined ? {} : { previousMetrics: headlineMetrics(policy.task, before.value.rows) }),
  });
}

async function champion(
  deps: GateDependencies,
  context: GateContext,
  set: EvaluationSet,
  candidate: ScoredSet,
): Promise<GateResult> {
  const { champion: version, policy } = context;
  const contents = version?.contents;
  if (version === undefined || contents === undefined) return skipped('champion', 'there is no champion yet');
  const scored = await attempt(async () => {
    const { onnx } = await openArtifact(deps.artifacts, deps.readArchive, contents.artifact);
    const model = await deps.scorer.load(onnx, contents.signature);
    try {
      return await scoreOn(deps, context, set, contents, model);
    } finally {
      await model.release();
    }
  });
  if (scored.value === undefined) {
    const reason = `the champion, version ${version.version}, can't be scored on evaluation set ${set.number}`;
    return skipped('champion', `${reason}: ${scored.problem}`);
  }
  return championGate({
    championVersion: version.version,
    candidateLosses: rowLosses(policy.task, candidate.rows),
    championLosses: rowLosses(policy.task, scored.value.rows),
    margin: policy.gates.championMargin,
    seed: policy.evaluation.seed,
  });
}
