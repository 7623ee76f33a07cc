import { describe, expect, it } from 'vitest';
import type { CaptureSchema } from '../../../../lambdas/application/capture/capture-object.js';
import { captureLines } from '../../../../lambdas/domain/inference/capture-lines.js';
import type { Row } from '../../../../lambdas/domain/signature.js';
import { base64, capturedLine, MISTYPED, payload, readAll } from '../../../fixtures/capture-objects.js';

const schema: CaptureSchema = {
  columns: [
    { name: 'temp', type: 'double', required: false },
    { name: 'city', type: 'string', required: false },
    { name: 'open', type: 'boolean', required: false },
  ],
  prediction: 'categorical',
};
const numbers: CaptureSchema = { ...schema, prediction: 'numeric' };

const gatewayLine = (row: Row, prediction: { prediction: string | number | boolean; probability?: number }) =>
  captureLines(
    {
      model: 'm',
      version: 3,
      slot: 'champion',
      inferenceId: 'abc',
      time: new Date('2026-01-01T00:00:00.250Z'),
      rows: [row],
      predictions: [prediction],
    },
    () => 'event-1',
  ).join('');

/** The same line, but not to the byte what the gateway writes. */
const reordered = (line: string): string => {
  const { eventVersion, captureData, eventMetadata } = JSON.parse(line);
  return `${JSON.stringify({ eventVersion, captureData, eventMetadata })}\n`;
};

const rowsOf = async (line: string, of = schema) => {
  const { rows, reading } = await readAll(line, of);
  expect(reading).toMatchObject({ corruptLines: 0, damagedObjects: 0 });
  return rows;
};
const valuesOf = async (line: string) => (await rowsOf(line)).map(({ values }) => values);

describe('a capture line of the gateway', () => {
  it.each([
    [{ temp: 1.5, city: null }, { prediction: 'yes', probability: 0.75 }, [1.5, null, undefined]],
    [{ open: true, city: 'Zürich', temp: -0.1 }, { prediction: 7 }, [-0.1, 'Zürich', 'true']],
    [{ city: 'a"b\\c\nd', temp: 1e-7 }, { prediction: true }, [1e-7, 'a"b\\c\nd', undefined]],
    [{ temp: 'warm', city: 12.5, open: 'True', more: 1 }, { prediction: '' }, [MISTYPED, '12.5', 'True']],
    [{ temp: true, city: false, open: null }, { prediction: 'a\u0000b' }, [MISTYPED, 'false', null]],
    [{}, { prediction: 1e21 }, [undefined, undefined, undefined]],
  ])('is a record with its id, version, values and prediction: %j', async (row, prediction, values) => {
    const record = {
      id: 'abc#0',
      time: '2026-01-01T00:00:00.250Z',
      version: 3,
      values,
      prediction: String(prediction.prediction),
      probability: 'probability' in prediction ? prediction.probability : null,
    };
    const line = gatewayLine(row, prediction);
    expect(await rowsOf(line)).toEqual([record]);
    expect(await rowsOf(reordered(line))).toEqual([record]);
  });

  it('is read whatever the order of its fields, and whatever the line before had', async () => {
    const lines: Row[] = [
      { temp: 1, city: 'a' },
      { city: 'b', temp: 2 },
      { open: true },
      { temp: 3, city: 'c', open: false },
    ];
    expect(await valuesOf(lines.map((row) => gatewayLine(row, { prediction: 1 })).join(''))).toEqual([
      [1, 'a', undefined],
      [2, 'b', undefined],
      [undefined, undefined, 'true'],
      [3, 'c', 'false'],
    ]);
  });

  it('has columns of any name', async () => {
    const names = ['__proto__', 'constructor', 'a"b', 'größe', 'x\\y', ''];
    const columns = names.map((name) => ({ name, type: 'double' as const, required: false }));
    const row = JSON.parse(`{${names.map((name, index) => `${JSON.stringify(name)}:${index}`).join()}}`);
    const line = gatewayLine(row, { prediction: 1 });
    for (const text of [line, reordered(line)]) {
      const { rows } = await readAll(text, { columns, prediction: 'numeric' });
      expect(rows[0]?.values).toEqual([0, 1, 2, 3, 4, 5]);
    }
    const empty = gatewayLine({}, { prediction: 1 });
    for (const text of [empty, reordered(empty)]) {
      const { rows } = await readAll(text, { columns, prediction: 'numeric' });
      expect(rows[0]?.values).toEqual(names.map(() => undefined));
    }
  });

  it.each(['2026-02-30', '2026-13-01', '2026-1-01x'])('of %s, which is no day, is refused', async (day) => {
    const line = gatewayLine({}, { prediction: 1 }).replace('2026-01-01', day);
    expect((await readAll(line, schema)).reading.corruptLines).toBe(1);
  });
});

describe('a capture line of an endpoint', () => {
  it.each([
    ['plain', payload('1.5,"Aa, Bb",True\nnan,,false\n', 'CSV', 'text/csv'), payload('7\n8,0.5\n', 'CSV', 'text/csv')],
    ['base64', base64('1.5,"Aa, Bb",True\r\nnan,,false', 'text/csv; header=absent'), base64('7\n8,0.5', 'text/csv')],
  ])('with CSV payloads (%s) has a record a row, columns by position', async (_, input, output) => {
    const other = { time: '2026-01-01T00:00:00.000Z', version: 0 };
    expect(await rowsOf(capturedLine({ input, output }))).toEqual([
      { ...other, id: 'event-1#0', prediction: '7', probability: null, values: [1.5, 'Aa, Bb', 'true'] },
      { ...other, id: 'event-1#1', prediction: '8', probability: 0.5, values: [null, null, 'false'] },
    ]);
  });

  const rows = [
    [1, 'x', undefined],
    [2, 'y', 'true'],
  ];
  it.each([
    ['instances', '{"instances":[{"temp":1,"city":"x"},[2,"y",true]]}', 'application/json'],
    ['a list', '[{"temp":1,"city":"x"},{"temp":2,"city":"y","open":true}]', 'application/json'],
    ['lists of features', '{"instances":[{"temp":1,"city":"x"},{"features":[2,"y",true]}]}', 'application/json'],
    ['JSON lines', '{"temp":1,"city":"x"}\n{"temp":2,"city":"y","open":true}\n', 'application/jsonlines'],
    ['JSON lines of another content type', '{"temp":1,"city":"x"}\n{"features":[2,"y",true]}', 'application/json'],
  ])('with a payload of %s has a record a row', async (_, data, contentType) => {
    for (const input of [payload(data, 'JSON', contentType), base64(data, contentType)]) {
      expect(await valuesOf(capturedLine({ input }))).toEqual(rows);
    }
  });

  it('with an Open Inference Protocol body has a record a row, of a tensor a column or of one tensor', async () => {
    const tensors = [
      { name: 'city', shape: [2], datatype: 'BYTES', data: ['x', 'y'] },
      { name: 'temp', shape: [2, 1], datatype: 'FP64', data: [[1], [null]] },
    ];
    const output = payload('{"outputs":[{"name":"prediction","shape":[2],"datatype":"INT64","data":[4,5]}]}');
    const input = payload(JSON.stringify({ inputs: tensors }));
    expect(await rowsOf(capturedLine({ input, output }))).toMatchObject([
      { values: [1, 'x', undefined], prediction: '4' },
      { values: [null, 'y', undefined], prediction: '5' },
    ]);
    const one = { inputs: [{ name: 'x', shape: [2, 3], datatype: 'FP64', data: [1, 2, 3, 4, 5, 6] }] };
    expect(await valuesOf(capturedLine({ input: payload(JSON.stringify(one)) }))).toEqual([
      [1, '2', '3'],
      [4, '5', '6'],
    ]);
  });

  it.each([
    ['objects', '{"predictions":[{"prediction":1,"probability":0.5},{"prediction":2}]}', [1, 2], [0.5, null]],
    ['bare values', '{"predictions":[1,2.5]}', [1, 2.5], [null, null]],
    ['lists', '[[1,0.5],[2,0.25]]', [1, 2], [0.5, 0.25]],
    ['one list for all rows', '[3,4]', [3, 4], [null, null]],
    ['too few', '{"predictions":[1]}', [1, null], [null, null]],
    ['what is none', '{"predictions":[{},{"prediction":[1],"probability":"0.5"}]}', [null, null], [null, null]],
  ])('takes its predictions from %s', async (_, data, predictions, probabilities) => {
    const line = capturedLine({ input: payload('[[1,"x",true],[2,"y",true]]'), output: payload(data) });
    const read = await rowsOf(line, numbers);
    expect(read.map(({ prediction }) => prediction)).toEqual(predictions);
    expect(read.map(({ probability }) => probability)).toEqual(probabilities);
  });

  it('takes predictions from one CSV record for all rows', async () => {
    const input = payload('1,x,true\n2,y,true\n3,z,true', 'CSV', 'text/csv');
    const line = capturedLine({ input, output: payload('0.1,0.9,0.3', 'CSV', 'text/csv') });
    expect((await rowsOf(line, numbers)).map(({ prediction }) => prediction)).toEqual([0.1, 0.9, 0.3]);
  });

  it('keeps what it does not know apart: no number, infinities, nested values', async () => {
    const csv = payload('abc,x,true\n-inf,x,true\n 7 ,,', 'CSV', 'text/csv');
    expect((await valuesOf(capturedLine({ input: csv }))).map(([temp]) => temp)).toEqual([
      MISTYPED,
      Number.NEGATIVE_INFINITY,
      7,
    ]);
    const nested = payload('{"temp":[1],"city":{"a":1},"open":[]}');
    expect(await valuesOf(capturedLine({ input: nested }))).toEqual([[MISTYPED, '{"a":1}', '[]']]);
    const strings = payload('{"temp":"1.5","city":"\\ud800"}');
    expect(await valuesOf(capturedLine({ input: strings }))).toEqual([[MISTYPED, '\ufffd', undefined]]);
  });

  it('is named by its inference id, and takes times with an offset', async () => {
    const input = payload('[[1,"x",true],[2,"y",true]]');
    const lines = ['id-7', 'id#4'].map((inferenceId) =>
      capturedLine({ input, inferenceId, time: '2026-01-01T02:00:00+02:00' }),
    );
    const read = await rowsOf(lines.join(''));
    expect(read.map(({ id }) => id)).toEqual(['id-7#0', 'id-7#1', 'id#4', 'id#4#1']);
    expect(read[0]?.time).toBe('2026-01-01T00:00:00.000Z');
  });

  it('may hold more rows than a batch', async () => {
    const data = Array.from({ length: 20_000 }, (_, row) => `${row},x,true`).join('\n');
    const read = await rowsOf(capturedLine({ input: payload(data, 'CSV', 'text/csv') }));
    expect(read.map(({ values }) => values[0])).toEqual(Array.from({ length: 20_000 }, (_, row) => row));
    expect(read[19_999]?.id).toBe('event-1#19999');
  });
});
