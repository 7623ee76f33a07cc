import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import type { CaptureSchema } from '../../../lambdas/application/capture/capture-object.js';
import { captureLines } from '../../../lambdas/domain/inference/capture-lines.js';
import { base64, capturedLine, objectOf, payload, readAll } from '../../fixtures/capture-objects.js';

const schema: CaptureSchema = {
  columns: [
    { name: 'temp', type: 'double', required: false },
    { name: 'city, "name"', type: 'string', required: false },
    { name: 'open', type: 'boolean', required: false },
  ],
  prediction: 'numeric',
};
const names = schema.columns.map(({ name }) => name);

interface Example {
  readonly temp: number | null;
  readonly city: string | null;
  readonly open: boolean | null;
  readonly prediction: number;
  readonly probability: number;
  readonly time: number;
}

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
/** CSV has no way to tell an empty text from none. */
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const example: fc.Arbitrary<Example> = fc.record({
  temp: fc.option(number),
  city: fc.option(fc.oneof(text, fc.constantFrom(' ', 'null', '1.0', 'a"b', 'a\nb', 'a\r', ',', '\\', '\u0000', '#'))),
  open: fc.option(fc.boolean()),
  prediction: number,
  probability: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
  time: fc.integer({ min: 0, max: 4e12 }),
});

const cells = ({ temp, city, open }: Example) => [temp, city, open];
const named = (one: Example) => Object.fromEntries(names.map((name, index) => [name, cells(one)[index] ?? null]));
const quoted = (value: unknown): string =>
  value === null ? '' : `"${String(Object.is(value, -0) ? '-0' : value).replaceAll('"', '""')}"`;
const time = (one: Example): string => new Date(one.time).toISOString();
const lines = (examples: readonly Example[], line: (one: Example, index: number) => string): string =>
  examples.map(line).join('');

const renderings: Record<string, (examples: readonly Example[]) => string | Uint8Array> = {
  "our gateway's lines": (examples) =>
    lines(examples, (one, index) =>
      captureLines(
        {
          model: 'm',
          version: 1,
          slot: 'champion',
          inferenceId: `id-${index}`,
          time: new Date(one.time),
          rows: [named(one)],
          predictions: [{ prediction: one.prediction, probability: one.probability }],
        },
        () => 'event',
      ).join(''),
    ),
  'lines with JSON': (examples) =>
    lines(examples, (one, index) =>
      capturedLine({
        input: payload(JSON.stringify({ instances: [named(one)] })),
        output: base64(JSON.stringify([[one.prediction, one.probability]]), 'application/json'),
        inferenceId: `id-${index}`,
        time: time(one),
      }),
    ),
  'lines with CSV': (examples) =>
    lines(examples, (one, index) =>
      capturedLine({
        input: base64(cells(one).map(quoted).join(), 'text/csv'),
        output: payload(`${one.prediction},${one.probability}\n`, 'CSV', 'text/csv'),
        inferenceId: `id-${index}`,
        time: time(one),
      }),
    ),
  CSV: (examples) =>
    [
      [...names, 'inference_id', 'inference_time', 'prediction', 'probability'].map(quoted).join(),
      ...examples.map((one, index) =>
        [...cells(one), `id-${index}`, one.time, one.prediction, one.probability].map(quoted).join(),
      ),
    ].join('\r\n'),
  Parquet: (examples) =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          ...names.map((name, index) => ({
            name,
            data: examples.map((one) => cells(one)[index] ?? null),
            type: (['DOUBLE', 'STRING', 'BOOLEAN'] as const)[index] ?? 'STRING',
            nullable: true,
          })),
          { name: 'inference_id', data: examples.map((_, index) => `id-${index}`), type: 'STRING' },
          { name: 'inference_time', data: examples.map((one) => new Date(one.time)), type: 'TIMESTAMP' },
          { name: 'prediction', data: examples.map((one) => one.prediction), type: 'DOUBLE' },
          { name: 'probability', data: examples.map((one) => one.probability), type: 'DOUBLE' },
        ],
        rowGroupSize: 3,
      }),
    ),
};

describe('the same records', () => {
  it.each(Object.entries(renderings))('are the same as %s', async (name, render) => {
    await fc.assert(
      fc.asyncProperty(fc.array(example, { minLength: 1, maxLength: 8 }), fc.nat(50), async (examples, chunk) => {
        const content = render(examples);
        const expected = examples.map((one, index) => ({
          id: `id-${index}#0`,
          time: time(one),
          version: name.startsWith('our') ? 1 : 0,
          values: [one.temp, one.city, one.open === null ? null : String(one.open)],
          prediction: one.prediction,
          probability: one.probability,
        }));
        const { rows, reading } = await readAll(objectOf(content, chunk + 1), schema);
        expect(reading.problems).toEqual([]);
        expect(rows).toEqual(expected);
        if (name !== 'Parquet') expect((await readAll(gzipSync(content), schema)).rows).toEqual(expected);
      }),
    );
  });
});
