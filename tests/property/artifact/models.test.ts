import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startsAsPickle } from '../../../lambdas/domain/artifact/formats/starts-as-pickle.js';
import { parseLightgbm } from '../../../lambdas/domain/artifact/lightgbm/parse-lightgbm.js';
import { parseOnnx } from '../../../lambdas/domain/artifact/onnx/parse-onnx.js';
import { parseXgboost } from '../../../lambdas/domain/artifact/xgboost/parse-xgboost.js';
import { InvalidInput } from '../../../lambdas/domain/errors.js';
import { linearOnnx, sigmoidOnnx } from '../../fixtures/onnx-models.js';
import { externalTensor, field, message, node } from '../../fixtures/protobuf.js';
import { lightgbmText, ubjson, xgboostJson, xgboostModel } from '../../fixtures/tree-models.js';

/** What a parser says; a refusal counts as an answer, any other error does not. */
function answer<T>(parse: () => T): T | 'refused' {
  try {
    return parse();
  } catch (error) {
    if (error instanceof InvalidInput) return 'refused';
    throw error;
  }
}

/** Any bytes, or a valid file with some of its bytes changed, cut off or doubled. */
const changed = (...valid: readonly Buffer[]): fc.Arbitrary<Buffer> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(
          fc.constantFrom(...valid),
          fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 }),
          fc.option(fc.tuple(fc.nat(), fc.nat())),
        )
        .map(([file, changes, cut]) => {
          const bytes = Buffer.from(file);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          if (cut === null) return bytes;
          const [from, to] = [cut[0] % bytes.length, cut[1] % bytes.length];
          return from < to ? bytes.subarray(0, to) : Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
        }),
    },
  );

/** Fields that onnx.proto does not know, or that nobody asks for. */
const noise = fc
  .array(
    fc.oneof(
      fc.tuple(fc.integer({ min: 30, max: 5000 }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
      fc.tuple(fc.integer({ min: 30, max: 5000 }), fc.string({ maxLength: 20 })),
      fc.tuple(fc.constantFrom(2, 3), fc.string({ maxLength: 20 })),
    ),
    { maxLength: 3 },
  )
  .map((fields) => fields.map(([number, value]) => field(number, value)));

/** A message with these fields among others, in any order. */
const among = (known: readonly Buffer[]): fc.Arbitrary<Buffer> =>
  noise
    .chain((others) => fc.shuffledSubarray([...known, ...others], { minLength: known.length + others.length }))
    .map((fields) => message(...fields));

/** A tensor with its values elsewhere, somewhere in a graph: in an attribute of a node of a graph in an attribute, and so on. */
const hostileGraph: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.constantFrom('w.bin', '../w', '/etc/passwd', ''),
    fc.array(fc.constantFrom(6, 11), { maxLength: 5 }),
    fc.nat(4),
  )
  .chain(([location, path, place]) => {
    const tensor = externalTensor('w', location);
    const start = [
      field(5, tensor),
      field(15, field(1, tensor)),
      field(15, field(2, tensor)),
      field(1, node('X', { attribute: field(5, tensor) })),
      field(1, node('X', { attribute: field(22, field(1, tensor)) })),
    ][place];
    let graph = among([start ?? field(5, tensor)]);
    for (const number of path) {
      graph = graph.chain((inner) => among([field(1, node('If', { attribute: field(number, inner) }))]));
    }
    return graph;
  });

describe('parseOnnx', () => {
  it('takes or refuses any bytes', () => {
    fc.assert(
      fc.property(changed(linearOnnx, sigmoidOnnx), (bytes) => {
        answer(() => parseOnnx(bytes));
      }),
      { numRuns: 17_000 },
    );
  });

  it('finds weights that lie elsewhere, however deep and among whatever else', () => {
    const model = hostileGraph.chain((graph) =>
      fc.oneof(
        among([field(1, 8), field(7, graph)]),
        among([field(7, field(1, node('X'))), field(20, field(1, graph))]),
        among([field(7, field(1, node('X'))), field(25, field(7, node('F', { attribute: field(6, graph) })))]),
      ),
    );
    fc.assert(
      fc.property(model, (bytes) => {
        const found = answer(() => parseOnnx(bytes));
        expect(found === 'refused' || found.problems.length > 0).toBe(true);
      }),
      { numRuns: 8_000 },
    );
  });
});

describe('tree models', () => {
  it('are taken or refused, whatever the bytes', () => {
    const xgboost = changed(Buffer.from(xgboostJson), ubjson(xgboostModel), ubjson([1, [2], { a: 'b' }]));
    fc.assert(
      fc.property(xgboost, (bytes) => {
        answer(() => parseXgboost(bytes));
      }),
      { numRuns: 8_000 },
    );
    fc.assert(
      fc.property(changed(Buffer.from(lightgbmText)), (bytes) => {
        answer(() => parseLightgbm(bytes));
      }),
      { numRuns: 4_000 },
    );
  });
});

describe('startsAsPickle', () => {
  it('sees a pickle that imports and calls behind any harmless opcodes', () => {
    const harmless = fc.array(
      fc.constantFrom(
        'N',
        'I1\n',
        "S'x'\n",
        '(',
        ']',
        '}',
        'K\x05',
        'M\x01\x02',
        'U\x03abc',
        'p0\n',
        'q\x01',
        'V\\u1\n',
      ),
      { maxLength: 30 },
    );
    const call = fc.constantFrom(
      'cos\nsystem\n(S"x"\ntR.',
      '(S"x"\nios\nsystem\n.',
      '(cos\nsystem\nS"x"\no.',
      'U\x02osU\x06system\x93)R.',
    );
    fc.assert(
      fc.property(harmless, call, (before, after) => {
        expect(startsAsPickle(Buffer.from(`${before.join('')}${after}`, 'latin1'), true)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
