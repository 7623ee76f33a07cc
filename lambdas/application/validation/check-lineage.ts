import { objectKeys } from '../../../lib/contracts/index.js';
import type { Lineage } from '../../domain/manifest.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';

/** What a submission states about its origin that the registry knows better. */
export async function lineageProblems(
  registry: ModelRegistryStore,
  model: string,
  { datasets, parentVersion, evaluationSet }: Lineage,
): Promise<string[]> {
  const problems = datasets.flatMap(({ key }, index) =>
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

const wrong = (field: string, found: string, allowed: string): string =>
  `The manifest is not valid: lineage.${field}: found ${found}, allowed: ${allowed}`;
