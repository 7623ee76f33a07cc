import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CaptureObject, CaptureSchema } from '../../../../lambdas/application/capture/capture-object.js';
import { readCaptureObject } from '../../../../lambdas/application/capture/read-capture-object.js';
import { LineSplitter } from '../../../../lambdas/application/line-splitter.js';
import { ReadingTally } from '../../../../lambdas/domain/datasets/reading.js';
import { DependencyUnavailable, NotFound } from '../../../../lambdas/domain/errors.js';
import { capturedLine, objectOf, payload, readAll } from '../../../fixtures/capture-objects.js';

const schema: CaptureSchema = {
  columns: [
    { name: 'temp', type: 'double', required: false },
    { name: 'city', type: 'string', required: false },
  ],
  prediction: 'numeric',
};
const line = (data: string, encoding = 'JSON') => capturedLine({ input: payload(data, encoding) });
const good = line('{"temp":1,"city":"a"}');

describe('a corrupt line', () => {
  it.each([
    ['cut short', '{"captureData":{"endpointInput"'],
    ['something else', '{"groundTruthData":{"data":"secret"}}'],
    ['a list', '["secret"]'],
    ['without input', capturedLine({ output: payload('1', 'CSV', 'text/csv') })],
    ['with a payload that is no JSON', line('{"temp":secret')],
    ['with JSON lines of which one is none', line('{"temp":1}\n{"temp":secret')],
    ['with a payload of another encoding', capturedLine({ input: payload('secret', 'XML') })],
    ['with a CSV payload of another width', line('1,secret,2', 'CSV')],
    ['with a list of another width', line('[1,"secret",3]')],
    ['with a bare value for two columns', line('"secret"')],
    ['with tensors of different lengths', line('{"inputs":[{"name":"secret","shape":[2],"data":[1]}]}')],
    ['with a tensor that is not of its shape', line('{"inputs":[{"name":"secret","shape":[2,2],"data":[1]}]}')],
    ['without a time', good.replace('"inferenceTime"', '"time"')],
    ['with a time that is none', capturedLine({ input: payload('{}'), time: '2026-02-30T00:00:00Z' })],
    ['with an endless id', capturedLine({ input: payload('{}'), inferenceId: 'secret'.repeat(1000) })],
    ['with half a character in its id', good.replace('event-1', '\\ud800secret')],
    ['with a NUL byte', good.replace('event-1', 'secret\0')],
    ['that is not UTF-8', Buffer.from(good.replace('"a\\"', '"\xff\\"'), 'latin1')],
  ])('%s is counted and told without its content, and those around it are read', async (_, bad) => {
    const content = Buffer.concat([Buffer.from(good), Buffer.from(bad), Buffer.from(`\n${good}`)]);
    const { rows, reading } = await readAll(content, schema);
    expect(rows.map(({ values }) => values)).toEqual([
      [1, 'a'],
      [1, 'a'],
    ]);
    expect(reading).toMatchObject({ objects: 1, lines: 3, corruptLines: 1, damagedObjects: 0 });
    expect(reading.problems).toEqual([expect.stringContaining('capture/object, line 2: ')]);
    expect(reading.problems[0]).not.toMatch(/secret/);
  });

  it('at the beginning does not make capture a CSV', async () => {
    const { rows, reading } = await readAll(`cut off"}\n${good}`, schema);
    expect(rows).toHaveLength(1);
    expect(reading).toMatchObject({ corruptLines: 1, damagedObjects: 0 });
  });

  it('is told of 20 times and counted every time', async () => {
    const { rows, reading } = await readAll(`${good}${'{"a":1}\n'.repeat(1000)}${good}`, schema);
    expect(rows).toHaveLength(2);
    expect(reading).toMatchObject({ lines: 1002, corruptLines: 1000 });
    expect(reading.problems).toHaveLength(20);
  });

  it('has its number behind empty lines, which come as one', async () => {
    const lines = new LineSplitter();
    lines.give(Buffer.from(`{}${'\n'.repeat(100_000)}last`));
    expect(lines.next()).toMatchObject({ number: 1, start: 0, end: 2 });
    expect(lines.next()).toMatchObject({ number: 100_000 });
    expect(lines.next()).toBeNull();
    expect(lines.last()).toMatchObject({ number: 100_001, end: 4 });
    const { reading } = await readAll(`${good}${'\n'.repeat(1000)}{"a":1}\n`, schema);
    expect(reading.problems).toEqual([expect.stringContaining('capture/object, line 1002: ')]);
  });

  it('of 100 MB is skipped in bounded memory', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    const object: CaptureObject = {
      ...objectOf(''),
      stream: async () =>
        (async function* () {
          yield Buffer.from(good);
          for (let index = 0; index < 100; index++) yield megabyte;
          yield Buffer.from(`\n${good}`);
        })(),
    };
    const before = process.memoryUsage().arrayBuffers;
    const { rows, reading } = await readAll(object, schema);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
    expect(rows).toHaveLength(2);
    expect(reading).toMatchObject({
      corruptLines: 1,
      problems: [expect.stringContaining('line 2: the line is longer')],
    });
  });
});

describe('an object', () => {
  it('that ends in the middle of its compression gives what stands before, and is counted', async () => {
    const lines = Array.from({ length: 2000 }, (_, i) => line(`{"temp":${Math.sin(i)},"city":"a"}`));
    const whole = gzipSync(lines.join(''));
    const { rows, reading } = await readAll(whole.subarray(0, whole.length / 2), schema);
    expect(rows.length).toBeGreaterThan(100);
    expect(rows[1]?.values[0]).toBe(Math.sin(1));
    expect(reading).toMatchObject({ objects: 1, damagedObjects: 1 });
    expect(reading.problems.at(-1)).toContain('capture/object: the compression is damaged');
  });

  it('that breaks on the way may be read again, and is not damaged', async () => {
    const broken = (first: Uint8Array): CaptureObject => ({
      ...objectOf(''),
      stream: async () =>
        (async function* () {
          yield first;
          throw new Error('connection lost');
        })(),
    });
    for (const first of [
      Buffer.from(good),
      gzipSync(good),
      Buffer.from('temp\n1\n'),
      Buffer.from('PAR1'),
      Buffer.from('{'),
    ]) {
      await expect(readAll(broken(first), schema)).rejects.toThrow(DependencyUnavailable);
    }
  });

  it('that was deleted is counted', async () => {
    const object = { ...objectOf(''), stream: () => Promise.reject(new NotFound('gone')) };
    expect((await readAll(object, schema)).reading).toMatchObject({
      damagedObjects: 1,
      problems: ['capture/object: it was deleted after it was listed'],
    });
  });

  it('whose schema changes on the way is read by name', async () => {
    const lines = ['{"temp":1,"city":"a"}', '{"city":"b"}', '{"city":3,"temp":"x","new":1}', '{"new":{"a":[]}}'];
    const { rows } = await readAll(lines.map((data) => line(data)).join(''), schema);
    expect(rows.map(({ values }) => values.map(String))).toEqual([
      ['1', 'a'],
      ['undefined', 'b'],
      ['Symbol(mistyped)', '3'],
      ['undefined', 'undefined'],
    ]);
  });

  it('with more categories than memory should hold starts its texts anew', async () => {
    const content = Array.from({ length: 100_000 }, (_, i) => `${i},category-${i}`).join('\n');
    let texts = 0;
    let rows = 0;
    for await (const batch of readCaptureObject(objectOf(`temp,city\n${content}`), schema, new ReadingTally())) {
      const [, city] = batch.columns;
      if (city?.kind !== 'categorical') throw new Error('expected categories');
      texts = Math.max(texts, city.texts.length);
      for (let row = 0; row < batch.rows; row++)
        expect(city.texts[city.codes[row] ?? -1]).toBe(`category-${rows + row}`);
      rows += batch.rows;
    }
    expect(rows).toBe(100_000);
    expect(texts).toBeLessThanOrEqual(16_384 + 8192);
  });

  it('with long texts gives its rows before they pile up', async () => {
    const long = 'x'.repeat(8 * 1024 * 1024);
    const object: CaptureObject = {
      ...objectOf(''),
      stream: async () =>
        (async function* () {
          yield Buffer.from('temp,city\n');
          for (let index = 0; index < 16; index++) yield Buffer.from(`${index},${index}${long}\n`);
        })(),
    };
    const sizes: number[] = [];
    for await (const { rows } of readCaptureObject(object, schema, new ReadingTally())) sizes.push(rows);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5);
    expect(sizes.reduce((sum, rows) => sum + rows)).toBe(16);
  });
});

describe('an object of gzip that expands beyond all measure', () => {
  it('is damaged from there on, and those before and behind it are read', async () => {
    const lines = `${good}${' '.repeat(1023)}\n`;
    const bomb = gzipSync(Buffer.concat([Buffer.from(lines), Buffer.alloc(260 * 1024 * 1024, '\n')]));
    const { rows, reading } = await readAll(bomb, schema);
    expect(rows).toHaveLength(1);
    expect(reading).toMatchObject({ objects: 1, damagedObjects: 1, corruptLines: 0 });
    expect(reading.problems[0]).toContain('it expands to more than 268435456 bytes');
  });
});
