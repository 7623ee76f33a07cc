import { describe, expect, it } from 'vitest';
import { readSubmissionFolder } from '../../../bin/client/submission-folder.js';
import { sha256 } from './fake-platform.js';
import { archive, SIGNATURE, submissionFolder } from './submission-fixture.js';

const model = 'bikes';

describe('a submission folder', () => {
  it('becomes a manifest with the hash and size of every file, and the signature out of the archive', async () => {
    const { folder, contents } = await submissionFolder({ 'notes/read-me.md': 'hello' });
    const manifest = (await readSubmissionFolder(folder, { model, description: 'first' })).manifest('s-1');
    const entry = (path: string) => ({
      path,
      sha256: sha256(contents[path] ?? Buffer.alloc(0)),
      size: contents[path]?.length,
    });
    expect(manifest).toEqual({
      schemaVersion: 1,
      model,
      submissionId: 's-1',
      task: 'regression',
      framework: 'onnx',
      artifact: entry('model.tar.gz'),
      files: [
        'baseline/baseline.csv',
        'baseline/statistics.json',
        'evaluation.json',
        'notes/read-me.md',
        'predictions.csv',
        'sample.json',
      ].map(entry),
      signature: SIGNATURE,
      evaluation: { report: 'evaluation.json', predictions: 'predictions.csv', sample: 'sample.json' },
      baseline: { statistics: 'baseline/statistics.json', rows: 'baseline/baseline.csv' },
      lineage: { datasets: [], trigger: 'external' },
      description: 'first',
    });
  });

  it('names the framework of the model in the archive, or the one that its own manifest names', async () => {
    const signed = { 'signature.json': JSON.stringify(SIGNATURE) };
    const trees = await submissionFolder({ 'model.tar.gz': await archive({ ...signed, 'model.txt': 'tree' }) });
    expect((await readSubmissionFolder(trees.folder, { model })).manifest('s')).toMatchObject({
      framework: 'lightgbm',
    });
    const stated = await submissionFolder({
      'model.tar.gz': await archive({ ...signed, 'model.pkl': 'x' }),
      'manifest.json': '{"framework":"xgboost"}',
    });
    expect((await readSubmissionFolder(stated.folder, { model })).manifest('s')).toMatchObject({
      framework: 'xgboost',
    });
  });

  it('takes lineage and description from its own files, recomputes hashes, and does not upload those files', async () => {
    const lineage = { datasets: [], trigger: 'manual', gitCommit: 'abc' };
    const { folder } = await submissionFolder({
      'lineage.json': JSON.stringify(lineage),
      'manifest.json': JSON.stringify({ model, description: 'draft', submissionId: 'old', artifact: { path: 'x' } }),
      '.DS_Store': 'x',
      '.cache/y': 'y',
    });
    const submission = await readSubmissionFolder(folder, { model });
    expect(submission.manifest('new')).toMatchObject({ submissionId: 'new', lineage, description: 'draft' });
    expect(submission.files.map(({ path }) => path)).toEqual([
      'baseline/baseline.csv',
      'baseline/statistics.json',
      'evaluation.json',
      'model.tar.gz',
      'predictions.csv',
      'sample.json',
    ]);
  });

  it('takes the places of evaluation and baseline from its own manifest', async () => {
    const evaluation = { report: 'e/report.json', predictions: 'predictions.csv', sample: 'sample.json' };
    const { folder } = await submissionFolder({
      'evaluation.json': undefined,
      'e/report.json': '{}',
      'manifest.json': JSON.stringify({ evaluation }),
    });
    expect((await readSubmissionFolder(folder, { model })).manifest('s').evaluation).toEqual(evaluation);
  });

  it.each([
    [
      'files that are missing, all of them',
      { 'sample.json': undefined, 'model.tar.gz': undefined },
      /lacks model\.tar\.gz, sample\.json$/,
    ],
    [
      'another model than --model',
      { 'manifest.json': '{"model":"other"}' },
      /is of the model "other", but --model is "bikes"$/,
    ],
    [
      'a manifest that is not JSON',
      { 'manifest.json': 'model: bikes' },
      /manifest\.json is not JSON: it starts with "model: bikes"/,
    ],
    [
      'a lineage with a wrong trigger',
      { 'lineage.json': '{"datasets":[],"trigger":"x"}' },
      /lineage\.json is not valid: trigger: /,
    ],
    [
      'an archive that is none',
      { 'model.tar.gz': 'zip' },
      /^\/.*model\.tar\.gz is damaged or no tar\.gz: archive is not a whole gzipped tar: .*; make it again with tar -czf model\.tar\.gz model\.onnx signature\.json$/,
    ],
    [
      'a name that S3 keys should not have',
      { 'my model.txt': 'x' },
      /manifest of .* is not valid: files\.\d+\.path: found "my model\.txt", allowed: a relative path/,
    ],
  ])('is refused for %s', async (_, changes, message) => {
    const { folder } = await submissionFolder(changes);
    await expect(readSubmissionFolder(folder, { model }).then((s) => s.manifest('s'))).rejects.toThrow(message);
  });

  it('takes framework and signature of a model that the platform does not run from its own manifest', async () => {
    const { folder } = await submissionFolder({
      'model.tar.gz': await archive({ 'model.json': '{}' }),
      'manifest.json': JSON.stringify({ framework: 'xgboost', signature: SIGNATURE }),
    });
    const manifest = (await readSubmissionFolder(folder, { model })).manifest('s');
    expect(manifest).toMatchObject({ framework: 'xgboost', task: 'regression', signature: SIGNATURE });
  });

  it('is refused when the archive has no signature, or a wrong one', async () => {
    const bare = await submissionFolder({ 'model.tar.gz': await archive({ 'model.onnx': 'x' }) });
    await expect(readSubmissionFolder(bare.folder, { model })).rejects.toThrow(/holds no signature\.json/);
    const wrong = await submissionFolder({ 'model.tar.gz': await archive({ 'signature.json': '{"task":"ranking"}' }) });
    await expect(readSubmissionFolder(wrong.folder, { model })).rejects.toThrow(
      /signature\.json in .* is not valid: task: /,
    );
  });

  it('is refused when it is not there', async () => {
    await expect(readSubmissionFolder('/nowhere/at/all', { model })).rejects.toThrow(
      'there is no folder /nowhere/at/all',
    );
  });
});
