import { objectKeys, submissionPaths } from '../../../lib/contracts/index.js';
import { sha256 } from '../../domain/canonical-json.js';
import { InvalidInput, NotFound, PreconditionFailed } from '../../domain/errors.js';
import type { Lineage, Manifest, ObjectPointer } from '../../domain/manifest.js';
import { CHAMPION } from '../../domain/registry/champion.js';
import { pipelineSubmissionId } from '../../domain/registry/pipeline-submission.js';
import type { ReadArchive } from '../../ports/archive-reader.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { MAXIMUM_DATASETS, manifestSchema } from '../documents/manifest.js';
import { parseDocument, parseJsonDocument } from '../documents/parse.js';
import type { TrainedState } from '../documents/retraining-state.js';
import { snapshotSchema } from '../documents/snapshot.js';
import { openSubmission } from '../validation/open-submission.js';
import { type OutputFile, readOutputFiles, readTrainedModel } from './read-training-output.js';

export interface SubmitTrainingOutputPorts {
  readonly artifacts: ArtifactStore;
  readonly registry: ModelRegistryStore;
  readonly readArchive: ReadArchive;
  readonly clock: Clock;
}

export interface SubmittedOutput {
  readonly submissionId: string;
  readonly manifestKey: string;
}

/** The same run and job is the same submission. */
const submissionIdOf = ({ model, runId, job }: TrainedState): string =>
  pipelineSubmissionId(sha256(`${model}/${runId}/${job.TrainingJobName}`));

/** The folder of the job's output; it has to be in our bucket, where the training role may write. */
function outputFolder(bucket: string, { model, job }: TrainedState): string {
  const uri = job.ModelArtifacts.S3ModelArtifacts;
  const start = `s3://${bucket}/`;
  const key = uri.slice(start.length);
  const end = `/${submissionPaths.artifact}`;
  if (uri.startsWith(start) && key.startsWith(objectKeys.training(model)) && key.endsWith(end)) {
    return key.slice(0, 1 - end.length);
  }
  throw new InvalidInput(`The job's model is at ${uri}: expected ${start}${objectKeys.training(model)}…${end}`);
}

/**
 * What it was trained on: the snapshot, its training rows, and the datasets that people put. Of more than a lineage holds
 * it says how many it leaves out; the snapshot names them all.
 */
async function datasetsOf(
  artifacts: ArtifactStore,
  { snapshot }: TrainedState,
): Promise<Pick<Lineage, 'datasets' | 'datasetsOmitted'>> {
  const { key, versionId, sha256: hash } = snapshot;
  const { train, sources } = parseJsonDocument(snapshotSchema, await artifacts.readText(key, versionId), key);
  const datasets = sources.filter(({ kind }) => kind === 'dataset');
  const all = [{ key, versionId, sha256: hash }, train, ...datasets].map(
    (pointer): ObjectPointer => ({ key: pointer.key, versionId: pointer.versionId, sha256: pointer.sha256 }),
  );
  const datasetsOmitted = all.length - MAXIMUM_DATASETS;
  return { datasets: all.slice(0, MAXIMUM_DATASETS), ...(datasetsOmitted > 0 && { datasetsOmitted }) };
}

async function lineageOf({ artifacts, registry }: SubmitTrainingOutputPorts, state: TrainedState): Promise<Lineage> {
  const { model, runId, trigger, training, job } = state;
  const { number, key, versionId, sha256: hash } = state.evaluationSet;
  const champion = await registry.readAlias(model, CHAMPION);
  return {
    trainingJobArn: job.TrainingJobArn,
    ...(await datasetsOf(artifacts, state)),
    evaluationSet: { number, key, versionId, sha256: hash },
    image: training.image,
    ...(champion === undefined ? {} : { parentVersion: champion.version }),
    hyperparameters: training.hyperparameters,
    trigger,
    runId,
  };
}

const isThere = async (artifacts: ArtifactStore, key: string): Promise<boolean> =>
  artifacts.head(key).then(
    () => true,
    (error: unknown) => {
      if (error instanceof NotFound) return false;
      throw error;
    },
  );

/** Writes the manifest once: a second one would be a second event. */
async function writeManifest(artifacts: ArtifactStore, key: string, manifest: Manifest): Promise<void> {
  const text = JSON.stringify(parseDocument(manifestSchema, manifest, 'The manifest'), null, 2);
  try {
    await artifacts.write(key, text, { contentType: 'application/json', ifNoneMatch: true });
  } catch (error) {
    if (!(error instanceof PreconditionFailed)) throw error;
  }
}

async function writeFiles(artifacts: ArtifactStore, folder: string, files: readonly OutputFile[]): Promise<void> {
  for (const { entry, content } of files) {
    const contentType = entry.path.endsWith('.json') ? 'application/json' : 'text/csv';
    await artifacts.write(`${folder}${entry.path}`, content, { contentType });
  }
}

/**
 * Submits what a training job made, on behalf of whoever started the run: opens a submission, puts its files below it, and
 * the manifest last. The same job again is the same submission, and once its manifest is there nothing is written.
 * @throws InvalidInput when the output is not what a training container writes
 */
export async function submitTrainingOutput(
  ports: SubmitTrainingOutputPorts,
  state: TrainedState,
): Promise<SubmittedOutput> {
  const { artifacts, registry, clock } = ports;
  const { model, startedBy } = state;
  const submissionId = submissionIdOf(state);
  const folder = objectKeys.submission(model, submissionId);
  const manifestKey = objectKeys.manifest(model, submissionId);
  if (await isThere(artifacts, manifestKey)) return { submissionId, manifestKey };

  const output = outputFolder(artifacts.bucket, state);
  const { artifact, versionId, signature } = await readTrainedModel(ports, `${output}${submissionPaths.artifact}`);
  const files = await readOutputFiles(ports, `${output}output.tar.gz`);
  const entries = files.map(({ entry }) => entry);
  const lineage = await lineageOf(ports, state);

  await openSubmission(registry, {
    model,
    submissionId,
    openedBy: startedBy,
    files: [artifact, ...entries],
    now: clock.now(),
  });
  await artifacts.copy(`${output}${submissionPaths.artifact}`, `${folder}${submissionPaths.artifact}`, versionId);
  await writeFiles(artifacts, folder, files);
  await writeManifest(artifacts, manifestKey, {
    schemaVersion: 1,
    model,
    submissionId,
    task: signature.task,
    framework: 'onnx',
    artifact,
    files: entries,
    signature,
    evaluation: submissionPaths.evaluation,
    baseline: submissionPaths.baseline,
    lineage,
  });
  return { submissionId, manifestKey };
}
