import { gzipSync } from 'node:zlib';
import { type FileMetaData, parquetMetadata } from 'hyparquet';
import { ByteWriter, type ColumnSource, type ParquetWriteOptions, parquetWriteBuffer } from 'hyparquet-writer';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';
import { describe, expect, it } from 'vitest';
import type { CaptureObject, CaptureSchema } from '../../../../lambdas/application/capture/capture-object.js';
import { readParquetColumns } from '../../../../lambdas/application/capture/read-parquet-columns.js';
import { DependencyUnavailable, InvalidInput } from '../../../../lambdas/domain/errors.js';
import { MISTYPED, objectOf, readAll, valueAt } from '../../../fixtures/capture-objects.js';

const schema: CaptureSchema = {
  columns: [
    { name: 'temp', type: 'double', required: false },
    { name: 'count', type: 'long', required: false },
    { name: 'city', type: 'string', required: false },
    { name: 'open', type: 'boolean', required: false },
  ],
  prediction: 'categorical',
};
const write = (columnData: ColumnSource[], options: Partial<ParquetWriteOptions> = {}): Uint8Array =>
  new Uint8Array(parquetWriteBuffer({ columnData, ...options }));

/** A file whose footer says something else. */
function withFooter(bytes: Uint8Array, change: (metadata: FileMetaData) => void): Uint8Array {
  const length = new DataView(bytes.buffer).getUint32(bytes.length - 8, true);
  const metadata = parquetMetadata(bytes.buffer as ArrayBuffer);
  change(metadata);
  const writer = new ByteWriter();
  writeMetadata(writer, metadata);
  return new Uint8Array(
    Buffer.concat([bytes.subarray(0, bytes.length - 8 - length), writer.getBytes(), Buffer.from('PAR1')]),
  );
}

/** As an object too large to be held at once. */
const ranged = (bytes: Uint8Array): CaptureObject & { readonly ranges: [number, number][] } => {
  const object = objectOf(bytes);
  const ranges: [number, number][] = [];
  return {
    ...object,
    ranges,
    stream: async () =>
      (async function* () {
        yield bytes.subarray(0, 10);
        // More than is held: who reads on gets no end.
        for (;;) yield Buffer.alloc(1024 * 1024);
      })(),
    range: async (start, end) => {
      ranges.push([start, end]);
      return object.range(start, end);
    },
  };
};

const records: ColumnSource[] = [
  { name: 'city', data: ['Aa', null, '', 'ü'], type: 'STRING' },
  { name: 'temp', data: [1.5, null, Number.NaN, Number.POSITIVE_INFINITY], type: 'DOUBLE' },
  { name: 'count', data: [1n, -(2n ** 40n), null, 2n ** 53n + 2n], type: 'INT64' },
  { name: 'open', data: [true, false, null, true], type: 'BOOLEAN' },
  { name: 'inference_id', data: ['a', 'a', 'b#4', null], type: 'STRING' },
  { name: 'row', data: [0, 1, null, null], type: 'INT32' },
  { name: 'inference_time', data: [new Date(1e12), new Date(1e12 + 1), null, new Date(2e12)], type: 'TIMESTAMP' },
  { name: 'prediction', data: [1, 0.5, null, 2], type: 'DOUBLE' },
  { name: 'probability', data: [0.5, null, 0.25, 1], type: 'FLOAT' },
  { name: 'version', data: [3, null, 0, -1], type: 'INT32' },
];
const expected = [
  row('a#0', 1e12, 3, [1.5, 1, 'Aa', 'true'], '1', 0.5),
  row('a#1', 1e12 + 1, 0, [null, -(2 ** 40), null, 'false'], '0.5', null),
  row('b#4', Date.parse('2026-02-03T04:05:06Z'), 0, [null, null, '', null], null, 0.25),
  row('capture/object#3', 2e12, 0, [Number.POSITIVE_INFINITY, 2 ** 53 + 2, 'ü', 'true'], '2', 1),
];

function row(id: string, time: number, version: number, values: unknown[], prediction: unknown, probability: unknown) {
  return { id, time: new Date(time).toISOString(), version, values, prediction, probability };
}

describe('a Parquet object', () => {
  it.each([
    ['a row group', {}],
    ['a row group a row', { rowGroupSize: 1 }],
    ['pages of a few bytes', { pageSize: 8 }],
    ['no compression', { codec: 'UNCOMPRESSED' as const }],
  ])('of %s has records by the names of its columns', async (_, options) => {
    const { rows, reading } = await readAll(write(records, options), schema);
    expect(rows).toEqual(expected);
    expect(reading).toEqual({ objects: 1, damagedObjects: 0, lines: 4, corruptLines: 0, problems: [] });
  });

  it('that is large is read by ranges, of the columns that are needed', async () => {
    const count = 50_000;
    const temp = Float64Array.from({ length: count }, (_, index) => Math.sin(index));
    const columns: ColumnSource[] = [
      { name: 'unused', data: Float64Array.from(temp, (value) => value * 2), type: 'DOUBLE' },
      { name: 'temp', data: temp, type: 'DOUBLE' },
      { name: 'city', data: Array.from(temp, (_, index) => `c${index % 7}`), type: 'STRING' },
    ];
    const bytes = write(columns, { rowGroupSize: 20_000, pageSize: 50_000, codec: 'UNCOMPRESSED' });
    const object = ranged(bytes);
    const { rows } = await readAll(object, schema);
    expect(rows.map(({ values }) => values)).toEqual(
      Array.from(temp, (value, index) => [value, undefined, `c${index % 7}`, undefined]),
    );
    const read = object.ranges.reduce((sum, [start, end]) => sum + end - start, 0);
    expect(read).toBeLessThan(bytes.byteLength * 0.8);
  });

  it('of a column whose type has changed counts it, and goes on', async () => {
    const columns: ColumnSource[] = [
      { name: 'temp', data: ['1.5', null], type: 'STRING' },
      { name: 'count', data: [true, false], type: 'BOOLEAN' },
      { name: 'city', data: [1.5, null], type: 'DOUBLE' },
      { name: 'open', data: [new Date(1e12), null], type: 'TIMESTAMP' },
    ];
    expect((await readAll(write(columns), schema)).rows.map(({ values }) => values)).toEqual([
      [MISTYPED, MISTYPED, '1.5', '2001-09-09T01:46:40.000Z'],
      [null, MISTYPED, null, null],
    ]);
  });

  it('with a time that is none counts that row', async () => {
    const columns: ColumnSource[] = [
      { name: 'temp', data: [1, 2], type: 'DOUBLE' },
      { name: 'inference_time', data: ['yesterday', '2026-01-01'], type: 'STRING' },
    ];
    const { rows, reading } = await readAll(write(columns), schema);
    expect(rows.map(({ values }) => values[0])).toEqual([2]);
    expect(reading).toMatchObject({
      lines: 2,
      corruptLines: 1,
      problems: [expect.stringContaining('row 1: its inference_time')],
    });
  });

  it('is never fatal, wherever a byte of it is wrong or its end is missing', async () => {
    const bytes = write(records.slice(0, 3), { rowGroupSize: 2, statistics: false });
    for (let at = 4; at < bytes.length; at += 2) {
      const damaged = Uint8Array.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ (at % 4 === 0 ? 0xff : 1);
      const read = await readAll(damaged, schema);
      expect(read.rows.length).toBeLessThanOrEqual(4);
      expect(read.reading.objects).toBe(1);
      const cut = await readAll(bytes.subarray(0, at), schema);
      expect(cut.rows).toEqual([]);
      expect(cut.reading.damagedObjects).toBe(1);
    }
  });

  it('gives the row groups before a damaged one', async () => {
    const bytes = write(records.slice(0, 2), { rowGroupSize: 2, codec: 'UNCOMPRESSED' });
    const name = Buffer.from(bytes).indexOf('ü');
    const damaged = Uint8Array.from(bytes);
    damaged.fill(0xff, name - 8, name);
    const { rows, reading } = await readAll(damaged, schema);
    expect(rows).toHaveLength(2);
    expect(reading).toMatchObject({
      damagedObjects: 1,
      problems: [expect.stringContaining('Parquet file is damaged')],
    });
  });

  it('that breaks on the way may be read again', async () => {
    const bytes = write(records);
    const object = { ...ranged(bytes), range: () => Promise.reject(new Error('connection lost')) };
    await expect(readAll(object, schema)).rejects.toThrow(DependencyUnavailable);
  });

  it.each([
    ['without the chunks of its rows', 4n, [], 4n],
    ['with rows without end and no chunk', 2n ** 50n, [], 0n],
    ['with more rows than its pages have', 2n ** 50n, null, 2n ** 50n],
    ['with fewer rows than its pages have', 2n, null, 4n],
  ])('that lies in its footer, %s, invents no row and drops none silently', async (_, rows, chunks, values) => {
    const bytes = withFooter(write(records), (metadata) => {
      for (const group of metadata.row_groups) {
        group.num_rows = rows;
        for (const { meta_data: chunk } of group.columns) if (chunk !== undefined) chunk.num_values = values;
        if (chunks !== null) group.columns = chunks;
      }
    });
    const { rows: read, reading } = await readAll(bytes, schema);
    expect(read).toEqual([]);
    expect(reading).toMatchObject({ damagedObjects: 1, lines: 0 });
    expect(reading.problems[0]).toContain('Parquet file is damaged');
  });

  it('within gzip, or without a column of the model, is damaged', async () => {
    const gzip = await readAll(gzipSync(write(records)), schema);
    expect(gzip.reading.problems).toEqual([expect.stringContaining('it is Parquet within gzip')]);
    const other = await readAll(write([{ name: 'x', data: [1], type: 'DOUBLE' }]), schema);
    expect(other.reading.problems).toEqual([expect.stringContaining("named as one of the model's")]);
  });
});

describe('columns of a Parquet file', () => {
  const columns: ColumnSource[] = [
    ...records.slice(0, 4),
    { name: 'when', data: records[6]?.data ?? [], type: 'TIMESTAMP' },
  ];

  it('have names, types and values, as many rows at a time as a batch has', async () => {
    const bytes = write(columns);
    const table = await readParquetColumns(
      { size: bytes.length, range: async (a, b) => bytes.subarray(a, b) },
      'a.parquet',
    );
    expect(table.rows).toBe(4);
    expect(table.columns).toEqual([
      { name: 'city', type: 'string' },
      { name: 'temp', type: 'double' },
      { name: 'count', type: 'long' },
      { name: 'open', type: 'boolean' },
      { name: 'when', type: 'string' },
    ]);
    const wanted = [
      { name: 'temp', kind: 'numeric' },
      { name: 'none', kind: 'categorical' },
      { name: 'when', kind: 'categorical' },
    ] as const;
    for await (const { rows, columns: values } of table.read(wanted)) {
      expect(rows).toBe(4);
      expect(values.map((column) => valueAt(column, 0))).toEqual([1.5, undefined, new Date(1e12).toISOString()]);
    }
  });

  it('of what is no Parquet are refused with the name of the file', async () => {
    const bytes = Buffer.from('temp,city\n1,a\n');
    const opened = readParquetColumns({ size: bytes.length, range: async (a, b) => bytes.subarray(a, b) }, 'a.parquet');
    await expect(opened).rejects.toThrow(InvalidInput);
    await expect(opened).rejects.toThrow('a.parquet: the Parquet file has no footer');
  });
});
