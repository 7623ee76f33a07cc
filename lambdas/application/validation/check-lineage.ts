import { objectKeys } from '../../../lib/contracts/index.js';
import type { Lineage } from '../../domain/manifest.js';
import { isPipelineSubmission } from '../../domain/registry/pipeline-submission.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';

/** What a submission states about its origin that the registry knows better. */
export async function lineageProblems(
  registry: ModelRegistryStore,
  model: string,
  lineage: Lineage,
  submissionId: string,
): Promise<string[]> {
  const { datasets, parentVersion, evaluationSet } = lineage;
  const problems = isPipelineSubmission(submissionId) ? [] : pipelineClaims(lineage);
  const ofDatasets = datasets.flatMap(({ key }, index) =>
    key.startsWith(objectKeys.evaluationSets)
      ? [
          wrong(
            `datasets.${index}.key`,
            JSON.stringify(key.slice(0, 80)),
            'what is no evaluation set: none is trained on',
          ),
        ]
      : [],
  );
  problems.push(...ofDatasets);
  if (parentVersion !== undefined && (await registry.readVersion(model, parentVersion)) === undefined) {
    const newest = ((await registry.readModel(model))?.nextVersion ?? 1) - 1;
    const known = newest === 0 ? 'which has none yet' : `1 to ${newest}`;
    problems.push(wrong('parentVersion', String(parentVersion), `a version of model ${model}, ${known}`));
  }
  if (evaluationSet === undefined) return problems;
  const { number, key, sha256 } = evaluationSet;
  const known = await registry.readEvaluationSet(model, number);
  if (known === undefined) {
    const newest = (await registry.readEvaluationSet(model))?.number;
    const allowed = newest === undefined ? 'which has none yet' : `1 to ${newest}`;
    problems.push(wrong('evaluationSet.number', String(number), `an evaluation set of model ${model}, ${allowed}`));
  } else if (known.key !== key) {
    problems.push(wrong('evaluationSet.key', JSON.stringify(key.slice(0, 80)), JSON.stringify(known.key)));
  } else if (known.sha256 !== sha256) {
    problems.push(wrong('evaluationSet.sha256', sha256, known.sha256));
  }
  return problems;
}

/** What only a retraining run of the platform can say of itself. */
function pipelineClaims({ trigger, runId, trainingJobArn }: Lineage): string[] {
  const nothing = 'nothing in what people submit: it is of retraining runs';
  return [
    ...(trigger === 'drift' || trigger === 'schedule'
      ? [wrong('trigger', JSON.stringify(trigger), '"manual" or "external" in what people submit')]
      : []),
    ...(runId === undefined ? [] : [wrong('runId', JSON.stringify(runId.slice(0, 80)), nothing)]),
    ...(trainingJobArn === undefined
      ? []
      : [wrong('trainingJobArn', JSON.stringify(trainingJobArn.slice(0, 80)), nothing)]),
  ];
}

const wrong = (field: string, found: string, allowed: string): string =>
  `The manifest is not valid: lineage.${field}: found ${found}, allowed: ${allowed}`;
