import { describe, expect, it } from 'vitest';
import { OnnxRuntimeModelScorer } from '../../../../lambdas/adapters/onnxruntime/onnx-runtime-model-scorer.js';
import { InvalidInput } from '../../../../lambdas/domain/errors.js';
import {
  endlessOnnx,
  hugeOnnx,
  linearOnnx,
  linearSignature,
  plainSignature,
  sigmoidOnnx,
  sigmoidSignature,
  softmaxOnnx,
  softmaxSignature,
} from '../../../fixtures/onnx-models.js';

const scorer = new OnnxRuntimeModelScorer();

describe('a model in a process of its own', () => {
  const limited = (seconds: number, megabytes: number) =>
    new OnnxRuntimeModelScorer(undefined, undefined, { seconds, megabytes });

  it('is stopped when it does not answer, and this process goes on meanwhile', async () => {
    const model = await limited(5, 2_000).load(endlessOnnx, plainSignature);
    let ticks = 0;
    const clock = setInterval(() => {
      ticks += 1;
    }, 100);
    await expect(model.predict([{ x: 1 }])).rejects.toThrow(/rows 0 to 0: it did not answer within 5 s/);
    clearInterval(clock);
    expect(ticks).toBeGreaterThan(5);
    await expect(model.predict([{ x: 1 }])).rejects.toThrow('it did not answer within 5 s');
  });

  it('is stopped when it takes more memory than there is for it', async () => {
    const model = await limited(60, 600).load(hugeOnnx, plainSignature);
    await expect(model.predict([{ x: 1 }])).rejects.toThrow('it needs more than the 600 MB that there are for it');
  });

  it('leaves another model alone', async () => {
    const [endless, linear] = await Promise.all([
      limited(5, 2_000).load(endlessOnnx, plainSignature),
      scorer.load(linearOnnx, linearSignature),
    ]);
    const stopped = expect(endless.predict([{ x: 1 }])).rejects.toThrow('did not answer');
    expect(await linear.predict([{ x: 2, z: 1 }])).toEqual([{ prediction: 7 }]);
    await stopped;
  });
});

describe('the ONNX runtime', () => {
  it('predicts with the types that the graph asks for, in batches', async () => {
    const model = await scorer.load(linearOnnx, linearSignature);
    expect(model.graph).toEqual({
      inputs: [
        { name: 'x', type: 'float32' },
        { name: 'z', type: 'int64' },
      ],
      outputs: [{ name: 'variable', type: 'float32' }],
    });
    const rows = Array.from({ length: 2_500 }, (_, row) => ({ x: row, z: 1 }));
    const predictions = await model.predict(rows);
    expect(predictions).toHaveLength(2_500);
    expect(predictions[2_499]).toEqual({ prediction: 5_001 });
    await model.release();
  });

  it('gives label and probability of the positive label', async () => {
    const model = await scorer.load(sigmoidOnnx, sigmoidSignature);
    const [yes, no] = await model.predict([
      { x: 1, s: 'a' },
      { x: -2, s: null },
    ]);
    expect(yes?.prediction).toBe('yes');
    expect(yes?.probability).toBeCloseTo(1 / (1 + Math.exp(-1)), 6);
    expect(no?.prediction).toBe('no');
    expect(no?.probability).toBeCloseTo(1 / (1 + Math.exp(2)), 6);
  });

  it('gives three labels the probability of the predicted one, and those of all in the order of the labels', async () => {
    const model = await scorer.load(softmaxOnnx, softmaxSignature);
    const rows = [
      { x: Math.log(2), y: 0 },
      { x: 0, y: Math.log(6) },
      { x: -1, y: -1 },
    ];
    const [ash, elm, oak] = await model.predict(rows);
    expect(ash).toMatchObject({ prediction: 'ash', probability: expect.closeTo(0.5, 6) });
    expect(elm?.probabilities).toEqual([0.125, 0.75, 0.125].map((value) => expect.closeTo(value, 6)));
    expect(oak).toMatchObject({ prediction: 'oak', probability: oak?.probabilities?.[2] });
    await model.release();
  });

  it('fails where graph and signature differ in the labels or their number', async () => {
    const four = await scorer.load(softmaxOnnx, { ...softmaxSignature, labels: ['ash', 'elm', 'oak', 'yew'] });
    await expect(four.predict([{ x: 1, y: 0 }])).rejects.toThrow('gives 3 probabilities a row, the signature has 4');
    const other = await scorer.load(softmaxOnnx, { ...softmaxSignature, labels: ['fir', 'elm', 'oak'] });
    await expect(other.predict([{ x: 1, y: 0 }])).rejects.toThrow('gives row 0 a label that the signature lacks');
  });

  it('takes a missing number for NaN, and fails where the answer is none', async () => {
    const model = await scorer.load(sigmoidOnnx, sigmoidSignature);
    await expect(model.predict([{ x: null, s: 'a' }])).rejects.toMatchObject({ name: 'ModelFailure' });
  });

  it('refuses a missing value where the graph has none, naming row and column', async () => {
    const model = await scorer.load(linearOnnx, linearSignature);
    await expect(
      model.predict([
        { x: 1, z: 1 },
        { x: 1, z: null },
      ]),
    ).rejects.toThrow('row 1, column "z"');
  });

  it('refuses what is no model', async () => {
    await expect(scorer.load(Buffer.from('no model'), linearSignature)).rejects.toThrow(InvalidInput);
  });
});
