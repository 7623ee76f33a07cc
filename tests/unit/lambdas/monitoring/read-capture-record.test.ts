import { describe, expect, it } from 'vitest';
import { readCaptureRecord } from '../../../../lambdas/application/monitoring/read-capture-record.js';
import { captureLines } from '../../../../lambdas/domain/inference/capture-lines.js';
import type { InputColumn } from '../../../../lambdas/domain/signature.js';

const columns: InputColumn[] = [
  { name: 'temp', type: 'double', required: false },
  { name: 'city', type: 'string', required: false },
  { name: 'open', type: 'boolean', required: false },
];

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const payload = (data: string, encoding: string, observedContentType: string) => ({
  data,
  encoding,
  observedContentType,
  mode: 'INPUT',
});
const captured = (endpointInput: unknown, endpointOutput: unknown, inferenceId?: string) =>
  JSON.stringify({
    captureData: { endpointInput, endpointOutput },
    eventMetadata: {
      eventId: 'event-1',
      ...(inferenceId === undefined ? {} : { inferenceId }),
      inferenceTime: '2026-01-01T00:00:00Z',
    },
    eventVersion: '0',
  });

describe('a capture line', () => {
  it('of the gateway is a record with its id, version, values and prediction', () => {
    const [line = ''] = captureLines(
      {
        model: 'm',
        version: 3,
        slot: 'champion',
        inferenceId: 'abc',
        time: new Date('2026-01-01T00:00:00Z'),
        rows: [{ temp: 1.5, city: null }],
        predictions: [{ prediction: 'yes', probability: 0.75 }],
      },
      () => 'event-1',
    );
    expect(readCaptureRecord(line, columns)).toEqual({
      time: new Date('2026-01-01T00:00:00Z'),
      records: [{ id: 'abc#0', version: 3, prediction: 'yes', probability: 0.75, values: [1.5, null, undefined] }],
    });
  });

  it.each([
    ['plain', payload('1.5,"Aa, Bb",True\nnan,,false\n', 'CSV', 'text/csv'), payload('7\n8,0.5\n', 'CSV', 'text/csv')],
    [
      'base64',
      payload(base64('1.5,"Aa, Bb",True\nnan,,false'), 'BASE64', 'text/csv; header=absent'),
      payload(base64('7\n8,0.5'), 'BASE64', 'text/csv'),
    ],
  ])('of an endpoint with CSV payloads (%s) has a record a row, columns by position', (_, input, output) => {
    expect(readCaptureRecord(captured(input, output), columns).records).toEqual([
      { id: 'event-1#0', version: null, prediction: 7, probability: null, values: [1.5, 'Aa, Bb', 'true'] },
      { id: 'event-1#1', version: null, prediction: 8, probability: 0.5, values: [null, null, 'false'] },
    ]);
  });

  it('of an endpoint with a JSON payload has a record an instance', () => {
    const input = payload(base64('{"instances":[{"temp":1,"city":"x"},[2,"y",true]]}'), 'BASE64', 'application/json');
    const output = payload('{"predictions":[{"prediction":1},2.5]}', 'JSON', 'application/json');
    expect(readCaptureRecord(captured(input, output, 'id-7'), columns).records).toEqual([
      { id: 'id-7#0', version: null, prediction: 1, probability: null, values: [1, 'x', undefined] },
      { id: 'id-7#1', version: null, prediction: 2.5, probability: null, values: [2, 'y', true] },
    ]);
  });

  it('keeps what is no number in a numeric column as text, and infinities as they are', () => {
    const line = captured(payload('abc,x,true\n-inf,x,true', 'CSV', 'text/csv'), undefined);
    expect(readCaptureRecord(line, columns).records.map((record) => record.values[0])).toEqual([
      'abc',
      Number.NEGATIVE_INFINITY,
    ]);
  });

  it.each([
    ['cut short', '{"captureData":{"endpointInput"'],
    ['something else', '{"groundTruthData":{"data":"1"}}'],
    ['without input', captured(undefined, payload('1', 'CSV', 'text/csv'))],
    ['with a payload that is no JSON', captured(payload('{"temp":', 'JSON', 'application/json'), undefined)],
  ])('that is %s is refused with a reason', (_, line) => {
    expect(() => readCaptureRecord(line, columns)).toThrow(/line|payload/);
  });
});
