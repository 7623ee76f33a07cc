import { describe, expect, it } from 'vitest';
import { evaluationRows } from '../../../../lambdas/domain/gates/evaluation-rows.js';
import { failed, passed, rejectionReasons, skipped, unverified } from '../../../../lambdas/domain/gates/gate-result.js';
import { integrityGate } from '../../../../lambdas/domain/gates/integrity-gate.js';
import { reproductionGate } from '../../../../lambdas/domain/gates/reproduction-gate.js';
import { type SignatureEvidence, signatureGate } from '../../../../lambdas/domain/gates/signature-gate.js';
import { linearSignature, sigmoidSignature } from '../../../fixtures/onnx-models.js';

const SHA = 'a'.repeat(64);
const expected = { path: 'model.tar.gz', sha256: SHA, size: 3 };

describe('the integrity gate', () => {
  it('passes files that are as the manifest says', () => {
    const files = [{ expected, found: { size: 3, sha256: SHA } }];
    expect(integrityGate({ files, problems: [] })).toMatchObject({ passed: true, numbers: { files: 1, bytes: 3 } });
  });

  it.each([
    ['is not there', { expected }, 'model.tar.gz is not there'],
    ['has another size', { expected, found: { size: 4, sha256: '' } }, 'has 4 bytes, the manifest says 3'],
    ['has another hash', { expected, found: { size: 3, sha256: 'b' } }, `has SHA-256 b, the manifest says ${SHA}`],
  ])('fails a file that %s', (_name, file, reason) => {
    const result = integrityGate({ files: [file], problems: [] });
    expect(result).toMatchObject({ passed: false, verdict: 'failed' });
    expect(result.reason).toContain(reason);
  });

  it('fails an archive that cannot be opened', () => {
    expect(integrityGate({ files: [], problems: ['archive has a link'] }).reason).toBe('archive has a link');
  });
});

describe('the signature gate', () => {
  const evidence = {
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
  } as const satisfies SignatureEvidence;
  const classification = {
    policyTask: 'classification',
    manifestTask: 'classification',
    declared: sigmoidSignature,
    archived: sigmoidSignature,
    graph: {
      inputs: [
        { name: 'x', type: 'float32' },
        { name: 's', type: 'string' },
      ],
      outputs: [
        { name: 'label', type: 'string' },
        { name: 'probabilities', type: 'float32' },
      ],
    },
  } as const satisfies SignatureEvidence;

  it('passes when manifest, archive and graph agree', () => {
    expect(signatureGate(evidence).reason).toBe('signature and graph agree');
    expect(signatureGate(classification).passed).toBe(true);
  });

  it("takes the policy's word for which label is positive: of two the second, of more any", () => {
    const labelled = (labels: readonly (string | number)[], positiveLabel?: string) => {
      const declared = { ...sigmoidSignature, labels };
      return signatureGate({ ...classification, declared, archived: declared, positiveLabel });
    };
    expect(labelled(['good', 'bad'], 'bad').passed).toBe(true);
    expect(labelled(['good', 'bad']).passed).toBe(true);
    expect(labelled([0, 1], '1.0').passed).toBe(true);
    expect(labelled(['a', 'b', 'c'], 'a').passed).toBe(true);
    expect(labelled(['bad', 'good'], 'bad').reason).toBe(
      'the labels are "bad", "good", expected "bad" second: the policy\'s dataset.positiveLabel',
    );
    expect(labelled(['a', 'b', 'c'], 'd').reason).toMatch(/expected "d" among them/);
  });

  it.each<[string, SignatureEvidence, string]>([
    [
      "another task than the policy's",
      { ...evidence, policyTask: 'classification' },
      "model's policy says classification",
    ],
    ['another signature in the archive', { ...evidence, archived: sigmoidSignature }, 'not the one in the artifact'],
    ['a column that the graph lacks', { ...evidence, graph: { ...evidence.graph, inputs: [] } }, 'no input "x"'],
    [
      'an input that the signature lacks',
      { ...evidence, graph: { ...evidence.graph, inputs: [...evidence.graph.inputs, { name: 'q', type: 'float32' }] } },
      'input "q" is not in the signature',
    ],
    [
      'a type that does not fit',
      {
        ...classification,
        graph: {
          ...classification.graph,
          inputs: [
            { name: 'x', type: 'float32' },
            { name: 's', type: 'float32' },
          ],
        },
      },
      'input "s" is string, the graph\'s float32',
    ],
    [
      'no output tensor',
      { ...evidence, graph: { ...evidence.graph, outputs: [{ name: 'variable', type: 'no tensor' }] } },
      '"variable"',
    ],
    ['a classification without labels', withoutLabels(), 'needs two different labels'],
  ])('fails %s', (_name, wrong, reason) => {
    const result = signatureGate(wrong);
    expect(result.verdict).toBe('failed');
    expect(result.reason).toContain(reason);
  });

  function withoutLabels(): SignatureEvidence {
    const { labels: _labels, ...signature } = sigmoidSignature;
    return { ...classification, declared: signature, archived: signature };
  }
});

describe('the reproduction gate', () => {
  const own = new Map([
    [0, [1]],
    [4, [2]],
  ]);
  it('passes predictions within the tolerance, and names the largest difference', () => {
    const submitted = new Map([...own, [9, [9]]]).set(4, [2.0005]);
    const result = reproductionGate({ submitted, own, tolerance: 0.001 });
    expect(result.passed).toBe(true);
    expect(result.numbers.largestDifference).toBeCloseTo(0.0005, 9);
  });

  it('fails a prediction that differs by more, and a row without one', () => {
    expect(reproductionGate({ submitted: new Map([...own, [4, [3]]]), own, tolerance: 0.001 }).reason).toBe(
      'the prediction of row 4 differs from ours by 1, allowed 0.001',
    );
    expect(reproductionGate({ submitted: new Map([[0, [1]]]), own, tolerance: 1 }).reason).toContain('row 4 first');
  });

  it('compares the probabilities of all labels, not only that of the predicted one', () => {
    const vectors = new Map([[7, [0.5, 0.5, 0.3, 0.2]]]);
    const swapped = new Map([[7, [0.5, 0.5, 0.2, 0.3]]]);
    expect(reproductionGate({ submitted: vectors, own: vectors, tolerance: 0 }).passed).toBe(true);
    expect(reproductionGate({ submitted: swapped, own: vectors, tolerance: 0.01 }).reason).toContain(
      'row 7 differs from ours by 0.1,',
    );
    expect(reproductionGate({ submitted: new Map([[7, [0.5]]]), own: vectors, tolerance: 1 }).passed).toBe(false);
  });
});

describe('the reasons of a rejection', () => {
  it('are those of failed gates, then of undecided ones', () => {
    const gates = [passed('integrity', 'fine'), skipped('reproduction', 'no set'), unverified('champion', 'not run')];
    expect(rejectionReasons(gates)).toEqual(['champion: not run']);
    expect(rejectionReasons([...gates, failed('quality', 'rmse')])).toEqual(['quality: rmse', 'champion: not run']);
  });

  it('tell once what keeps several gates from deciding', () => {
    const gates = [unverified('quality', 'no set'), unverified('bias', 'no set'), unverified('data', 'no rows')];
    expect(rejectionReasons(gates)).toEqual(['quality, bias: no set', 'data: no rows']);
  });
});

describe('the rows of an evaluation set', () => {
  const table = (...rows: string[][]) => ({ columns: ['x', 'other', 'z', 'cnt'], rows });

  it('are typed by the signature, keep their positions and leave out those without a target', () => {
    const read = evaluationRows(
      table(['1.5', 'q', '2', '7'], ['1', '', '1', ''], ['-1', '', '3', '8.5']),
      'cnt',
      linearSignature,
    );
    expect(read).toEqual({
      positions: [0, 2],
      rows: [
        { x: 1.5, z: 2 },
        { x: -1, z: 3 },
      ],
      actual: [7, 8.5],
    });
  });

  it.each([
    ['a text in a number', ['a', '', '1', '1'], 'column "x": got "a", expected double'],
    ['a fraction in a whole number', ['1', '', '1.5', '1'], 'column "z": got "1.5", expected long'],
    ['a missing required value', ['', '', '1', '1'], 'no value for the required column "x"'],
    ['a target that is no number', ['1', '', '1', 'many'], 'target "many", expected a number'],
  ])('are refused for %s', (_name, row, message) => {
    expect(() => evaluationRows(table(row), 'cnt', linearSignature)).toThrow(message);
  });

  it('know labels by their value, whatever their spelling', () => {
    const labelled = { ...sigmoidSignature, labels: [0, 1] as const };
    const set = {
      columns: ['x', 's', 'y'],
      rows: [
        ['1', 'a', '1.0'],
        ['', '', '0'],
      ],
    };
    expect(evaluationRows(set, 'y', labelled)).toMatchObject({
      actual: [1, 0],
      rows: [
        { x: 1, s: 'a' },
        { x: null, s: null },
      ],
    });
    expect(() => evaluationRows({ ...set, rows: [['1', 'a', '2']] }, 'y', labelled)).toThrow('expected 0 or 1');
  });
});
