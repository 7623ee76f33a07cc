import { describe, expect, it } from 'vitest';
import { OnnxRuntimeModelScorer } from '../../../../lambdas/adapters/onnxruntime/onnx-runtime-model-scorer.js';
import { InvalidInput } from '../../../../lambdas/domain/errors.js';
import { linearOnnx, linearSignature, sigmoidOnnx, sigmoidSignature } from '../../../fixtures/onnx-models.js';

const scorer = new OnnxRuntimeModelScorer();

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
