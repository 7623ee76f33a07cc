import { describe, expect, it } from 'vitest';
import { OnnxRuntimeModelScorer } from '../../../../lambdas/adapters/onnxruntime/onnx-runtime-model-scorer.js';
import type { Evidence } from '../../../../lambdas/application/validation/evidence.js';
import { robustness } from '../../../../lambdas/application/validation/gates/robustness.js';
import { InvalidInput } from '../../../../lambdas/domain/errors.js';
import { isUsable, robustnessGate } from '../../../../lambdas/domain/gates/robustness-gate.js';
import { makeProbes } from '../../../../lambdas/domain/gates/robustness-probes.js';
import { ModelFailure } from '../../../../lambdas/domain/inference/model-failure.js';
import type { InputColumn, Prediction, Row, Signature } from '../../../../lambdas/domain/signature.js';
import { sigmoidOnnx, sigmoidSignature } from '../../../fixtures/onnx-models.js';

const instances = Array.from({ length: 120 }, (_, index): Row => ({ x: index / 60 - 1, s: index % 2 ? 'a' : 'b' }));

/** The gate with a model and evaluation rows alone. */
const judge = (
  predict: (rows: readonly Row[]) => Promise<readonly Prediction[]>,
  signature: Signature = sigmoidSignature,
) =>
  robustness({
    model: { value: { predict } },
    candidate: { value: { instances } },
    contents: { signature },
  } as unknown as Evidence);

describe('probes', () => {
  it('change each column in turn, in 50 rows spread over the set', () => {
    const { probes, leftOut } = makeProbes(sigmoidSignature, instances);
    expect(leftOut).toEqual([]);
    expect(probes.map(({ column = '-', kind }) => `${column} ${kind}`)).toEqual([
      'x missing',
      'x 0',
      'x -1',
      'x 1000000000',
      'x -1000000000',
      'x 1e+308',
      'x -1e+308',
      's missing',
      's an unseen category',
      's empty text',
      's very long text',
      's unicode',
      '- all optional columns missing',
    ]);
    for (const { rows } of probes) expect(rows).toHaveLength(50);
    expect(probes.at(-1)?.rows.every(({ x, s }) => x === null && s === null)).toBe(true);
    expect(probes[1]?.rows.map(({ s }) => s)).toContain('b');
  });

  it('leave required columns in place, and keep to what a whole number can be', () => {
    const { probes } = makeProbes({ inputs: [{ name: 'n', type: 'long', required: true }] }, [{ n: 1 }]);
    expect(probes.map(({ kind }) => kind)).not.toContain('missing');
    const values = probes.map(({ rows }) => Number(rows[0]?.n));
    expect(values.every((value) => Number.isInteger(value) && Math.abs(value) < 2 ** 63)).toBe(true);
    expect(Math.max(...values)).toBeGreaterThan(9.2e18);
  });

  it('stay a few thousand rows for a thousand columns, and name those that were left out', () => {
    const inputs = Array.from(
      { length: 1_000 },
      (_, index): InputColumn => ({ name: `c${index}`, type: 'double', required: false }),
    );
    const { probes, leftOut } = makeProbes({ inputs }, instances);
    expect(probes.reduce((sum, { rows }) => sum + rows.length, 0)).toBeLessThanOrEqual(5_001);
    expect(leftOut.length).toBeGreaterThan(0);
    expect(leftOut.at(-1)).toBe('c999');
  });
});

describe('the robustness gate', () => {
  it('passes a real model that answers every odd row', async () => {
    const model = await new OnnxRuntimeModelScorer().load(sigmoidOnnx, {
      ...sigmoidSignature,
      inputs: sigmoidSignature.inputs,
    });
    const found = await judge((rows) => model.predict(rows.map((row) => ({ ...row, x: row.x ?? 0 }))));
    await model.release();
    expect(found).toMatchObject({ verdict: 'passed', numbers: { probes: 13, rows: 650, finite: 650, failed: 0 } });
  });

  it('fails a real model that answers a missing number with none, and names the column', async () => {
    const model = await new OnnxRuntimeModelScorer().load(sigmoidOnnx, sigmoidSignature);
    const found = await judge((rows) => model.predict(rows));
    await model.release();
    expect(found.verdict).toBe('failed');
    expect(found.reason).toBe(
      '2 of 13 probes crash the model or get no usable answer: x (missing), the row (all optional columns missing)',
    );
    expect(found.numbers).toMatchObject({ probesFailed: 2, failed: 100, finite: 550 });
  });

  it('counts what is refused as bad input, row by row, and passes it', async () => {
    const missing = makeProbes(sigmoidSignature, instances).probes[0]?.rows ?? [];
    const refused = missing.filter(({ s }) => s !== 'a').length + missing.length;
    const found = await judge(async (rows) => {
      if (rows.some(({ x, s }) => x === null && s !== 'a')) throw new InvalidInput('x is missing');
      return rows.map(() => ({ prediction: 'no', probability: 0 }));
    });
    expect(found).toMatchObject({ verdict: 'passed', numbers: { refused, failed: 0 } });
  });

  it.each([
    ['a crash', () => Promise.reject(new ModelFailure('boom'))],
    ['any other error', () => Promise.reject(new TypeError('boom'))],
    ['too few predictions', () => Promise.resolve([])],
    [
      'a probability above 1',
      (rows: readonly Row[]) => Promise.resolve(rows.map(() => ({ prediction: 'no', probability: 1.5 }))),
    ],
  ])('never throws, and fails for %s', async (_name, predict) => {
    const found = await judge(predict);
    expect(found).toMatchObject({ verdict: 'failed', numbers: { finite: 0, failed: 650 } });
    expect(found.reason).toContain('x (missing, 0, -1, 1000000000 and 3 more)');
  });

  it('is skipped where there is nothing to try', () => {
    expect(robustnessGate({ outcomes: [], leftOut: [] }).verdict).toBe('skipped');
  });

  it('takes a finite number, and probabilities from 0 to 1', () => {
    expect(isUsable('regression', { prediction: 1e300 })).toBe(true);
    expect(isUsable('regression', { prediction: Number.NaN })).toBe(false);
    expect(isUsable('regression', { prediction: 'x' })).toBe(false);
    expect(isUsable('classification', { prediction: 'x', probability: 1 })).toBe(true);
    // What 20 trees of a float32 forest sum to.
    expect(isUsable('classification', { prediction: 'x', probability: 1.0000001192092896 })).toBe(true);
    expect(isUsable('classification', { prediction: 'x', probability: 1.00001 })).toBe(false);
    expect(isUsable('classification', { prediction: 'x' })).toBe(false);
    expect(isUsable('classification', { prediction: 'x', probability: 0.5, probabilities: [0.5, Number.NaN] })).toBe(
      false,
    );
  });
});
