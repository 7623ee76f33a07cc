import { describe, expect, it } from 'vitest';
import type { Signature } from '../../../../lambdas/domain/signature.js';
import { batchOnnx, linearSignature } from '../../../fixtures/onnx-models.js';
import { evaluationCsv, putEvaluationSet } from '../../../fixtures/submission.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

async function platform(csv: string) {
  const all = validationPlatform();
  return { ...all, set: await putEvaluationSet(all.registry, all.artifacts, 1, csv) };
}

const lines = (count: number, line: (row: number) => string): string =>
  Array.from({ length: count }, (_, row) => `${line(row)}\n`).join('');

describe('evidence that was forged', () => {
  it('is refused where the predictions of the baseline are none of the model', async () => {
    const { submit, set } = await platform(evaluationCsv(40));
    const baseline = (prediction: (x: number) => number) => ({
      'baseline/baseline.csv': `x,z,prediction,cnt\n${lines(50, (x) => `${x},1,${prediction(x)},${2 * x + 3}`)}`,
    });
    expect(await submit({ submissionId: 's1', evaluationSet: set, files: baseline((x) => 2 * x + 3) })).toMatchObject({
      outcome: 'Validated',
    });
    expect(await submit({ submissionId: 's2', evaluationSet: set, files: baseline(() => 1e6) })).toMatchObject({
      reasons: ["data: the 5 % quantile of the baseline's predictions is 1000000, of the model's on its rows 7.9"],
    });
  });

  it('does not hide a leak by a baseline without the target, and no data set', async () => {
    const leaking = `x,z,cnt\n${lines(200, (row) => `${row},0,${2 * row}`)}`;
    const { submit } = await platform(leaking);
    const files = { 'baseline/baseline.csv': 'x,z,prediction\n1,1,5\n' };
    expect(await submit({ files })).toMatchObject({
      outcome: 'Rejected',
      reasons: [expect.stringContaining('data: x alone gives the target')],
    });
  });

  it.each([
    [7, 'asked for alone, the prediction of row 0 of the sample is 7, ours is 0: 7 apart'],
    [0, 'the prediction of row 0 of the sample is 0, ours is 7: 7 apart'],
  ])('is refused of a model that answers a row alone otherwise, with %i in the sample', async (prediction, reason) => {
    const signature: Signature = { ...linearSignature, inputs: linearSignature.inputs.slice(0, 1) };
    const { submit } = await platform(`x,cnt\n${lines(40, (row) => `${row},${row + (row % 3) - 1}`)}`);
    const verdict = await submit({
      archive: { 'model.onnx': batchOnnx, 'signature.json': JSON.stringify(signature) },
      files: {
        'evaluation.json':
          '{"schemaVersion":1,"task":"regression","target":"cnt","rows":40,"metrics":{},"loss":{"name":"absolute_error","mean":1,"standardDeviation":0}}',
        'sample.json': JSON.stringify({ instances: [{ x: 7 }], predictions: [{ prediction }] }),
        'baseline/baseline.csv': 'x,prediction,cnt\n1,1,1\n',
      },
      manifest: (manifest) => ({ ...manifest, signature }),
    });
    expect(verdict).toMatchObject({ reasons: [expect.stringContaining(`signature: ${reason}`)] });
  });
});
