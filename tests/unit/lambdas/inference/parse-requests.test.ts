import { describe, expect, it } from 'vitest';
import {
  MAX_BODY_BYTES,
  parseInferRequest,
  parseInvocation,
} from '../../../../lambdas/application/documents/inference-request.js';
import { InvalidInput } from '../../../../lambdas/domain/errors.js';
import type { Signature } from '../../../../lambdas/domain/signature.js';

const signature: Signature = {
  task: 'regression',
  inputs: [
    { name: 'hum', type: 'double', required: true },
    { name: 'weather', type: 'string', required: true },
    { name: 'holiday', type: 'boolean', required: false },
  ],
  outputs: [{ name: 'prediction', type: 'double' }],
};

const hum = { name: 'hum', shape: [2], datatype: 'FP64', data: [0.5, null] };
const weather = { name: 'weather', shape: [2, 1], datatype: 'BYTES', data: ['wet', 'dry'] };
const infer = (body: unknown) => parseInferRequest(Buffer.from(JSON.stringify(body))).rows(signature);

describe('parseInferRequest', () => {
  it('makes rows of one tensor a column; optional columns may be left out', () => {
    expect(infer({ inputs: [hum, weather] })).toEqual([
      { hum: 0.5, weather: 'wet' },
      { hum: null, weather: 'dry' },
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    ['no inputs', { inputs: [] }, /inputs/],
    ['a missing required column', { inputs: [hum] }, /row 0: missing column "weather"\. Expected "hum", "weather"/],
    ['an unknown column', { inputs: [hum, weather, { ...hum, name: 'temp' }] }, /row 0: unknown column "temp"/],
    ['a column that comes twice', { inputs: [hum, weather, hum] }, /"hum" comes twice/],
    [
      'tensors of different lengths',
      { inputs: [hum, { ...weather, shape: [1], data: ['wet'] }] },
      /"weather" has 1 rows, those before it 2/,
    ],
    [
      'data that is not as long as its shape says',
      { inputs: [{ ...hum, shape: [3] }, weather] },
      /2 values, but shape \[3\]/,
    ],
    ['a shape of two columns', { inputs: [{ ...hum, shape: [1, 2] }, weather] }, /expected \[rows\] or \[rows, 1\]/],
    ['no rows', { inputs: [{ ...hum, shape: [0], data: [] }] }, /rows 1 or more/],
    ['a datatype that no column has', { inputs: [{ ...hum, datatype: 'FP16' }, weather] }, /datatype/],
    [
      'an object as a value',
      { inputs: [{ ...hum, data: [{}, 1] }, weather] },
      /"hum", row 0: expected a finite number/,
    ],
    ['an output that there is not', { inputs: [hum, weather], outputs: [{ name: 'score' }] }, /no output "score"/],
    [
      'an id with "#", which separates the row',
      { id: 'a#1', inputs: [hum, weather] },
      /id: found a string of \d characters, allowed: 1 to 128/,
    ],
    ['an empty id', { id: '', inputs: [hum, weather] }, /id: found a string of \d characters, allowed: 1 to 128/],
  ])('refuses %s', (_what, body, message) => {
    expect(() => infer(body)).toThrow(InvalidInput);
    expect(() => infer(body)).toThrow(message);
  });

  it('refuses a number that is too large for JSON to carry on', () => {
    const body = '{"inputs":[{"name":"hum","shape":[1],"datatype":"FP64","data":[1e999]}]}';
    expect(() => parseInferRequest(Buffer.from(body)).rows(signature)).toThrow(/expected a finite number/);
  });

  it('takes 1,000 rows and refuses 1,001', () => {
    const rows = (n: number) =>
      [0.5, 'wet'].map((value, i) => ({
        ...(i === 0 ? hum : weather),
        shape: [n],
        data: Array.from({ length: n }, () => value),
      }));
    expect(infer({ inputs: rows(1000) })).toHaveLength(1000);
    expect(() => infer({ inputs: rows(1001) })).toThrow(/got 1001 rows, expected 1 to 1000/);
  });

  it('refuses what is not JSON, and what is over 4 MiB', () => {
    expect(() => parseInferRequest(Buffer.from('hum=1'))).toThrow(/is not JSON/);
    const large = Buffer.alloc(MAX_BODY_BYTES + 1, ' ');
    expect(() => parseInferRequest(large)).toThrow(expect.objectContaining({ name: 'PayloadTooLarge' }));
  });
});

describe('parseInvocation', () => {
  const json = (body: unknown) =>
    parseInvocation(Buffer.from(JSON.stringify(body)), 'application/json').rows(signature);
  const csv = (body: string) => parseInvocation(Buffer.from(body), 'text/csv').rows(signature);

  it('takes instances as they are', () => {
    expect(json({ instances: [{ hum: 1, weather: 'wet', holiday: true }] })).toEqual([
      { hum: 1, weather: 'wet', holiday: true },
    ]);
  });

  it.each([
    [{ instances: [] }, /got 0 rows/],
    [{ instances: [{ hum: 1 }] }, /row 0: missing column "weather"/],
    [
      {
        instances: [
          { hum: 1, weather: 'x' },
          { hum: 1, weather: 'x', z: 1 },
        ],
      },
      /row 1: unknown column "z"/,
    ],
    [
      { instances: [{ hum: [1], weather: 'x' }] },
      /instances\.0\.hum: found an array of 1 entries, allowed: a finite number/,
    ],
    [{ rows: [] }, /instances/],
    [[1, 2], /allowed: an object/],
  ])('refuses %j', (body, message) => {
    expect(() => json(body)).toThrow(message);
  });

  it('takes CSV in the order of the signature, by the types of its columns', () => {
    expect(csv('0.5,wet,true\n,"a,b",\n')).toEqual([
      { hum: 0.5, weather: 'wet', holiday: true },
      { hum: null, weather: 'a,b', holiday: null },
    ]);
  });

  it('leaves a CSV field that does not fit its type to the container to refuse', () => {
    expect(csv('abc,1,maybe\n')).toEqual([{ hum: 'abc', weather: '1', holiday: 'maybe' }]);
  });

  it('refuses CSV of other width, and other content types', () => {
    expect(() => csv('1,wet,true\n1,wet\n')).toThrow(/row 1: got 2 values, expected 3 \(hum, weather, holiday\)/);
    expect(() => parseInvocation(Buffer.from('<a/>'), 'text/xml')).toThrow(/expected application\/json or text\/csv/);
  });

  it('takes the inference id of the header, and refuses one that is not valid', () => {
    expect(parseInvocation(Buffer.from('1'), 'text/csv', 'order:7').inferenceId).toBe('order:7');
    expect(() => parseInvocation(Buffer.from('1'), 'text/csv', 'a b')).toThrow(/expected 1 to 128/);
  });
});
