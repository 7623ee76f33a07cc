import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { testPython } from '../wire/embedded-aws.js';
import { cleanUp, root, type Server, start, startServing, temporaryFolder, trained, writeFile } from './programs.js';
import { buys, smallData, spends } from './small-data.js';

const predictionsSchema = z.object({
  predictions: z.array(
    z.strictObject({ prediction: z.union([z.string(), z.number()]), probability: z.number().optional() }),
  ),
});
const errorSchema = z.strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) });
const recordSchema = z.array(z.record(z.string(), z.string()));

const records = (text: string): Record<string, string>[] => recordSchema.parse(parse(text, { columns: true }));
/** Rows of `smallData` as JSON sends them. */
const instances = (text: string) =>
  records(text).map(({ age, income, colour }) => ({
    age: Number(age),
    income: income === '' ? null : Number(income),
    colour: colour === '' ? null : colour,
  }));
const json = (rows: unknown): string => JSON.stringify({ instances: rows });
const errorOf = ({ text }: { readonly text: string }) => errorSchema.parse(JSON.parse(text)).error;

const evaluation = smallData({ rows: 80, seed: 2, target: buys });
const row = { age: 40, income: 1234.5, colour: 'red' };

let job: Awaited<ReturnType<typeof trained>>;
let server: Server;
beforeAll(async () => {
  const python = await testPython();
  job = await trained(python, {
    train: smallData({ rows: 240, seed: 1, target: buys }),
    evaluation,
    hyperparameters: { target: 'target', task: 'classification', n_estimators: '20' },
  });
  server = await startServing(job.base);
});
afterAll(cleanUp);

describe('predictions', () => {
  it('are those that training wrote down', async () => {
    const answer = await server.invoke(json(instances(evaluation)));
    expect(answer).toMatchObject({ status: 200, type: 'application/json' });
    const { predictions } = predictionsSchema.parse(JSON.parse(answer.text));
    const expected = records(job.text('output/data/predictions.csv'));
    expect(predictions).toHaveLength(80);
    predictions.forEach(({ prediction, probability }, index) => {
      expect(prediction).toBe(expected[index]?.prediction);
      expect(probability).toBeCloseTo(Number(expected[index]?.probability), 6);
    });
  });

  it('are those of the sample', async () => {
    const sample = z.looseObject({ instances: z.array(z.unknown()) }).parse(job.json('output/data/sample.json'));
    const answer = await server.invoke(json(sample.instances));
    expect(JSON.parse(answer.text)).toEqual({ predictions: sample.predictions });
  });

  it('are given for values beyond the ranges and categories of the signature', async () => {
    expect(job.json('model/signature.json')).toMatchObject({
      inputs: [{ maximum: 77 }, {}, { categories: ['blue', 'green, light', 'red'] }],
    });
    const answer = await server.invoke(json([{ age: 130, income: -1, colour: 'ultraviolet' }]));
    expect(answer.status).toBe(200);
  });

  it('are the same for CSV, in and out', async () => {
    const lines = evaluation.trim().split('\n').slice(1);
    const body = lines.map((line) => line.replace(/,(yes|no)$/, '')).join('\r\n');
    const answer = await server.invoke(body, 'text/csv; charset=utf-8');
    expect(answer).toMatchObject({ status: 200, type: 'text/csv' });
    const { predictions } = predictionsSchema.parse(
      JSON.parse((await server.invoke(json(instances(evaluation)))).text),
    );
    expect(answer.text).toBe(predictions.map((one) => `${one.prediction},${one.probability}\n`).join(''));
  });

  it('are the same for a column left out as for one that is null', async () => {
    const [left, given] = await Promise.all([
      server.invoke(json([{ age: 40 }])),
      server.invoke(json([{ ...row, income: null, colour: null }])),
    ]);
    expect(left?.status).toBe(200);
    expect(left?.text).toBe(given?.text);
  });

  it('belong to their own request when many run at once', async () => {
    const rows = instances(evaluation);
    const together = predictionsSchema.parse(JSON.parse((await server.invoke(json(rows))).text)).predictions;
    const alone = await Promise.all(rows.map((one) => server.invoke(json([one]))));
    expect(alone.map(({ text }) => predictionsSchema.parse(JSON.parse(text)).predictions[0])).toEqual(together);
  });

  it('of a regression are numbers alone', async () => {
    const regression = await trained(await testPython(), {
      train: smallData({ rows: 240, seed: 1, target: spends }),
      evaluation: smallData({ rows: 80, seed: 2, target: spends }),
      hyperparameters: { target: 'target', task: 'regression', estimator: 'linear' },
    });
    const other = await startServing(regression.base);
    const { predictions } = predictionsSchema.parse(JSON.parse((await other.invoke(json(instances(evaluation)))).text));
    const expected = records(regression.text('output/data/predictions.csv')).map((one) => Number(one.prediction));
    expect(predictions).toEqual(expected.map((prediction) => ({ prediction: expect.closeTo(prediction, 3) })));
  });
});

describe('a body that does not fit', () => {
  it.each([
    [
      'text for a number',
      [row, { ...row, income: 'abc' }],
      'row 1, column income: got "abc" (string), expected double',
    ],
    ['a fraction for a whole number', [{ ...row, age: 40.5 }], 'row 0, column age: got 40.5 (number), expected long'],
    ['a number for text', [{ ...row, colour: 7 }], 'row 0, column colour: got 7 (number), expected string'],
    ['a required column left out', [{ income: 1 }], 'row 0, column age: is missing, expected long'],
    ['null in a required column', [{ ...row, age: null }], 'row 0, column age: is missing, expected long'],
    [
      'a column that is not there',
      [{ ...row, hum: 1 }],
      'row 0: got the column "hum" (string), which the signature lacks',
    ],
    ['a row that is no object', [row, [1, 2, 3]], 'row 1: got [1,2,3] (array), expected an object of columns'],
    ['no rows', [], 'instances is empty'],
  ])('is refused with row and column: %s', async (_, rows, message) => {
    const answer = await server.invoke(json(rows));
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toEqual({ code: 'InvalidInput', message: expect.stringContaining(message) });
  });

  it.each([
    ['{"instances":', 'application/json', 400, 'InvalidInput', /not JSON/],
    ['{"rows":[]}', 'application/json', 400, 'InvalidInput', /one key instances/],
    ['40,12', 'text/csv', 400, 'InvalidInput', /row 0: got 2 fields, expected 3/],
    ['40,abc,red', 'text/csv', 400, 'InvalidInput', /column income: got "abc"/],
    ['40,1,"red', 'text/csv', 400, 'InvalidInput', /quote that is never closed/],
    ['<a/>', 'text/xml', 415, 'UnsupportedMediaType', /text\/xml, expected application\/json or text\/csv/],
  ])('is refused: %s as %s', async (body, type, status, code, message) => {
    const answer = await server.invoke(body, type);
    expect(answer.status).toBe(status);
    expect(errorOf(answer)).toEqual({ code, message: expect.stringMatching(message) });
  });

  it('is refused when it is larger than 6 MiB, and one of 6 MiB is read', async () => {
    const limit = 6 * 1024 * 1024;
    const large = await server.invoke(new Uint8Array(limit + 1));
    expect([large.status, errorOf(large).code]).toEqual([413, 'PayloadTooLarge']);
    expect((await server.invoke(json([row]).padEnd(limit))).status).toBe(200);
  });

  it('is answered with 404 on another path', async () => {
    const response = await fetch(`${server.url}/invoke`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(404);
  });
});

describe('the process', () => {
  it('logs one line a request, without features or predictions', async () => {
    const own = await startServing(job.base);
    await own.invoke(json([{ ...row, colour: 'turquoise' }]));
    await own.invoke(json([{ ...row, income: 'turquoise' }]));
    own.child.kill('SIGTERM');
    const { stdout, stderr } = await own.ended;
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => z.looseObject({}).parse(JSON.parse(line)));
    expect(lines).toEqual([
      expect.objectContaining({ event: 'listening' }),
      expect.objectContaining({ event: 'request', method: 'POST', path: '/invocations', status: 200, rows: 1 }),
      expect.objectContaining({ event: 'request', status: 400, code: 'InvalidInput' }),
      expect.objectContaining({ event: 'stopping' }),
    ]);
    expect(stdout + stderr).not.toMatch(/turquoise|yes|"no"|1234/);
  });

  it('outlives a client that goes away in the middle of its body', async () => {
    const aborted = request(`${server.url}/invocations`, { method: 'POST', headers: { 'content-length': 1000 } });
    aborted.on('error', () => {});
    aborted.write('{"instances"');
    await expect.poll(() => aborted.socket?.bytesWritten ?? 0).toBeGreaterThan(0);
    aborted.destroy();
    await expect.poll(server.output).toContain('RequestAborted');
    expect((await server.invoke(json([row]))).status).toBe(200);
  });

  it('finishes the request that it is at, then ends with 0, on SIGTERM', async () => {
    const own = await startServing(job.base);
    const slow = request(`${own.url}/invocations`, { method: 'POST', headers: { 'content-type': 'application/json' } });
    const answered = new Promise<number | undefined>((resolve, reject) => {
      slow.on('response', (response) => resolve(response.resume().statusCode));
      slow.on('error', reject);
    });
    slow.write(json([row]).slice(0, 5));
    await expect.poll(() => slow.socket?.bytesWritten ?? 0).toBeGreaterThan(0);
    own.child.kill('SIGTERM');
    await expect.poll(own.output).toContain('stopping');
    slow.end(json([row]).slice(5));
    expect(await answered).toBe(200);
    expect(await own.ended).toMatchObject({ code: 0 });
  });

  it.each([
    ['no signature', (folder: string) => writeFile(join(folder, 'model/model.onnx'), 'x'), /signature\.json/],
    [
      'a graph that is none',
      (folder: string) => {
        writeFile(join(folder, 'model/signature.json'), job.text('model/signature.json'));
        writeFile(join(folder, 'model/model.onnx'), 'no graph');
      },
      /model\.onnx/,
    ],
    [
      'a signature of another model',
      (folder: string) => {
        writeFile(
          join(folder, 'model/signature.json'),
          job.text('model/signature.json').replace('"income"', '"salary"'),
        );
        writeFileSync(join(folder, 'model/model.onnx'), job.bytes('model/model.onnx'));
      },
      /name different inputs: salary, income/,
    ],
  ])('ends with 1 and says why for %s', async (_, prepare, message) => {
    const folder = temporaryFolder();
    prepare(folder);
    const program = start(process.execPath, [join(root, 'containers/onnx-serve/server.js')], {
      SAGEMAKER_BASE_DIR: folder,
      SAGEMAKER_BIND_TO_PORT: '0',
    });
    const { code, stdout } = await program.ended;
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ event: 'failed', message: expect.stringMatching(message) });
  });
});
