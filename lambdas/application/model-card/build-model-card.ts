import type { DeployedModelPolicy, GateName } from '../../../lib/contracts/index.js';
import type { DvcOutput, Lineage, ObjectPointer } from '../../domain/manifest.js';
import type {
  Alias,
  Approval,
  EvaluationSet,
  GateResult,
  ModelVersion,
  TrafficSplit,
} from '../../domain/registry/records.js';
import type { ModelCard } from '../documents/model-card.js';
import { type EvaluationReading, performanceOf } from './performance.js';
import { releasesOf } from './releases.js';
import { servingOf, standingOf } from './standing.js';
import { type DriftReading, summariseDrift } from './summarise-drift.js';

/** All that a card is made from. */
export interface CardFacts {
  readonly generatedAt: string;
  readonly policy: DeployedModelPolicy;
  readonly version: ModelVersion;
  readonly aliases: readonly Alias[];
  readonly split: TrafficSplit | undefined;
  readonly approval: Approval | undefined;
  /** The one that the gates, or else the trainer, measured on, if the registry has it. */
  readonly evaluationSet: EvaluationSet | undefined;
  readonly evaluation: EvaluationReading;
  readonly drift: DriftReading;
}

/** The card of a version. The same facts give the same card, to the byte of its JSON. */
export function buildModelCard(facts: CardFacts): ModelCard {
  const { policy, version, split, approval } = facts;
  const { contents, gates } = version;
  const releases = releasesOf(version.version, facts.aliases);
  const serving = servingOf(version.version, split);
  return {
    schemaVersion: 1,
    generatedAt: facts.generatedAt,
    model: version.model,
    version: version.version,
    status: version.status,
    statusChangedAt: version.statusChangedAt,
    standing: standingOf(version, serving, releases),
    serving,
    reasons: [...version.reasons],
    purpose: policy.card?.purpose ?? null,
    limitations: policy.card?.limitations ?? null,
    owner: policy.card?.owner ?? null,
    task: policy.task,
    target: policy.dataset.target,
    description: contents?.description ?? null,
    tags: sorted(contents?.tags ?? {}),
    submission: { id: version.submissionId, by: version.registeredBy, registeredAt: version.registeredAt },
    readable: contents !== undefined,
    signature: contents?.signature ?? null,
    policy: { approval: approvalPolicy(policy), retirement: retirementPolicy(policy) },
    data: dataOf(facts),
    performance: performanceOf(gates, facts.evaluation, policy.gates.metrics),
    gates: gates.map(gateOf),
    segments: findingsOf(gates, 'segments'),
    bias: findingsOf(gates, 'bias'),
    approval: approval === undefined ? null : approvalOf(approval),
    releases,
    drift: summariseDrift(version.version, releases, facts.drift),
    reproduction: reproductionOf(version),
  };
}

/** Fields of unknown names in one order, whatever the store's. */
const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

const pointerOf = ({ key, versionId, sha256 }: ObjectPointer): ObjectPointer => ({ key, versionId, sha256 });

const gateOf = ({ gate, verdict, passed, advisory, reason, numbers }: GateResult): ModelCard['gates'][number] => ({
  gate,
  verdict,
  passed,
  ...(advisory && { advisory }),
  reason,
  numbers: sorted(numbers),
});

/** Of a gate that decided; a gate that had nothing to decide, or could not, says why it measured nothing. */
function findingsOf(gates: readonly GateResult[], name: GateName): ModelCard['bias'] {
  const found = gates.filter(({ gate }) => gate === name);
  const undecided = found.find(({ verdict }) => verdict === 'skipped' || verdict === 'unverified');
  if (undecided !== undefined) return { measured: false, note: `not measured: ${undecided.reason}`, gates: [] };
  if (found.length > 0) return { measured: true, note: '', gates: found.map(gateOf) };
  const why = gates.length === 0 ? 'the gates have not run' : 'its validation had no such gate';
  return { measured: false, note: `not measured: ${why}`, gates: [] };
}

function approvalPolicy({ approval }: DeployedModelPolicy): ModelCard['policy']['approval'] {
  if (approval === 'automatic') return approval;
  return { role: approval.role ?? null, quorum: approval.quorum, expirySeconds: approval.expirySeconds };
}

function retirementPolicy({ retirement }: DeployedModelPolicy): ModelCard['policy']['retirement'] {
  if (retirement === undefined) return null;
  return {
    maximumAgeDays: retirement.maximumAgeDays ?? null,
    inactiveDays: retirement.inactiveDays ?? null,
    supersededVersions: retirement.supersededVersions ?? null,
  };
}

function approvalOf({ status, requestedAt, expiresAt, required, decisions }: Approval): ModelCard['approval'] {
  return {
    status,
    requestedAt,
    expiresAt: expiresAt ?? null,
    required: required === undefined ? null : { role: required.role ?? null, quorum: required.quorum },
    decisions: decisions.map(({ decision, actor, at, reason }) => ({ decision, actor, at, reason })),
  };
}

function dataOf({ version: { contents }, evaluationSet }: CardFacts): ModelCard['data'] {
  const used = evaluationSet ?? contents?.lineage.evaluationSet;
  return {
    evaluationSet:
      used === undefined
        ? null
        : {
            ...pointerOf(used),
            number: used.number,
            rows: evaluationSet?.rows ?? null,
            createdAt: evaluationSet?.createdAt ?? null,
          },
    datasets: (contents?.lineage.datasets ?? []).map(pointerOf),
    datasetsOmitted: contents?.lineage.datasetsOmitted ?? 0,
    dvc: (contents?.lineage.dvc ?? []).map(dvcOf),
    baseline:
      contents === undefined
        ? null
        : { statistics: pointerOf(contents.baseline.statistics), rows: pointerOf(contents.baseline.rows) },
  };
}

const dvcOf = ({ path, md5, size, source }: DvcOutput): ModelCard['data']['dvc'][number] => ({
  path,
  md5,
  size: size ?? null,
  source,
});

function reproductionOf({ manifest, contents, validationReport }: ModelVersion): ModelCard['reproduction'] {
  const lineage: Partial<Lineage> = contents?.lineage ?? {};
  return {
    manifest: pointerOf(manifest),
    artifact: contents === undefined ? null : { ...pointerOf(contents.artifact), size: contents.artifact.size },
    evaluationReport: contents === undefined ? null : pointerOf(contents.evaluation.report),
    validationReport: validationReport === undefined ? null : pointerOf(validationReport),
    image: lineage.image ?? null,
    gitCommit: lineage.gitCommit ?? null,
    trainingJobArn: lineage.trainingJobArn ?? null,
    trigger: lineage.trigger ?? null,
    runId: lineage.runId ?? null,
    parentVersion: lineage.parentVersion ?? null,
    hyperparameters: sorted(lineage.hyperparameters ?? {}),
  };
}
