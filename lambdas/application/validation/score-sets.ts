import type { EvaluationSet, VersionContents } from '../../domain/registry/records.js';
import type { LoadedModel } from '../../ports/model-scorer.js';
import { type Attempt, attempt } from './attempt.js';
import type { GateContext, GateDependencies, ScoredSet } from './evidence.js';
import { openArtifact } from './open-artifact.js';
import { readEvaluationTable, scoreModel } from './score-model.js';

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

/** The champion's scores of the current evaluation set; undefined without a champion or a set. */
export async function scoreChampion(
  deps: GateDependencies,
  context: GateContext,
): Promise<Attempt<ScoredSet> | undefined> {
  const { champion, evaluationSet } = context;
  const contents = champion?.contents;
  if (contents === undefined || evaluationSet === undefined) return undefined;
  return attempt(async () => {
    const { onnx } = await openArtifact(deps.artifacts, deps.readArchive, contents.artifact);
    const model = await deps.scorer.load(onnx, contents.signature);
    try {
      return await scoreOn(deps, context, evaluationSet, contents, model);
    } finally {
      await model.release();
    }
  });
}
