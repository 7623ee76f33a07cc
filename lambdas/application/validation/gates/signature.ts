import { failed, type GateFinding } from '../../../domain/gates/gate-result.js';
import { type SampleDifferences, sampleDifferences } from '../../../domain/gates/sample-differences.js';
import { signatureGate } from '../../../domain/gates/signature-gate.js';
import { outsideOfRows, outsideOfTable } from '../../../domain/gates/signature-ranges.js';
import type { Manifest } from '../../../domain/manifest.js';
import type { VersionContents } from '../../../domain/registry/records.js';
import type { Prediction, Row, Signature } from '../../../domain/signature.js';
import type { LoadedModel } from '../../../ports/model-scorer.js';
import { parseJsonDocument } from '../../documents/parse.js';
import { sampleSchema } from '../../documents/sample.js';
import { type Attempt, attempt } from '../attempt.js';
import type { GateContext, GateDependencies } from '../evidence.js';
import type { InspectedArtifact } from '../inspected-artifact.js';
import { readBaselineTable } from '../read-once.js';
import { readEvaluationTable } from '../score-model.js';

interface Sample {
  readonly instances: readonly Row[];
  readonly predictions: readonly Prediction[];
}

export interface CheckedSignature {
  readonly finding: GateFinding;
  /** Whether the model takes what its signature says, and can be asked. */
  readonly fits: boolean;
}

/** Asks the model for its predictions of the sample, before anything else is scored with it. */
export async function checkSignature(
  { artifacts }: Pick<GateDependencies, 'artifacts'>,
  { policy, evaluationSet }: GateContext,
  manifest: Manifest,
  { signature: archived, described }: Pick<InspectedArtifact, 'signature' | 'described'>,
  { signature: declared, evaluation, baseline }: VersionContents,
  loaded: Attempt<LoadedModel>,
): Promise<CheckedSignature> {
  if (loaded.value === undefined && manifest.framework === 'onnx') {
    return { finding: failed('signature', loaded.problem), fits: false };
  }
  const common = {
    policyTask: policy.task,
    positiveLabel: policy.dataset.positiveLabel,
    manifestTask: manifest.task,
    declared,
    archived,
    described,
    graph: loaded.value?.graph,
  };
  // A graph of other inputs can't be asked.
  const form = signatureGate(common);
  if (!form.passed) return { finding: form, fits: false };
  const evidence = await attempt(async () => {
    const { key, versionId } = evaluation.sample;
    const sample = parseJsonDocument(sampleSchema, await artifacts.readText(key, versionId), 'sample.json');
    return { sample, baseline: await readBaselineTable(artifacts, baseline) };
  });
  if (evidence.value === undefined) return { finding: failed('signature', evidence.problem), fits: true };
  const { sample, baseline: rows } = evidence.value;
  const set = evaluationSet && (await attempt(() => readEvaluationTable(artifacts, evaluationSet)));
  const finding = signatureGate({
    ...common,
    sample:
      loaded.value === undefined
        ? { notRun: loaded.problem }
        : await reproduce(declared, sample, loaded.value, policy.gates.predictionTolerance),
    outside: {
      sample: outsideOfRows(declared.inputs, sample.instances),
      baseline: outsideOfTable(declared.inputs, rows),
      evaluationSet: set?.value === undefined ? [] : outsideOfTable(declared.inputs, set.value),
    },
  });
  return { finding, fits: true };
}

/** Rows of a sample that the model is asked for alone, as callers do. */
const MOST_ALONE = 20;

/** What a model says of a row depends on no other row. */
async function reproduce(
  { task }: Signature,
  { instances, predictions }: Sample,
  model: LoadedModel,
  tolerance: number,
): Promise<SampleDifferences> {
  const own = await attempt(async () => {
    // Twice, since a sample may have one row.
    const together = await model.predict([...instances, ...instances]);
    const alone: Prediction[] = [];
    for (const instance of instances.slice(0, MOST_ALONE)) alone.push(...(await model.predict([instance])));
    return { together, alone };
  });
  if (own.value === undefined) {
    return { largest: Number.NaN, problems: [`the model does not take the sample: ${own.problem}`] };
  }
  const together = sampleDifferences(task, predictions, own.value.together, tolerance);
  if (together.problems.length > 0) return together;
  const alone = sampleDifferences(task, predictions.slice(0, MOST_ALONE), own.value.alone, tolerance);
  return {
    largest: Math.max(together.largest, alone.largest),
    problems: alone.problems.map((problem) => `asked for alone, ${problem}`),
  };
}
