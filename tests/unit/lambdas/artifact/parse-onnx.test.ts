import { describe, expect, it } from 'vitest';
import { parseOnnx } from '../../../../lambdas/domain/artifact/onnx/parse-onnx.js';
import { InvalidInput } from '../../../../lambdas/domain/errors.js';
import { linearOnnx, sigmoidOnnx } from '../../../fixtures/onnx-models.js';
import { externalTensor, field, message, node, onnxModel } from '../../../fixtures/protobuf.js';

describe('parseOnnx', () => {
  it('finds in models that onnx.helper made what onnx itself says of them', () => {
    expect(parseOnnx(linearOnnx)).toEqual({
      problems: [],
      description: {
        format: 'onnx',
        irVersion: 8,
        producer: '',
        opsets: { '': 17 },
        inputs: [
          { name: 'x', type: 'float32', shape: [null, 1] },
          { name: 'z', type: 'int64', shape: [null, 1] },
        ],
        outputs: [{ name: 'variable', type: 'float32', shape: [null, 1] }],
        nodes: 4,
        operators: { Mul: 2, Cast: 1, Add: 1 },
      },
    });
    const { description, problems } = parseOnnx(sigmoidOnnx);
    expect(problems).toEqual([]);
    expect(description).toMatchObject({
      irVersion: 9,
      opsets: { '': 19 },
      outputs: [
        { name: 'label', type: 'string', shape: [null] },
        { name: 'probabilities', type: 'float32', shape: [null, 2] },
      ],
      operators: { ArgMax: 1, Gather: 1, Equal: 1 },
    });
  });

  it('counts no initializer as an input', () => {
    const input = (name: string) => field(11, field(1, name));
    const { description } = parseOnnx(onnxModel(message(input('x'), input('w'), field(5, field(8, 'w')))));
    expect(description.inputs).toEqual([{ name: 'x', type: 'no tensor' }]);
  });

  const tensor = externalTensor('w', 'w.bin');
  const attribute = (number: number, value: Buffer) => field(1, node('X', { attribute: field(number, value) }));
  it.each<[string, Buffer]>([
    ['an initializer', onnxModel(field(5, tensor))],
    ['a second graph', message(onnxModel(field(1, node('X'))), field(7, field(5, tensor)))],
    ['the values of a sparse initializer', onnxModel(field(15, field(1, tensor)))],
    ['the indices of a sparse initializer', onnxModel(field(15, field(2, tensor)))],
    ["a node's tensor", onnxModel(attribute(5, tensor))],
    ["a node's tensors", onnxModel(attribute(10, tensor))],
    ["a node's sparse tensor", onnxModel(attribute(22, field(1, tensor)))],
    ["a node's sparse tensors", onnxModel(attribute(23, field(2, tensor)))],
    ['a graph in a node', onnxModel(attribute(6, field(5, tensor)))],
    ['graphs in a node', onnxModel(attribute(11, attribute(6, attribute(5, tensor))))],
    ['a function', onnxModel(field(1, node('X')), field(25, field(7, node('X', { attribute: field(5, tensor) }))))],
    ["a function's default", onnxModel(field(1, node('X')), field(25, field(11, field(5, tensor))))],
    ['training', onnxModel(field(1, node('X')), field(20, field(1, field(5, tensor))))],
    ["training's algorithm", onnxModel(field(1, node('X')), field(20, field(2, field(15, field(1, tensor)))))],
    ['a place that is wider than its number', onnxModel(field(5, message(field(8, 'w'), field(14, 2n ** 32n + 1n))))],
    ['a place without a file', onnxModel(field(5, message(field(8, 'w'), field(14, 1))))],
  ])('finds weights that lie elsewhere in %s', (_where, bytes) => {
    let problems: readonly string[] = [];
    try {
      problems = parseOnnx(bytes).problems;
    } catch (error) {
      problems = [String(error)];
    }
    expect(problems.join()).toMatch(/other files are not supported|not in which|has 2 graphs/);
  });

  it.each(['/w', '\\\\host\\w', 'C:\\w', 'file:///w', '~/w', 'a/../../w', 'a\\..\\..\\w'])(
    'says of the place %s that it is outside of the archive',
    (location) => {
      expect(parseOnnx(onnxModel(field(5, externalTensor('w', location)))).problems.join()).toContain(
        'points outside the archive',
      );
    },
  );

  it('takes the operators of onnxruntime, and those that the model defines itself', () => {
    const domains = ['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft'];
    const nodes = domains.map((domain) => field(1, node('X', { domain })));
    const own = field(25, message(field(1, 'F'), field(10, 'my.functions'), field(7, node('Y'))));
    const graph = message(...nodes, field(1, node('F', { domain: 'my.functions' })));
    expect(parseOnnx(onnxModel(graph, own)).problems).toEqual([]);
    expect(parseOnnx(onnxModel(graph)).problems).toEqual([
      'model.onnx: the operator "my.functions::F" is of a domain that the runtime lacks',
    ]);
    const inside = field(
      25,
      message(field(1, 'F'), field(10, 'my.functions'), field(7, node('Z', { domain: 'evil' }))),
    );
    expect(parseOnnx(onnxModel(graph, inside)).problems.join()).toContain('"evil::Z"');
  });

  it.each<[string, Buffer, RegExp]>([
    ['nothing', Buffer.alloc(0), /has 0 graphs/],
    ['a field without its number', Buffer.from([0x00, 0x01]), /no field 0/],
    ['a group', Buffer.from([0x0b]), /wire type 3/],
    [
      'a number of more than 64 bits',
      Buffer.concat([Buffer.from([0x08]), Buffer.alloc(11, 0xff)]),
      /more than 64 bits/,
    ],
    ['a field longer than the file', Buffer.from([0x3a, 0xff, 0xff, 0xff, 0x7f]), /longer than what is left/],
    ['graphs that are too deep', onnxModel(deep(40)), /more than 30 deep/],
  ])('refuses %s', (_what, bytes, reason) => {
    expect(() => parseOnnx(bytes)).toThrow(reason);
    expect(() => parseOnnx(bytes)).toThrow(InvalidInput);
  });

  it('refuses a model that is cut off, wherever it is', () => {
    for (let length = 0; length < linearOnnx.length - 6; length += 1) {
      expect(() => parseOnnx(linearOnnx.subarray(0, length)), `${length} bytes`).toThrow(InvalidInput);
    }
  });
});

function deep(levels: number): Buffer {
  let graph = field(1, node('X'));
  for (let level = 0; level < levels; level += 1) graph = field(1, node('If', { attribute: field(6, graph) }));
  return graph;
}
