import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { decideApproval } from '../../../../lambdas/application/approval/decide-approval.js';
import { validationReportSchema } from '../../../../lambdas/application/documents/validation-report.js';
import { linearOnnx, linearSignature } from '../../../fixtures/onnx-models.js';
import { put } from '../../../fixtures/registry-records.js';
import { evaluationCsv, putEvaluationSet } from '../../../fixtures/submission.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

/** With an evaluation set that the linear model answers with an error of exactly 1. */
async function platform(gates: Parameters<typeof validationPlatform>[0] = {}) {
  const all = validationPlatform({ metrics: { mae: { maximum: 1.5 } }, ...gates });
  const evaluationSet = await putEvaluationSet(all.registry, all.artifacts, 1, evaluationCsv(40));
  const gatesOf = async (version: number) =>
    (await all.version(version))?.gates.map(({ gate, verdict }) => `${gate} ${verdict}`);
  return { ...all, evaluationSet, gatesOf };
}

/** The linear model made worse: its first constant 2 is 2.5, the same bytes long. */
function worse(onnx: Buffer): Buffer {
  const [two, half] = [Buffer.alloc(4), Buffer.alloc(4)];
  two.writeFloatLE(2);
  half.writeFloatLE(2.5);
  const at = onnx.indexOf(two);
  if (at < 0) throw new Error('the model has no constant 2');
  return Buffer.concat([onnx.subarray(0, at), half, onnx.subarray(at + 4)]);
}

describe('validation', () => {
  it('scores the version itself, and keeps every gate in the item and in the report', async () => {
    const { submit, version, evaluationSet, artifacts, gatesOf, actions } = await platform();
    expect(await submit({ evaluationSet })).toMatchObject({ outcome: 'Validated', version: 1, reasons: [] });
    expect(await gatesOf(1)).toEqual([
      'integrity passed',
      'signature passed',
      'reproduction passed',
      'data passed',
      'quality passed',
      'champion skipped',
      'segments skipped',
      'bias skipped',
      'robustness failed',
    ]);
    const validated = await version(1);
    expect(validated?.gates.find(({ gate }) => gate === 'quality')?.numbers).toMatchObject({
      mae: 1,
      rmse: 1,
      rows: 40,
      evaluationSet: 1,
    });
    const pointer = validated?.validationReport;
    expect(pointer?.key).toBe('validation/bikes/0000000001/report.json');
    const report = JSON.parse(await artifacts.readText(pointer?.key ?? '', pointer?.versionId));
    expect(report).toMatchObject({ version: 1, evaluationSet: { number: 1 }, gates: validated?.gates });
    expect(validationReportSchema.parse(report)).toEqual(report);
    expect(await artifacts.readText('validation/bikes/0000000001/report.html')).toContain(
      'Validation of bikes, version 1<',
    );
    expect((await actions()).at(-1)).toBe('ModelVersionValidated');
  });

  it.each<[string, Record<string, string | null>, string]>([
    ['a file that is not there', { 'sample.json': null }, 'sample.json is not there'],
    ['a file of another content', { 'predictions.csv': `row,prediction\n${'0,1\n'.repeat(3)}` }, 'predictions.csv has'],
    ['an artifact of another content', { 'model.tar.gz': 'x' }, 'model.tar.gz has 1 bytes'],
  ])('rejects %s', async (_name, tamper, reason) => {
    const { submit, evaluationSet } = await platform();
    const result = await submit({ evaluationSet, tamper });
    expect(result).toMatchObject({
      outcome: 'Rejected',
      reasons: expect.arrayContaining([expect.stringContaining(reason)]),
    });
  });

  it.each([
    ['an archive without a model', { 'model.onnx': '' }, /^integrity: model.onnx is declared as onnx, but it is empty/],
    ['an archive with a path out of it', { '../evil': 'x' }, /^integrity: archive entry "..\/evil" is refused/],
    [
      'a signature that is not the declared one',
      { 'signature.json': JSON.stringify({ ...linearSignature, inputs: [linearSignature.inputs[0]] }) },
      /not the one in the artifact/,
    ],
    ['a signature that is none', { 'signature.json': '{}' }, /^integrity: signature.json is not valid/],
  ])('rejects %s', async (_name, archive, reason) => {
    const { submit, evaluationSet } = await platform();
    const result = await submit({ evaluationSet, archive });
    expect(result).toMatchObject({
      outcome: 'Rejected',
      reasons: expect.arrayContaining([expect.stringMatching(reason)]),
    });
  });

  it('judges the data of what it can not open, and the whole model where only the report does not fit it', async () => {
    const refused = await platform();
    await refused.submit({ evaluationSet: refused.evaluationSet, archive: { '../evil': 'x' } });
    const verdicts = (await refused.gatesOf(1)) ?? [];
    expect(verdicts.slice(0, 5)).toEqual([
      'integrity failed',
      'signature unverified',
      'reproduction unverified',
      'data passed',
      'quality unverified',
    ]);
    const unfit = await platform();
    await unfit.submit({ evaluationSet: unfit.evaluationSet, files: { 'evaluation.json': '{"schemaVersion":1}' } });
    expect(await unfit.gatesOf(1)).toEqual(
      expect.arrayContaining(['integrity failed', 'signature passed', 'data passed', 'quality passed']),
    );
  });

  it("rejects submitted predictions that are not the model's", async () => {
    const { submit, evaluationSet, gatesOf } = await platform({ predictionTolerance: 0.001 });
    const result = await submit({ evaluationSet, archive: { 'model.onnx': worse(linearOnnx) } });
    expect(result).toMatchObject({ outcome: 'Rejected' });
    const verdicts = await gatesOf(1);
    expect(verdicts).toEqual(expect.arrayContaining(['signature failed', 'reproduction failed', 'quality failed']));
  });

  it('does not compare predictions of another evaluation set than the current one', async () => {
    const { submit, evaluationSet, registry, artifacts, gatesOf, version } = await platform();
    await putEvaluationSet(registry, artifacts, 2, evaluationCsv(30));
    await submit({ evaluationSet });
    expect((await gatesOf(1))?.[2]).toBe('reproduction skipped');
    const quality = (await version(1))?.gates.find(({ gate }) => gate === 'quality');
    expect(quality?.numbers).toMatchObject({ evaluationSet: 2, rows: 30, 'previous.mae': 1 });
  });

  it('rejects a version when there is no evaluation set to score it on', async () => {
    const { submit } = validationPlatform();
    expect(await submit()).toMatchObject({
      outcome: 'Rejected',
      reasons: expect.arrayContaining([expect.stringContaining('has no evaluation set')]),
    });
  });

  it('rejects what is worse than the champion on the same rows, with both losses', async () => {
    const { submit, evaluationSet, registry, version } = await platform({ metrics: {} });
    await submit({ submissionId: 'good', evaluationSet });
    await put(registry, {
      kind: 'Alias',
      model: 'bikes',
      revision: 0,
      alias: 'champion',
      version: 1,
      since: '2026-01-01T00:00:00.000Z',
      history: [],
    });
    expect(await submit({ submissionId: 'same' })).toMatchObject({ outcome: 'Validated', version: 2 });
    const result = await submit({
      submissionId: 'worse',
      archive: { 'model.onnx': worse(linearOnnx) },
      files: { 'sample.json': '{"instances":[{"x":1,"z":1}],"predictions":[{"prediction":5.5}]}' },
    });
    expect(result).toMatchObject({
      outcome: 'Rejected',
      reasons: [expect.stringContaining('of the champion, version 1')],
    });
    const champion = (await version(3))?.gates.find(({ gate }) => gate === 'champion');
    expect(champion).toMatchObject({ gate: 'champion', verdict: 'failed', numbers: { championLoss: 1, rows: 40 } });
  });
});

describe('approval', () => {
  it('follows from the policy, once', async () => {
    const all = await platform();
    await all.submit({ evaluationSet: all.evaluationSet });
    const version = { model: 'bikes', version: 1 };
    expect(await decideApproval(all, version)).toMatchObject({ approved: true });
    expect(await decideApproval(all, version)).toMatchObject({
      approved: false,
      reason: 'version 1 is Approved, not Validated',
    });
    const records = (await all.registry.listAuditRecords('bikes', { limit: 100 })).items;
    const approvals = records.filter((record) => record.action === 'ModelVersionApproved');
    expect(approvals).toHaveLength(1);
    expect(approvals[0]).toMatchObject({ actor: 'policy:automatic', version: 1 });
    const kinds = z
      .array(z.object({ kind: z.string() }))
      .parse(approvals[0]?.after)
      .map((record) => record.kind);
    expect(kinds).toEqual(['RegisteredModel', 'ModelVersion', 'Approval']);
  });

  it('is not given to a rejected version, or one that is not there', async () => {
    const all = validationPlatform();
    await all.submit();
    expect(await decideApproval(all, { model: 'bikes', version: 1 })).toMatchObject({ approved: false });
    expect(await decideApproval(all, { model: 'bikes', version: 9 })).toMatchObject({ approved: false });
    expect((await all.version(1))?.status).toBe('Rejected');
  });
});
