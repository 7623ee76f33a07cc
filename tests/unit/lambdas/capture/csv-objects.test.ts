import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CaptureSchema } from '../../../../lambdas/application/capture/capture-object.js';
import { MISTYPED, objectOf, readAll } from '../../../fixtures/capture-objects.js';

const schema: CaptureSchema = {
  columns: [
    { name: 'temp', type: 'double', required: false },
    { name: 'city', type: 'string', required: false },
    { name: 'open', type: 'boolean', required: false },
  ],
  prediction: 'categorical',
};
const valuesOf = async (content: string | Buffer) => (await readAll(content, schema)).rows.map(({ values }) => values);

describe('a CSV object', () => {
  it('has records by the names of its header, whatever their order', async () => {
    const csv = [
      'row,city,probability,inference_id,temp,other,prediction,inference_time,version,open',
      '0,Aa,0.5,id-1,1.5,?,yes,2026-01-01T00:00:00Z,3,True',
      '1,"Bb, Cc",,id-1,nan,?,7.0,2026-01-01 00:00:01.5,,',
      ',,x,id-2,abc,?,,1767225602000,0,false',
      ',,,id#5,-inf,?,inf,2026-01-01T01:00:00.123456+01:00,4294967296,',
    ].join('\r\n');
    const { rows, reading } = await readAll(csv, schema);
    expect(rows).toEqual([
      row('id-1#0', '2026-01-01T00:00:00.000Z', 3, [1.5, 'Aa', 'true'], 'yes', 0.5),
      row('id-1#1', '2026-01-01T00:00:01.500Z', 0, [null, 'Bb, Cc', null], '7', null),
      row('id-2#0', '2026-01-01T00:00:02.000Z', 0, [MISTYPED, null, 'false'], null, null),
      row('id#5', '2026-01-01T00:00:00.123Z', 0, [Number.NEGATIVE_INFINITY, null, null], 'Infinity', null),
    ]);
    expect(reading).toEqual({ objects: 1, damagedObjects: 0, lines: 5, corruptLines: 0, problems: [] });
  });

  const row = (
    id: string,
    time: string,
    version: number,
    values: readonly unknown[],
    prediction: unknown,
    probability: unknown,
  ) => ({ id, time, version, values, prediction, probability });

  it('without ids and times has those of its rows and of the object', async () => {
    const { rows } = await readAll('temp\n1\n\n2\n', schema);
    expect(rows).toEqual([
      row('capture/object#0', '2026-02-03T04:05:06.000Z', 0, [1, undefined, undefined], null, null),
      row('capture/object#1', '2026-02-03T04:05:06.000Z', 0, [2, undefined, undefined], null, null),
    ]);
  });

  it('may begin with a byte order mark, be cut anywhere, and be in several members of gzip', async () => {
    const text = '\ufefftemp,city\n1,"a\n""b"""\n2,ü\n';
    const expected = [
      [1, 'a\n"b"', undefined],
      [2, 'ü', undefined],
    ];
    expect(await valuesOf(text)).toEqual(expected);
    const gzip = Buffer.concat([gzipSync(Buffer.from(text).subarray(0, 9)), gzipSync(Buffer.from(text).subarray(9))]);
    expect(await valuesOf(gzip)).toEqual(expected);
    for (const bytes of [Buffer.from(text), gzip]) {
      expect((await readAll(objectOf(bytes, 1), schema)).rows.map(({ values }) => values)).toEqual(expected);
    }
  });

  it('has a model column named as one of ours for the model', async () => {
    const columns = [{ name: 'version', type: 'long' as const, required: true }];
    const { rows } = await readAll('version,row\n7,3\n', { columns, prediction: 'numeric' });
    expect(rows).toMatchObject([{ id: 'capture/object#0', version: 0, values: [7] }]);
  });

  it.each([
    ['another width', '2,b,3', 'the line has 3 values, the header 2'],
    ['a quote within a value', '2,b"c', 'the line is not CSV: a quote stands within a value'],
    ['text behind quotes', '2,"b"c', 'the line is not CSV: a quote stands within a value'],
    ['bytes that are no UTF-8', Buffer.from([0x32, 0x2c, 0xff]), 'the line is not UTF-8'],
  ])('goes on behind a line with %s', async (_, line, problem) => {
    const content = Buffer.concat([Buffer.from('temp,city\n1,a\n'), Buffer.from(line), Buffer.from('\n3,c')]);
    const { rows, reading } = await readAll(content, schema);
    expect(rows.map(({ id, values }) => [id, values[0]])).toEqual([
      ['capture/object#0', 1],
      ['capture/object#2', 3],
    ]);
    expect(reading).toMatchObject({ lines: 4, corruptLines: 1 });
    expect(reading.problems).toEqual([expect.stringContaining(`capture/object, line 3: ${problem}`)]);
  });

  it.each([
    ['time', 'temp,inference_time\n1,yesterday\n2,2026-01-01', 'its inference_time is no time'],
    ['row', 'temp,inference_id,row\n1,a,-1\n2,a,1', 'its row is no whole number'],
    ['id', `temp,inference_id\n1,${'i'.repeat(2000)}\n2,a`, 'its inference_id has 2000 characters'],
  ])('counts a record with a %s that is none', async (_, csv, problem) => {
    const { rows, reading } = await readAll(csv, schema);
    expect(rows.map(({ values }) => values[0])).toEqual([2]);
    expect(reading.problems).toEqual([expect.stringContaining(problem)]);
  });

  it('whose last value does not end is counted, and so is one that goes on for more than a record', async () => {
    const open = await readAll('temp,city\n1,a\n2,"b\n', schema);
    expect(open.rows).toHaveLength(1);
    expect(open.reading).toMatchObject({ corruptLines: 1 });
    const long = await readAll(`temp,city\n1,"${'b\n'.repeat(600_000)}\n2,c\n`, schema);
    expect(long.rows.map(({ values }) => values)).toContainEqual([2, 'c', undefined]);
    expect(long.reading.corruptLines).toBeGreaterThan(0);
  });

  it.each([
    ['no header, as of a batch transform', '1.5,secret,True\n2,b,false', 'batch transform writes none'],
    ['a name twice', 'temp,secret,temp\n1,2,3', 'its columns 1 and 3 have the same name'],
    ['bytes of another kind', Buffer.from([0, 255, 1, 2, 10, 3]), 'neither a JSON object nor the header of a CSV'],
  ])('with %s is damaged, and its content is in no message', async (_, content, problem) => {
    const { rows, reading } = await readAll(content, schema);
    expect(rows).toEqual([]);
    expect(reading).toMatchObject({ objects: 1, damagedObjects: 1 });
    expect(reading.problems).toEqual([expect.stringContaining(problem)]);
    expect(reading.problems[0]).not.toContain('secret');
  });

  it('that is empty, or has a header only, has no records', async () => {
    for (const content of ['', '\n \n', 'temp,city\n']) {
      const { rows, reading } = await readAll(content, schema);
      expect(rows).toEqual([]);
      expect(reading).toMatchObject({ damagedObjects: 0, corruptLines: 0 });
    }
  });
});
