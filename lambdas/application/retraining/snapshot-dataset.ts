import { type DeployedModelPolicy, objectKeys } from '../../../lib/contracts/index.js';
import { Conflict } from '../../domain/errors.js';
import type { ObjectPointer } from '../../domain/manifest.js';
import type { EvaluationSet } from '../../domain/registry/records.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelPolicyStore } from '../../ports/model-policy-store.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { changeRegistry } from '../change-registry.js';
import type { RetrainingRequest, RetrainingState } from '../documents/retraining-state.js';
import type { Snapshot } from '../documents/snapshot.js';
import { curateSnapshot } from './curate-snapshot.js';
import { readSnapshot } from './read-snapshot.js';

/** Tries before another run that curates the same model at the same time is a Conflict. */
const ATTEMPTS = 3;

/** SageMaker's limit of a training job's name, less a hyphen and the UUID that the state machine adds. */
const MAXIMUM_JOB_PREFIX = 63 - 37;

export interface SnapshotDatasetPorts {
  readonly artifacts: ArtifactStore;
  readonly registry: ModelRegistryStore;
  readonly policies: ModelPolicyStore;
  readonly clock: Clock;
}

export interface TrainingNames {
  readonly trainingImage: string;
  /** Start of the job's name. */
  readonly resourceNamePrefix: string;
}

/**
 * Makes the evaluation set of a snapshot the current one. False when another run's became current in between: then what
 * was newly labelled has changed. Doing it again changes nothing.
 */
function registerEvaluationSet(
  { registry, clock }: SnapshotDatasetPorts,
  snapshot: Snapshot,
  pointer: ObjectPointer,
): Promise<boolean> {
  const { model, runId, evaluationSet, basedOnEvaluationSet } = snapshot;
  return changeRegistry(registry, model, async () => {
    const registered = await registry.readEvaluationSet(model, evaluationSet.number);
    if (registered !== undefined) return { result: registered.versionId === evaluationSet.versionId };
    const current = await registry.readEvaluationSet(model);
    if ((current?.number ?? 0) !== basedOnEvaluationSet) return { result: false };
    const at = clock.now().toISOString();
    const set: EvaluationSet = { kind: 'EvaluationSet', model, revision: 0, ...evaluationSet, createdAt: at, runId };
    const { key, versionId, sha256 } = pointer;
    return {
      result: true,
      change: {
        action: 'EvaluationSetChanged',
        actor: 'pipeline:snapshot-dataset',
        at,
        evidence: { ...evaluationSet, runId, previous: basedOnEvaluationSet, snapshot: { key, versionId, sha256 } },
        puts: [set],
      },
    };
  });
}

/** `<prefix>-<model>`, cut so that a hyphen and a UUID fit behind it. */
export const jobPrefix = (resourceNamePrefix: string, model: string): string =>
  `${resourceNamePrefix}-${model}`.slice(0, MAXIMUM_JOB_PREFIX).replace(/-+$/, '');

function trainingOf(policy: DeployedModelPolicy, names: TrainingNames, bucket: string): RetrainingState['training'] {
  const { model, task, dataset, evaluation, training } = policy;
  const { instanceType, volumeSizeInGb, maxRuntimeSeconds } = training;
  return {
    jobPrefix: jobPrefix(names.resourceNamePrefix, model),
    image: names.trainingImage,
    instanceType,
    volumeSizeInGb,
    maxRuntimeSeconds,
    outputPath: `s3://${bucket}/${objectKeys.training(model).slice(0, -1)}`,
    hyperparameters: {
      seed: String(evaluation.seed),
      ...training.hyperparameters,
      target: dataset.target,
      task,
      ...(dataset.positiveLabel === undefined ? {} : { positive_label: dataset.positiveLabel }),
    },
  };
}

function folderOf(bucket: string, key: string): string {
  return `s3://${bucket}/${key.slice(0, key.lastIndexOf('/') + 1)}`;
}

/**
 * The curator step of a retraining run: collects all labelled rows, sets the evaluation set aside, and registers it. The
 * same run again answers the same, and changes nothing.
 * @throws InvalidInput when the data is not what it should be, Conflict when other runs keep changing the evaluation set
 */
export async function snapshotDataset(
  ports: SnapshotDatasetPorts,
  names: TrainingNames,
  request: RetrainingRequest,
): Promise<RetrainingState> {
  const { artifacts, registry, policies } = ports;
  const { model, runId } = request;
  const policy = await policies.read(model);
  let made = await readSnapshot(artifacts, model, runId);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    made ??= await curateSnapshot(ports, policy, runId, await registry.readEvaluationSet(model));
    const { snapshot, pointer } = made;
    if (!snapshot.newEvaluationSet || (await registerEvaluationSet(ports, snapshot, pointer))) {
      const { bucket } = artifacts;
      return {
        ...request,
        action: 'train',
        snapshot: { ...pointer, rows: snapshot.train.rows },
        trainUri: folderOf(bucket, snapshot.train.key),
        evaluationUri: folderOf(bucket, snapshot.evaluationSet.key),
        evaluationSet: snapshot.evaluationSet,
        training: trainingOf(policy, names, bucket),
      };
    }
    made = undefined;
  }
  throw new Conflict(`Other runs keep changing the evaluation set of model "${model}". Try again`);
}
