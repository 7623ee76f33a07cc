import { describe, expect, it } from 'vitest';
import { changeRegistry } from '../../../../lambdas/application/change-registry.js';
import { manifestSchema } from '../../../../lambdas/application/documents/manifest.js';
import { snapshotSchema } from '../../../../lambdas/application/documents/snapshot.js';
import { submitTrainingOutput } from '../../../../lambdas/application/retraining/submit-training-output.js';
import { sha256 } from '../../../../lambdas/domain/canonical-json.js';
import { MODEL, OUTPUT, signature, trained } from '../../../fixtures/trained-run.js';

describe('submitTrainingOutput', () => {
  it('submits the artifact and every output file, hashed, in the name of who started the run', async () => {
    const { artifacts, registry, ports, state, modelArchive, actions } = await trained();
    const { submissionId, manifestKey } = await submitTrainingOutput(ports, state);
    expect(manifestKey).toBe(`models/bikes/submissions/${submissionId}/manifest.json`);
    const manifest = manifestSchema.parse(JSON.parse(await artifacts.readText(manifestKey)));
    const artifact = { path: 'model.tar.gz', sha256: sha256(modelArchive), size: modelArchive.length };
    expect(manifest).toMatchObject({ model: 'bikes', submissionId, task: 'regression', signature, artifact });
    expect(manifest.files.map(({ path }) => path).sort()).toEqual(Object.keys(OUTPUT).sort());
    for (const { path, sha256: hash, size } of [...manifest.files, manifest.artifact]) {
      const bytes = await artifacts.readBytes(`models/bikes/submissions/${submissionId}/${path}`);
      expect([sha256(bytes), bytes.length]).toEqual([hash, size]);
    }
    expect(await registry.readSubmission('bikes', submissionId)).toMatchObject({
      status: 'Open',
      openedBy: state.startedBy,
      files: [artifact, ...manifest.files],
    });
    expect(await actions()).toContain(`SubmissionOpened ${state.startedBy}`);
  });

  it('tells where the model comes from: job, data, evaluation set, image, parent', async () => {
    const { artifacts, registry, ports, state } = await trained();
    await changeRegistry(registry, 'bikes', () => ({
      result: undefined,
      change: {
        action: 'ModelVersionDeployed',
        actor: 'test',
        at: '2026-01-01T00:00:00.000Z',
        evidence: {},
        puts: [
          {
            kind: 'Alias',
            model: 'bikes',
            revision: 0,
            alias: 'champion',
            version: 7,
            since: '2026-01-01T00:00:00.000Z',
            history: [],
          },
        ],
      },
    }));
    const { manifestKey } = await submitTrainingOutput(ports, state);
    const { lineage } = manifestSchema.parse(JSON.parse(await artifacts.readText(manifestKey)));
    const { rows: _rows, ...evaluationSet } = state.evaluationSet;
    expect(lineage).toMatchObject({
      trainingJobArn: state.job.TrainingJobArn,
      evaluationSet,
      image: 'train@sha256:1',
      parentVersion: 7,
      hyperparameters: { target: 'cnt', seed: '7' },
      trigger: 'drift',
      runId: 'run-1',
    });
    expect(lineage.datasets.map(({ key }) => key)).toEqual([
      'snapshots/bikes/run-1/snapshot.json',
      'snapshots/bikes/run-1/train/train.csv',
      'datasets/bikes/a.csv',
    ]);
  });

  it('says of how many datasets the lineage has no room', async () => {
    const { artifacts, ports, put, state } = await trained();
    const { key, versionId } = state.snapshot;
    const snapshot = snapshotSchema.parse(JSON.parse(await artifacts.readText(key, versionId)));
    const [source] = snapshot.sources;
    const sources = Array.from({ length: 60 }, (_, index) => ({ ...source, key: `datasets/bikes/${index}.csv` }));
    const written = await put(key, JSON.stringify({ ...snapshot, sources }));
    const large = { ...state, snapshot: { ...state.snapshot, versionId: written.versionId } };
    const { manifestKey } = await submitTrainingOutput(ports, large);
    const { lineage } = manifestSchema.parse(JSON.parse(await artifacts.readText(manifestKey)));
    expect(lineage.datasets).toHaveLength(50);
    expect(lineage.datasets[0]).toMatchObject({ key, versionId: written.versionId });
    expect(lineage.datasetsOmitted).toBe(12);
  });

  it('is the same submission when it runs again, with one manifest and one opening', async () => {
    const { artifacts, ports, state, actions } = await trained();
    const first = await submitTrainingOutput(ports, state);
    const { versionId } = await artifacts.head(first.manifestKey);
    expect(await submitTrainingOutput(ports, state)).toEqual(first);
    expect((await artifacts.head(first.manifestKey)).versionId).toBe(versionId);
    expect((await actions()).filter((action) => action.startsWith('SubmissionOpened'))).toHaveLength(1);
  });

  it('answers the same when its submission was registered in the meantime', async () => {
    const { registry, ports, state } = await trained();
    const first = await submitTrainingOutput(ports, state);
    const submission = await registry.readSubmission('bikes', first.submissionId);
    if (submission === undefined) throw new Error('no submission');
    await changeRegistry(registry, 'bikes', () => ({
      result: undefined,
      change: {
        action: 'ModelVersionRegistered',
        actor: 'test',
        at: '2026-01-01T00:00:00.000Z',
        evidence: {},
        puts: [{ ...submission, status: 'Registered', version: 1 }],
      },
    }));
    expect(await submitTrainingOutput(ports, state)).toEqual(first);
  });

  it('writes one manifest when it runs twice at once', async () => {
    const { artifacts, ports, state } = await trained();
    const written: string[] = [];
    const write = artifacts.write.bind(artifacts);
    artifacts.write = async (key, body, options) => {
      const result = await write(key, body, options);
      if (key.endsWith('manifest.json')) written.push(result.versionId);
      return result;
    };
    const [one, other] = await Promise.all([submitTrainingOutput(ports, state), submitTrainingOutput(ports, state)]);
    expect(one).toEqual(other);
    expect(written).toHaveLength(1);
  });

  it('goes on where it was stopped before the manifest', async () => {
    const { artifacts, ports, state, actions } = await trained();
    const write = artifacts.write.bind(artifacts);
    artifacts.write = async (key, body, options) => {
      if (key.endsWith('manifest.json')) throw new Error('the function was stopped');
      return write(key, body, options);
    };
    await expect(submitTrainingOutput(ports, state)).rejects.toThrow('stopped');
    artifacts.write = write;
    const { manifestKey } = await submitTrainingOutput(ports, state);
    expect(manifestSchema.safeParse(JSON.parse(await artifacts.readText(manifestKey))).success).toBe(true);
    expect((await actions()).filter((action) => action.startsWith('SubmissionOpened'))).toHaveLength(1);
  });

  it.each<[string, Record<string, string>, Record<string, string>, RegExp]>([
    ['a model without a signature', { 'model.onnx': 'x' }, OUTPUT, /has no signature\.json in it/],
    [
      'a signature of another shape',
      { 'signature.json': '{"task":"ranking"}' },
      OUTPUT,
      /signature\.json in .* is not valid: task/,
    ],
    ['output that lacks a file', MODEL, { 'evaluation.json': '{}' }, /lacks predictions\.csv, sample\.json, baseline/],
    [
      'output that brings its own manifest',
      MODEL,
      { ...OUTPUT, 'manifest.json': '{}' },
      /"manifest\.json": a submission may not/,
    ],
    [
      'output that would replace the model',
      MODEL,
      { ...OUTPUT, 'model.tar.gz': 'x' },
      /"model\.tar\.gz": a submission may not/,
    ],
    ['output that climbs out of its folder', MODEL, { ...OUTPUT, '../other/manifest.json': '{}' }, /is refused/],
    [
      'a file whose name no manifest may hold',
      MODEL,
      { ...OUTPUT, 'a b.txt': 'x' },
      /"a b\.txt": a submission may not/,
    ],
  ])('refuses %s, and opens and writes nothing', async (_what, model, output, message) => {
    const { artifacts, ports, state, actions } = await trained(model, output);
    await expect(submitTrainingOutput(ports, state)).rejects.toThrow(message);
    expect(await actions()).toEqual(['EvaluationSetChanged pipeline:snapshot-dataset']);
    const written: string[] = [];
    for await (const { key } of artifacts.list('models/')) written.push(key);
    expect(written).toEqual([]);
  });

  it('refuses bytes after the end of the model archive, since nobody would look at them', async () => {
    const { put, ports, state, folder, modelArchive } = await trained();
    await put(`${folder}model.tar.gz`, Buffer.concat([modelArchive, Buffer.alloc(200_000, 1)]));
    await expect(submitTrainingOutput(ports, state)).rejects.toThrow(expect.objectContaining({ name: 'InvalidInput' }));
  });

  it.each([
    's3://other/training/bikes/j/output/model.tar.gz',
    's3://memory/training/cars/j/output/model.tar.gz',
    's3://memory/training/bikes/j/output/other.tar.gz',
  ])('refuses a model at %s: another bucket, model or name', async (uri) => {
    const { ports, state } = await trained();
    const job = { ...state.job, ModelArtifacts: { S3ModelArtifacts: uri } };
    await expect(submitTrainingOutput(ports, { ...state, job })).rejects.toThrow(
      /expected s3:\/\/memory\/training\/bikes\//,
    );
  });
});
