import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LocalFiles } from '../../../bin/client/local-files.js';
import { localScorer, ONNX_RUNTIME_VERSION } from '../../../bin/client/onnx-runtime.js';
import { localDependencies } from '../../../bin/commands/validate.js';
import { validationReportSchema } from '../../../lambdas/application/documents/validation-report.js';
import { linearOnnx, linearSignature, sigmoidOnnx } from '../../fixtures/onnx-models.js';
import { evaluationCsv, putEvaluationSet } from '../../fixtures/submission.js';
import { submissionOnDisk } from '../../fixtures/submission-on-disk.js';
import { validationPlatform } from '../../fixtures/validation-platform.js';
import { runCommand } from './run-command.js';

const EVALUATION = { 'evaluation.csv': evaluationCsv(40) };

function file(name: string, content: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), 'validate-')), name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const validate = (...args: string[]) => runCommand(['validate', ...args]);
async function reportOf(...args: string[]) {
  const { out, code, err } = await runCommand(['--json', 'validate', ...args]);
  const report = validationReportSchema.parse(JSON.parse(out));
  return { ...report, code, err, gate: (name: string) => report.gates.find(({ gate }) => gate === name) };
}

describe('mlops validate', () => {
  it('shows what each gate says of a folder, and ends with 0 where they let it pass', async () => {
    const { code, out, err } = await validate(await submissionOnDisk({}, EVALUATION), '--model', 'bikes');
    expect(out).toMatch(/^GATE +VERDICT +REASON\nintegrity +passed +\S/);
    expect(out).toMatch(/^quality +passed +.*mae 1/m);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^passed/);
    expect(err).toContain('Running the gates.');
    expect(code).toBe(0);
  });

  it('ends with 1 where a gate rejects, and says which', async () => {
    const policy = file('policy.json', { gates: { metrics: { mae: { maximum: 0.5 } } } });
    const { code, out, err } = await validate(await submissionOnDisk({}, EVALUATION), '--policy', policy);
    expect(out).toMatch(/^quality +failed +.*mae is 1 .*at most 0\.5 expected/m);
    expect(out.trimEnd().split('\n').at(-1)).toBe('rejected by quality');
    expect(err).not.toContain('error');
    expect(code).toBe(1);
  });

  it('takes files as large as the platform takes in a job', async () => {
    const { maxModelBytes, maxZipBytes } = localDependencies(new LocalFiles(), localScorer({}));
    expect({ maxModelBytes, maxZipBytes }).toEqual({ maxModelBytes: 2 * 1024 ** 3, maxZipBytes: 8 * 1024 ** 3 });
  });

  it.each([
    ['a metric out of its bounds', {}],
    ['an artifact that is no archive', { files: { 'model.tar.gz': 'not an archive' } }],
    ['an archive without a signature', { archive: { 'signature.json': 'null' } }],
    ['another graph than the signature says', { archive: { 'model.onnx': sigmoidOnnx } }],
    ['a model that is none', { archive: { 'model.onnx': 'weights' } }],
    ['a report of another target', { files: { 'evaluation.json': '{"schemaVersion":1}' } }],
  ])('rejects %s in the words of the platform', async (_, options) => {
    const gates = { metrics: { mae: { maximum: 0.5 } } };
    const platform = validationPlatform(gates);
    const set = await putEvaluationSet(platform.registry, platform.artifacts, 1, EVALUATION['evaluation.csv']);
    const outcome = await platform.submit({ ...options, evaluationSet: set });
    expect(outcome).toMatchObject({ outcome: 'Rejected' });
    const reported = (await platform.version(1))?.reasons ?? [];
    expect(reported).not.toEqual([]);

    const { key, versionId, number, sha256 } = set;
    const lineage = { datasets: [], trigger: 'external', evaluationSet: { key, versionId, number, sha256 } };
    const folder = await submissionOnDisk(options, { ...EVALUATION, 'lineage.json': JSON.stringify(lineage) });
    const { dataset } = await platform.policies.read('bikes');
    const policy = file('policy.json', { gates, dataset, task: 'regression' });
    const { reasons, verdict, code } = await reportOf(folder, '--model', 'bikes', '--policy', policy);
    expect({ reasons, verdict, code }).toEqual({ reasons: reported, verdict: 'rejected', code: 1 });
  });

  it('compares the submitted predictions where the rows are those that the lineage names', async () => {
    const platform = validationPlatform();
    const set = await putEvaluationSet(platform.registry, platform.artifacts, 3, EVALUATION['evaluation.csv']);
    const { key, versionId, number, sha256 } = set;
    const lineage = { datasets: [], trigger: 'external', evaluationSet: { key, versionId, number, sha256 } };
    const more = { 'lineage.json': JSON.stringify(lineage) };
    const same = await submissionOnDisk({}, { ...more, ...EVALUATION });
    expect((await reportOf(same)).gate('reproduction')).toMatchObject({ verdict: 'passed' });
    const rows = file('others.csv', evaluationCsv(10));
    const others = await submissionOnDisk({}, more);
    expect((await reportOf(others, '--evaluation-set', rows)).gate('reproduction')).toMatchObject({
      verdict: 'skipped',
      reason: 'predictions are of evaluation set 3, the current one is 4',
    });
  });

  it('rejects without labelled rows, and says how to give some', async () => {
    const { code, out, err } = await validate(await submissionOnDisk());
    expect(err).toContain('No evaluation set: name labelled rows with --evaluation-set');
    expect(out).toMatch(/^quality +unverified +model model has no evaluation set/m);
    expect(code).toBe(1);
  });

  it('passes what the policy allows to stay unverified, and names it', async () => {
    const unverified = (await reportOf(await submissionOnDisk())).gates.filter(
      ({ verdict }) => verdict === 'unverified',
    );
    const allowUnverified = unverified.map(({ gate }) => gate);
    const policy = file('policy.json', { gates: { allowUnverified } });
    const { code, out } = await validate(await submissionOnDisk(), '--policy', policy);
    expect(out).toMatch(/^quality +unverified, advisory +/m);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^passed; the policy lets .*quality.* pass$/);
    expect(code).toBe(0);
  });

  it('compares with another folder as the champion', async () => {
    const folder = await submissionOnDisk({}, EVALUATION);
    const champion = await submissionOnDisk();
    const { gate, champion: version } = await reportOf(folder, '--champion', champion);
    expect(version).toBe(1);
    expect(gate('champion')).toMatchObject({ verdict: 'passed', numbers: { championVersion: 1 } });
  });

  it('finds evaluation rows among those that the model was trained on', async () => {
    const folder = await submissionOnDisk({}, EVALUATION);
    const seen = file('training.csv', evaluationCsv(80));
    expect((await reportOf(folder, '--training', seen)).gate('data')).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('40 of 40 evaluation rows are training rows as well'),
    });
    const unseen = file('training.csv', evaluationCsv(80).replaceAll(/^(\d)/gm, '7$1'));
    expect((await reportOf(folder, '--training', unseen)).gate('data')).toMatchObject({ numbers: { sharedRows: 0 } });
  });

  it('does not look at training rows that lie in a bucket', async () => {
    const datasets = [{ key: 'datasets/bikes/2011.csv', versionId: 'v1', sha256: 'a'.repeat(64) }];
    const more = { ...EVALUATION, 'lineage.json': JSON.stringify({ datasets, trigger: 'external' }) };
    const data = (await reportOf(await submissionOnDisk({}, more), '--model', 'bikes')).gate('data');
    expect(data?.reason).toContain('datasets/bikes/2011.csv is not on this machine');
  });

  it('has a name for the model: the option, the manifest, the policy', async () => {
    const policy = file('policy.json', { model: 'of-policy' });
    const folder = await submissionOnDisk({}, EVALUATION);
    const stated = await submissionOnDisk({}, { ...EVALUATION, 'manifest.json': '{"model":"of-manifest"}' });
    expect((await reportOf(folder, '--policy', policy)).model).toBe('of-policy');
    expect((await reportOf(stated, '--policy', policy)).model).toBe('of-manifest');
    expect((await reportOf(folder, '--policy', policy, '--model', 'of-option')).model).toBe('of-option');
  });

  it('prints the report of the platform, without version and submission', async () => {
    const report = await reportOf(await submissionOnDisk({}, EVALUATION), '--model', 'bikes');
    expect(report).toMatchObject({ schemaVersion: 1, model: 'bikes', version: null, submissionId: null, err: '' });
    expect(report.evaluationSet?.key).toMatch(/evaluation\.csv$/);
  });

  it('writes the report as a page', async () => {
    const page = file('report.html', '');
    await validate(await submissionOnDisk({}, EVALUATION), '--html', page);
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>[\s\S]*Passed/);
  });

  it.each([
    ['a folder that is not there', ['/nowhere'], /there is no folder \/nowhere/],
    ['a policy that is not there', ['{}', '--policy', '/nowhere.json'], /the policy, \/nowhere\.json, can't be read/],
    [
      'rows that are not there',
      ['{}', '--evaluation-set', '/nowhere.csv'],
      /the evaluation set, \/nowhere\.csv, can't be/,
    ],
    [
      'a training set that is not there',
      ['{}', '--training', '/nowhere.csv'],
      /the training rows, \/nowhere\.csv, can't be/,
    ],
    ['a champion that is not there', ['{}', '--champion', '/nowhere'], /there is no folder \/nowhere/],
    ['a page that has no place', ['{}', '--html', '/nowhere/report.html'], /can't be written/],
  ])('is an error of one line for %s', async (_, args, message) => {
    const folder = await submissionOnDisk({}, EVALUATION);
    const { code, out, err } = await runCommand([
      '--json',
      'validate',
      ...args.map((arg) => (arg === '{}' ? folder : arg)),
    ]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.trimEnd().split('\n')).toEqual([expect.stringMatching(message)]);
  });

  it('says what of a policy is wrong, and what is allowed', async () => {
    const policy = file('policy.json', { gates: { championMargins: 1 } });
    const { code, err } = await validate(await submissionOnDisk(), '--policy', policy);
    expect(err).toContain('found the unknown key "championMargins" (did you mean "championMargin"?)');
    expect(code).toBe(1);
  });
});

describe('the runtime of the models', () => {
  const scoring = (env: Record<string, string>, folders: string[]) =>
    localScorer(env, folders).load(linearOnnx, linearSignature);

  it('is found beside the command line or in the project', async () => {
    const model = await scoring({}, ['/nowhere', process.cwd()]);
    expect(await model.predict([{ x: 1, z: 1 }])).toEqual([{ prediction: 5 }]);
    await model.release();
  });

  it('is asked for by name and version where it is not installed', async () => {
    await expect(scoring({}, ['/'])).rejects.toThrow(`npm install onnxruntime-node@${ONNX_RUNTIME_VERSION}`);
    await expect(scoring({ MLOPS_ONNXRUNTIME: '/nowhere/ort' }, [process.cwd()])).rejects.toThrow(
      'MLOPS_ONNXRUNTIME names /nowhere/ort, and no such module is there',
    );
  });

  it('is of the release that the platform scores with', () => {
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(ONNX_RUNTIME_VERSION).toBe(devDependencies['onnxruntime-node']);
  });
});
