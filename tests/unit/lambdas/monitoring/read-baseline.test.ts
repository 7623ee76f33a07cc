import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { makeReference } from '../../../../lambdas/application/monitoring/make-reference.js';
import { readBaseline } from '../../../../lambdas/application/monitoring/read-baseline.js';
import { fixedSubject } from '../../../../lambdas/application/monitoring/read-subject.js';
import { InvalidInput } from '../../../../lambdas/domain/errors.js';
import { readReference, writeReference } from '../../../../lambdas/domain/monitoring/reference.js';
import { ByteReader } from '../../../../lambdas/domain/summaries/byte-reader.js';
import { ByteWriter } from '../../../../lambdas/domain/summaries/byte-writer.js';
import { MemoryArtifactStore } from '../../../fixtures/memory/memory-artifact-store.js';

const ROWS = Array.from({ length: 50 }, (_, row) => ({
  temp: row === 3 ? null : row / 4,
  city: row === 5 ? null : (['a', 'b', 'c'][row % 3] ?? ''),
  open: row % 2 === 0,
  prediction: 2 * row,
}));
const text = (value: unknown): string => (value === null ? '' : String(value));
const CSV = `temp,city,open,prediction\n${ROWS.map((row) => Object.values(row).map(text).join(',')).join('\n')}\n`;
const column = <T>(name: keyof (typeof ROWS)[number], type: 'DOUBLE' | 'STRING' | 'BOOLEAN') => ({
  name,
  type,
  data: ROWS.map((row) => row[name]) as T[],
});
const parquet = (rowGroupSize: number): Buffer =>
  Buffer.from(
    parquetWriteBuffer({
      columnData: [
        column('temp', 'DOUBLE'),
        column('city', 'STRING'),
        column('open', 'BOOLEAN'),
        column('prediction', 'DOUBLE'),
      ],
      rowGroupSize,
    }),
  );
const PARQUET = parquet(20);
const subjectOf = async (content: string) => fixedSubject(await read(content), { key: 'baseline' });
const LARGE = 129 * 1024 * 1024;

async function read(content: string | Uint8Array) {
  const artifacts = new MemoryArtifactStore();
  const { versionId } = await artifacts.write('baseline', content, { contentType: 'text/plain' });
  await artifacts.write('baseline', 'another', { contentType: 'text/plain' });
  return readBaseline(artifacts, { key: 'baseline', versionId });
}

async function reference(content: string | Uint8Array) {
  const table = await read(content);
  return makeReference(fixedSubject(table, { key: 'baseline' }), table);
}

const bytesOf = (write: (writer: ByteWriter) => void): Uint8Array => {
  const writer = new ByteWriter();
  write(writer);
  return writer.finish();
};

describe('a baseline', () => {
  it.each([
    ['CSV', CSV],
    ['CSV in gzip', gzipSync(CSV)],
    ['Parquet', PARQUET],
  ])('may be %s, of the version that is named', async (_, content) => {
    const { rows, columns, prediction, probability } = await reference(content);
    expect(rows).toBe(50);
    expect(columns.map(({ kind }) => kind)).toEqual(['numeric', 'categorical', 'categorical']);
    const [temp, city, open] = columns;
    expect(temp?.summary.side).toMatchObject({ rows: 50, missing: 1, mistyped: 0 });
    if (temp?.kind !== 'numeric' || city?.kind !== 'categorical' || open?.kind !== 'categorical') throw new Error();
    expect(temp.summary.moments).toMatchObject({ count: 49, minimum: 0, maximum: 49 / 4 });
    expect([temp.doane[0], temp.doane.at(-1)]).toEqual([0, 49 / 4]);
    expect(Object.fromEntries(city.summary.items.counts())).toEqual({ a: 17, b: 17, c: 15 });
    expect(Object.fromEntries(open.summary.items.counts())).toEqual({ true: 25, false: 25 });
    expect(prediction?.kind).toBe('numeric');
    expect(probability).toBeNull();
  });

  it('in Parquet and in CSV is the same to a byte, and comes back from its bytes', async () => {
    const [fromCsv, fromParquet] = [await reference(CSV), await reference(parquet(50))];
    const bytes = bytesOf((writer) => writeReference(fromCsv, writer));
    expect(bytesOf((writer) => writeReference(fromParquet, writer))).toEqual(bytes);
    const reader = new ByteReader(bytes);
    const back = readReference(reader);
    reader.end();
    expect(bytesOf((writer) => writeReference(back, writer))).toEqual(bytes);
  });

  it('lacks columns of the model: they are named', async () => {
    const table = await read(CSV);
    const subject = fixedSubject(table, { key: 'baseline' });
    const more = [...subject.columns, { name: 'wind', type: 'double' as const, required: true }];
    await expect(makeReference({ ...subject, columns: more }, table)).rejects.toThrow(
      new InvalidInput('The baseline baseline lacks columns of the model: wind'),
    );
  });

  it.each([
    ['CSV with a quote in a value', 'x,prediction\n1,a\n2,b"c\n', /^baseline is not CSV: .*quote.* at line 3$/],
    ['gzip that ends in the middle', gzipSync(CSV).subarray(0, 60), /baseline is damaged/],
    ['Parquet that ends in the middle', PARQUET.subarray(0, 300), /baseline could not be read/],
    ['nothing', '', /baseline is empty/],
  ])('of %s is refused with its name', async (_, content, message) => {
    await expect(reference(content)).rejects.toThrow(InvalidInput);
    await expect(reference(content)).rejects.toThrow(message);
  });

  it.each([
    ['as it is', Buffer.alloc(LARGE), /has 129 MiB: expected a CSV of at most 128 MiB, or Parquet/],
    ['in gzip', gzipSync(Buffer.alloc(LARGE)), /more than 128 MiB/],
    [
      'of small cells',
      Buffer.alloc(40 * 1024 ** 2, '1,'),
      /has about 20971520 cells: expected a CSV of at most 20000000/,
    ],
  ])('of more CSV than its function has memory for, %s, is refused', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });

  it('of more columns than a shard has memory for is refused', async () => {
    const wide = (columns: number) => `${Array.from({ length: columns }, (_, at) => `c${at}`).join(',')},prediction\n`;
    expect((await subjectOf(wide(1000))).columns).toHaveLength(1000);
    await expect(subjectOf(wide(1001))).rejects.toThrow(InvalidInput);
    await expect(subjectOf(wide(1001))).rejects.toThrow(/has 1001 columns .*expected at most 1000/);
  });

  it('of one column without a value leaves that column undecided, not the plan failing', async () => {
    const { columns } = await reference('temp,gone\n1,\n2,\n');
    expect(columns.map(({ kind, summary }) => [kind, summary.side.missing])).toEqual([
      ['numeric', 0],
      ['categorical', 2],
    ]);
  });

  it.each(['NA', 'null', 'None', 'NaN', ' ', ''])(
    'of numbers and one "%s" is numeric, and lacks that one',
    async (none) => {
      const table = await read(`x,n\n1,1\n${none},2\n-inf,3\n`);
      const { columns } = await makeReference(fixedSubject(table, { key: 'baseline' }), table);
      const [x] = columns;
      if (x?.kind !== 'numeric') throw new Error('x is not numeric');
      expect(x.summary.side).toMatchObject({ rows: 3, missing: 1, mistyped: 0, nonFinite: 1 });
      expect(x.summary.moments).toMatchObject({ count: 1, minimum: 1 });
    },
  );

  it.each(['0x10', '1,5', '1_000', 'x'])('of numbers and one "%s" is a column of texts', async (text) => {
    const table = await read(`x\n1\n"${text}"\n`);
    expect(table.typeOf('x')).toBe('string');
  });

  it.each([
    ['x,y,prediction,probability,target', ['x', 'y']],
    ['x,probability,y,prediction', ['x', 'y']],
    ['probability,x,y', ['x', 'y']],
    ['x,y,target', ['x', 'y', 'target']],
    ['x,prediction,y', ['x']],
  ])('with the columns %s has the captured columns %j', async (header, inputs) => {
    const table = await read(`${header}\n${header.replace(/\w+/g, '1')}\n`);
    expect(fixedSubject(table, { key: 'baseline' }).columns.map(({ name }) => name)).toEqual(inputs);
  });

  it.each(['prediction,x', 'probability', 'probability,prediction'])(
    'with the columns %s alone is refused',
    async (header) => {
      const table = await read(`${header}\n${header.replace(/\w+/g, '1')}\n`);
      expect(() => fixedSubject(table, { key: 'baseline' })).toThrow(/baseline has no column of the captured input/);
    },
  );
});
