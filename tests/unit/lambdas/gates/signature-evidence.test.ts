import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleDifferences } from '../../../../lambdas/domain/gates/sample-differences.js';
import { type SignatureEvidence, signatureGate } from '../../../../lambdas/domain/gates/signature-gate.js';
import { outsideOfRows, outsideOfTable } from '../../../../lambdas/domain/gates/signature-ranges.js';
import type { InputColumn, Row, Signature } from '../../../../lambdas/domain/signature.js';
import { linearSignature } from '../../../fixtures/onnx-models.js';

const inputs: readonly InputColumn[] = [
  { name: 'age', type: 'long', required: true, minimum: 17, maximum: 90 },
  { name: 'city', type: 'string', required: false, categories: ['Braga', 'Porto'] },
  { name: 'free', type: 'double', required: false },
];
const nothing = { sample: [], baseline: [], evaluationSet: [] };
const form: SignatureEvidence = {
  policyTask: 'regression',
  manifestTask: 'regression',
  declared: linearSignature,
  archived: linearSignature,
  graph: {
    inputs: [
      { name: 'x', type: 'float32' },
      { name: 'z', type: 'int64' },
    ],
    outputs: [{ name: 'variable', type: 'float32' }],
  },
};

describe('ranges and categories', () => {
  it('are left by what is below, above or unknown, with a count and the first of them', () => {
    const rows: Row[] = [
      { age: 17, city: 'Porto', free: 1e300 },
      { age: 91, city: null },
      { age: 16, city: 'Faro' },
      { age: 90, city: 'Porto' },
    ];
    expect(outsideOfRows(inputs, rows)).toEqual([
      { column: 'age', rows: 2, row: 1, value: 91, expected: '17 to 90' },
      { column: 'city', rows: 1, row: 2, value: 'Faro', expected: '"Braga", "Porto"' },
    ]);
  });

  it('hold texts of a table as the numbers that they say; missing values and absent columns are not outside', () => {
    const table = {
      columns: ['age', 'other'],
      rows: [
        ['17.0', 'x'],
        ['', 'x'],
        ['1e3', 'x'],
      ],
    };
    expect(outsideOfTable(inputs, table)).toMatchObject([{ column: 'age', rows: 1, row: 2, value: 1_000 }]);
  });

  it('are never left by the rows that they were made of', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (values) => {
        const column: InputColumn = {
          name: 'x',
          type: 'double',
          required: true,
          minimum: Math.min(...values),
          maximum: Math.max(...values),
        };
        expect(outsideOfTable([column], { columns: ['x'], rows: values.map((value) => [String(value)]) })).toEqual([]);
      }),
    );
  });
});

describe('a sample', () => {
  it('is reproduced within the tolerance', () => {
    const found = sampleDifferences('regression', [{ prediction: 5 }], [{ prediction: 5.0005 }], 0.001);
    expect(found.problems).toEqual([]);
    expect(found.largest).toBeCloseTo(0.0005);
  });

  it.each([
    ['a number beyond the tolerance', 'regression', { prediction: 5 }, { prediction: 5.1 }, 'prediction of row 0'],
    [
      'another label',
      'classification',
      { prediction: 'no' },
      { prediction: 'yes', probability: 1 },
      'is "no", ours is "yes"',
    ],
    [
      'another probability',
      'classification',
      { prediction: 1, probability: 0.7 },
      { prediction: 1, probability: 0.6 },
      'probability of row 0 of the sample is 0.7, ours is 0.6',
    ],
    [
      'the probability of another label',
      'classification',
      { prediction: 'a', probability: 0.5, probabilities: [0.5, 0.4, 0.1] },
      { prediction: 'a', probability: 0.5, probabilities: [0.5, 0.3, 0.2] },
      'probability of label 1',
    ],
    ['text where a number is expected', 'regression', { prediction: 'five' }, { prediction: 5 }, 'prediction of row 0'],
    [
      'a probability that we do not give',
      'classification',
      { prediction: 1, probability: 0.7 },
      { prediction: 1 },
      'NaN',
    ],
  ] as const)('is not reproduced with %s', (_name, task, submitted, own, problem) => {
    expect(sampleDifferences(task, [submitted], [own], 0.001).problems[0]).toContain(problem);
  });

  it('with labels in another spelling is the same', () => {
    expect(sampleDifferences('classification', [{ prediction: '1.0' }], [{ prediction: 1 }], 0).problems).toEqual([]);
  });
});

describe('the signature gate', () => {
  const outside = [{ column: 'x', rows: 3, row: 1, value: 9, expected: '0 to 5' }];
  const reproduced = { largest: 0.0001, problems: [] };

  it('tells how well the sample is reproduced', () => {
    const found = signatureGate({ ...form, sample: reproduced, outside: nothing });
    expect(found).toMatchObject({ verdict: 'passed', numbers: { sampleLargestDifference: 0.0001 } });
    expect(found.reason).toBe('signature and graph agree, and the sample is reproduced to 0.0001');
  });

  it.each(['sample', 'baseline'] as const)('fails a %s beyond the ranges, by column', (which) => {
    const found = signatureGate({ ...form, sample: reproduced, outside: { ...nothing, [which]: outside } });
    expect(found.verdict).toBe('failed');
    expect(found.reason).toBe(
      `the ${which} does not keep to the signature: column "x" is 9 in row 1 and beyond in 2 more rows, expected 0 to 5`,
    );
    expect(found.details).toMatchObject({ outside: { [which]: outside } });
  });

  it('passes an evaluation set beyond them, and says so', () => {
    const found = signatureGate({ ...form, sample: reproduced, outside: { ...nothing, evaluationSet: outside } });
    expect(found).toMatchObject({ verdict: 'passed', numbers: { evaluationColumnsOutside: 1 } });
    expect(found.reason).toContain('the evaluation set does not keep to the signature: column "x" is 9');
  });

  it('fails a sample that is not reproduced', () => {
    const found = signatureGate({ ...form, sample: { largest: 1, problems: ['row 0 differs'] }, outside: nothing });
    expect(found).toMatchObject({ verdict: 'failed', reason: 'row 0 differs' });
  });

  it('does not decide for a model that nobody can ask, and fails one whose columns are others', () => {
    const described = {
      format: 'xgboost',
      featureNames: ['x', 'z'],
      features: 2,
      objective: 'reg:squarederror',
      task: 'regression',
      trees: 1,
      version: '2.0.0',
    } as const;
    const { graph: _, ...unasked } = form;
    const sample = { notRun: "a xgboost model can't be run here" };
    const found = signatureGate({ ...unasked, described, sample, outside: nothing });
    expect(found.verdict).toBe('unverified');
    expect(found.reason).toContain("the sample is not reproduced: a xgboost model can't be run here");
    const other: Signature = { ...linearSignature, inputs: linearSignature.inputs.slice(0, 1) };
    const wrong = signatureGate({ ...unasked, declared: other, archived: other, described, sample, outside: nothing });
    expect(wrong).toMatchObject({ verdict: 'failed', reason: expect.stringContaining('takes 2 features') });
  });
});
