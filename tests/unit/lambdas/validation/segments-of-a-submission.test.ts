import { describe, expect, it } from 'vitest';
import { linearSignature } from '../../../fixtures/onnx-models.js';
import { putEvaluationSet } from '../../../fixtures/submission.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

/** What the linear model predicts with an error of 1, but for a region of one row in five that no column of the model tells. */
const evaluationCsv = `x,z,region,cnt\n${Array.from({ length: 1_000 }, (_, i) => {
  const region = i % 5 === 0 ? 'south' : 'north';
  const target = 2 * (i % 30) + 3 * (i % 3) + (Math.floor(i / 30) % 2 === 0 ? 1 : -1);
  return `${i % 30},${i % 3},${region},${region === 'south' ? target + 40 : target}\n`;
}).join('')}`;

async function submitted(
  gates: Parameters<typeof validationPlatform>[0],
  files: Record<string, string> = {},
  signature = linearSignature,
) {
  const all = validationPlatform({ metrics: {}, ...gates });
  await putEvaluationSet(all.registry, all.artifacts, 1, evaluationCsv);
  const archive = { 'signature.json': JSON.stringify(signature) };
  const manifest = (value: Record<string, unknown>) => ({ ...value, signature });
  const result = await all.submit({ files, archive, manifest });
  const gate = async (name: string) => (await all.version(1))?.gates.find((one) => one.gate === name);
  return { outcome: result.outcome, reasons: 'reasons' in result ? result.reasons : [], gate };
}

describe('validation of segments', () => {
  it('rejects a version that is bad for a declared group which is no input, and names it', async () => {
    const { outcome, reasons } = await submitted({ segments: { columns: ['region'] } });
    expect(outcome).toBe('Rejected');
    expect(reasons).toEqual([expect.stringMatching(/^segments: region = "south" \(200 rows\): mean loss 40/)]);
  });

  it('holds each group against the bounds of all rows, where it has none of its own', async () => {
    const bounded = await submitted({
      metrics: { mae: { maximum: 20 } },
      segments: { columns: ['region'], search: false },
    });
    expect(bounded.reasons).toEqual([
      expect.stringMatching(/^segments: region = "south" \(200 rows\): mae 40.*, at most 20 expected$/),
    ]);
  });
});

describe('validation of a signature', () => {
  /** What the search finds of the region's rows is not what these are about. */
  const unsearched = { segments: { search: false } };
  const ranged = (maximum: number) => ({
    ...linearSignature,
    inputs: linearSignature.inputs.map((input) => (input.name === 'x' ? { ...input, minimum: 0, maximum } : input)),
  });

  it('rejects a sample that the model does not reproduce, and scores the version all the same', async () => {
    const sample = '{"instances":[{"x":1,"z":1}],"predictions":[{"prediction":6}]}';
    const { reasons, gate } = await submitted(unsearched, { 'sample.json': sample });
    expect(reasons).toEqual([
      'signature: the prediction of row 0 of the sample is 6, ours is 5: 1 apart, allowed 0.001',
    ]);
    expect((await gate('quality'))?.verdict).toBe('passed');
  });

  it('passes ranges that the evaluation set leaves, and says where', async () => {
    const { outcome, gate } = await submitted(unsearched, {}, ranged(20));
    expect(outcome).toBe('Validated');
    expect((await gate('signature'))?.reason).toContain(
      'the evaluation set does not keep to the signature: column "x" is 21 in row 21 and beyond in',
    );
  });

  it('rejects a baseline that leaves them', async () => {
    const { reasons } = await submitted(
      unsearched,
      { 'baseline/baseline.csv': 'x,z,prediction,cnt\n99,1,5,5\n' },
      ranged(20),
    );
    expect(reasons).toContainEqual(
      expect.stringContaining(
        'signature: the baseline does not keep to the signature: column "x" is 99 in row 0, expected 0 to 20',
      ),
    );
  });
});
