import { InvalidInput } from '../../domain/errors.js';
import type { EvaluationSet, VersionContents } from '../../domain/registry/records.js';
import type { LoadedModel } from '../../ports/model-scorer.js';
import { type Attempt, attempt } from './attempt.js';
import type { GateContext, GateDependencies, ScoredSet } from './evidence.js';
import { inspectArtifact } from './inspect-artifact.js';
import { platformObjects } from './platform-evidence.js';
import { readManifest } from './read-contents.js';
import { readEvaluationTable, scoreModel } from './score-model.js';
import { otherSet, scoreSubmitted } from './score-submitted.js';

/** A loaded model's own scores of an evaluation set. Throws what keeps it from being scored. */
export async function scoreOn(
  { artifacts }: GateDependencies,
  { policy }: GateContext,
  set: EvaluationSet,
  { signature }: VersionContents,
  model: LoadedModel,
): Promise<ScoredSet> {
  const table = await readEvaluationTable(artifacts, set);
  return { set, table, source: 'platform', ...(await scoreModel(model, signature, table, policy.dataset.target)) };
}

/**
 * The champion's scores of the current evaluation set: its own where it can be run, else those that it was submitted with,
 * if they are of that set. Undefined without a champion or a set.
 */
export async function scoreChampion(
  deps: GateDependencies,
  context: GateContext,
): Promise<Attempt<ScoredSet> | undefined> {
  const { champion, evaluationSet, policy } = context;
  const contents = champion?.contents;
  if (contents === undefined || evaluationSet === undefined) return undefined;
  const score = async (): Promise<ScoredSet> => {
    const { framework } = await readManifest(deps.artifacts, champion?.manifest ?? contents.artifact);
    if (framework !== 'onnx') {
      const other = otherSet(contents, evaluationSet);
      if (other !== undefined) throw new InvalidInput(`a ${framework} model can't be run here, and ${other}`);
      return scoreSubmitted(deps, context, evaluationSet, contents);
    }
    const { pickleAllowList } = policy.gates;
    const { maxModelBytes, maxZipBytes, onLargeModel } = deps;
    const options = { framework, pickleAllowList, maxModelBytes, maxZipBytes, onLargeModel };
    const inspected = await inspectArtifact(deps, contents.artifact, options);
    if (inspected.onnx === undefined) throw new InvalidInput(inspected.problems[0] ?? 'its model.onnx is not whole');
    const model = await deps.scorer.load(inspected.onnx, contents.signature);
    try {
      return await scoreOn(deps, context, evaluationSet, contents, model);
    } finally {
      await model.release();
    }
  };
  return attempt(() =>
    platformObjects(`The champion, version ${champion?.version} of model ${champion?.model}`, score),
  );
}
