import * as z from 'zod';
import type { EvaluationSet, ModelVersion } from '../../domain/registry/records.js';
import type { ModelCard } from '../documents/model-card.js';
import { buildModelCard } from '../model-card/build-model-card.js';
import { readDrift } from '../model-card/read-drift.js';
import { readEvaluation } from '../model-card/read-evaluation.js';
import { championTerms, releasesOf } from '../model-card/releases.js';
import type { ControlPorts } from './control-ports.js';
import { noSuchVersion } from './models.js';

/** The query of `GET /models/{model}/versions/{version}/card`. */
export const modelCardQuerySchema = z.strictObject({ format: z.enum(['json', 'html']).default('json') });

/** What the registry knows of a version, in whatever state: for an auditor, and for who wants to use the model. */
export async function readModelCard(ports: ControlPorts, model: string, number: number): Promise<ModelCard> {
  const { registry, artifacts, policies, clock } = ports;
  const policy = await policies.read(model);
  const version = await registry.readVersion(model, number);
  if (version === undefined) throw await noSuchVersion(registry, model, number);
  const now = clock.now();
  const [aliases, split, approval, evaluationSet, evaluation] = await Promise.all([
    registry.listAliases(model),
    registry.readTrafficSplit(model),
    registry.readApproval(model, number),
    readEvaluationSet(ports, version),
    readEvaluation(artifacts, version),
  ]);
  const drift = await readDrift(artifacts, model, championTerms(releasesOf(number, aliases)), now);
  return buildModelCard({
    generatedAt: now.toISOString(),
    policy,
    version,
    aliases,
    split,
    approval,
    evaluationSet,
    evaluation,
    drift,
  });
}

/** The set that the quality gate scored the version on, or else the one that its trainer names. */
async function readEvaluationSet(
  { registry }: ControlPorts,
  { model, gates, contents }: ModelVersion,
): Promise<EvaluationSet | undefined> {
  const measured = gates.find(({ gate }) => gate === 'quality')?.numbers.evaluationSet;
  const number = typeof measured === 'number' ? measured : contents?.lineage.evaluationSet?.number;
  if (number === undefined) return undefined;
  const set = await registry.readEvaluationSet(model, number);
  // What a submission claims is only taken for the registry's set when it is the same object.
  const claimed = typeof measured === 'number' ? undefined : contents?.lineage.evaluationSet;
  return claimed !== undefined && claimed.sha256 !== set?.sha256 ? undefined : set;
}
