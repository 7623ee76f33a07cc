import { afterEach, describe, expect, it, vi } from 'vitest';
import { captureLineSchema } from '../../../../lambdas/application/documents/records.js';
import { DependencyUnavailable, InvalidInput, Throttled } from '../../../../lambdas/domain/errors.js';
import { endpointTimeout, ModelFailure } from '../../../../lambdas/domain/inference/model-failure.js';
import {
  candidateId,
  champion,
  championId,
  gateway,
  INFER,
  inferBody,
  throws,
} from '../../../fixtures/inference-gateway.js';

afterEach(() => vi.restoreAllMocks());

describe('POST /v2/models/{model}/infer', () => {
  it('answers with outputs, version and inference id, in the body and in headers', async () => {
    const response = await gateway().call(INFER, { body: inferBody(championId) });
    expect(response.statusCode).toBe(200);
    expect(response.json).toEqual({
      model_name: 'bikes',
      model_version: '3',
      id: championId,
      outputs: [
        { name: 'prediction', shape: [2], datatype: 'INT64', data: [1, 1] },
        { name: 'probability', shape: [2], datatype: 'FP64', data: [0.75, 0.75] },
      ],
    });
    expect(response.headers).toMatchObject({
      'x-mlops-model-version': '3',
      'x-mlops-slot': 'champion',
      'x-mlops-inference-id': championId,
    });
  });

  it('calls the endpoint of the slot that the id falls to, with the rows as the container takes them', async () => {
    const { call, invoker } = gateway();
    const response = await call(INFER, { body: inferBody(candidateId) });
    expect(response.headers['x-mlops-slot']).toBe('candidate');
    expect(invoker.invocations).toHaveLength(1);
    expect(invoker.invocations[0]).toMatchObject({ endpointName: 'v4', contentType: 'application/json' });
    expect(JSON.parse(String(invoker.invocations[0]?.body))).toEqual({
      instances: [
        { hum: 0.5, weather: 'wet' },
        { hum: null, weather: 'dry' },
      ],
    });
  });

  it('gives only the outputs that were asked for, and takes a base64 body', async () => {
    const body = { ...JSON.parse(inferBody()), outputs: [{ name: 'probability' }] };
    const response = await gateway().call(INFER, {
      body: Buffer.from(JSON.stringify(body)).toString('base64'),
      isBase64Encoded: true,
    });
    expect(response.json.outputs).toEqual([{ name: 'probability', shape: [2], datatype: 'FP64', data: [0.75, 0.75] }]);
    expect(response.json.id).toBe('new-1');
  });

  it('captures a SageMaker data-capture line a row, under the record id', async () => {
    const { call, captured } = gateway();
    await call(INFER, { body: inferBody(championId) });
    expect(captured).toHaveLength(1);
    expect(captured[0]?.stream).toBe('capture-bikes');
    const lines = captured[0]?.lines ?? [];
    expect(lines.every((line) => line.endsWith('}\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
    const records = lines.map((line) => captureLineSchema.parse(JSON.parse(line)));
    expect(records.map(({ eventMetadata }) => eventMetadata)).toEqual(
      [0, 1].map((row) => ({
        eventId: `new-${row + 1}`,
        inferenceId: `${championId}#${row}`,
        customAttributes: ['model=bikes', 'version=3', 'slot=champion'],
        inferenceTime: '2026-01-01T00:00:00.000Z',
      })),
    );
    expect(JSON.parse(records[1]?.captureData.endpointInput?.data ?? '')).toEqual({ hum: null, weather: 'dry' });
    expect(JSON.parse(records[1]?.captureData.endpointOutput?.data ?? '')).toEqual({
      prediction: 1,
      probability: 0.75,
    });
  });

  it('puts its metrics, by model and slot, and neither features nor predictions into the log line', async () => {
    const { call, logged } = gateway();
    await call(INFER, { body: inferBody(championId) });
    expect(logged).toMatchObject({
      Model: 'bikes',
      Slot: 'champion',
      Invocations: 1,
      Errors4xx: 0,
      Errors5xx: 0,
      GatewayTimeouts: 0,
      ModelLatency: 0,
      rows: 2,
    });
    expect(logged._aws).toMatchObject({
      CloudWatchMetrics: [{ Namespace: 'Mlops', Dimensions: [['Model', 'Slot']] }],
    });
    expect(JSON.stringify(logged)).not.toMatch(/wet|0\.75/);
  });

  it.each<[string, Error, number, string, object]>([
    [
      'input that the container refuses',
      new InvalidInput('row 0, column hum'),
      400,
      'InvalidInput',
      { Errors4xx: 1, Errors5xx: 0 },
    ],
    ['a crash of the model', new ModelFailure('boom'), 500, 'ModelFailure', { Errors4xx: 0, Errors5xx: 1 }],
    ['a time-out', endpointTimeout('v3', 25_000), 503, 'DependencyUnavailable', { Errors5xx: 0, GatewayTimeouts: 1 }],
    [
      'an endpoint that fails',
      new DependencyUnavailable('gone'),
      503,
      'DependencyUnavailable',
      { Errors5xx: 1, GatewayTimeouts: 0 },
    ],
    ['an endpoint at its concurrency', new Throttled('busy'), 429, 'Throttled', { Errors4xx: 1, Errors5xx: 0 }],
  ])('on %s answers and counts what it is, and captures nothing', async (_what, error, status, code, metrics) => {
    const { call, captured, logged } = gateway({ endpoints: { v3: throws(error) } });
    const response = await call(INFER, { body: inferBody(championId) });
    expect(response.statusCode).toBe(status);
    expect(response.json.error.code).toBe(code);
    expect(logged).toMatchObject({ ...metrics, Slot: 'champion' });
    expect('retry-after' in response.headers).toBe(status === 503 || status === 429);
    expect(response.headers['x-mlops-model-version']).toBe('3');
    expect(captured).toEqual([]);
  });

  it('leaves the latency of an endpoint that did not answer out of the metric', async () => {
    const { call, logged } = gateway({ endpoints: { v3: throws(endpointTimeout('v3', 25_000)) } });
    await call(INFER, { body: inferBody(championId) });
    expect(logged).not.toHaveProperty('ModelLatency');
  });

  it.each(['{"predictions":[]}', '{"predictions":[{"score":1},{"score":2}]}', 'oops'])(
    'takes the answer %s to two rows for a failure of the model',
    async (answer) => {
      const response = await gateway({ endpoints: { v3: () => answer } }).call(INFER, { body: inferBody(championId) });
      expect(response.statusCode).toBe(500);
      expect(response.json.error.code).toBe('ModelFailure');
    },
  );

  it('gives an endpoint what is left of 25 s', async () => {
    const { call, invoker } = gateway();
    await call(INFER, { body: inferBody() });
    expect(invoker.invocations[0]?.timeoutMs).toBe(25_000);
  });

  it('counts a body that is not JSON as the error of the slot it would have gone to', async () => {
    const { call, logged, invoker } = gateway({ splits: [[{ ...champion, weight: 100 }]] });
    const response = await call(INFER, { body: 'hum=1' });
    expect(response.statusCode).toBe(400);
    expect(logged).toMatchObject({ Errors4xx: 1, Slot: 'champion' });
    expect(invoker.invocations).toEqual([]);
  });

  it('answers 413 to a body over 4 MB', async () => {
    const response = await gateway().call(INFER, { body: ' '.repeat(4 * 1024 * 1024 + 1) });
    expect(response.statusCode).toBe(413);
    expect(response.json.error.code).toBe('PayloadTooLarge');
  });

  it('answers 413 when the rows are over 4 MB only in the form that the endpoint takes', async () => {
    const n = 1000;
    const tensor = (name: string, value: unknown) => ({
      name,
      shape: [n],
      datatype: 'BYTES',
      data: Array(n).fill(value),
    });
    const large = JSON.stringify({ inputs: [tensor('hum', 1), tensor('weather', 'x'.repeat(4180))] });
    expect(Buffer.byteLength(large)).toBeLessThan(4 * 1024 * 1024);
    expect((await gateway().call(INFER, { body: large })).statusCode).toBe(413);
  });

  it('answers 503 with Retry-After 30 when nobody serves the model, and has no metrics then', async () => {
    const { call, logged } = gateway({ splits: [[]] });
    const response = await call(INFER, { body: inferBody() });
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('30');
    expect(logged).not.toHaveProperty('_aws');
  });

  it('answers 404 for a model without a policy, and has no metrics then', async () => {
    const { call, logged } = gateway();
    const response = await call(INFER, { body: inferBody(), pathParameters: { model: 'other' } });
    expect(response.statusCode).toBe(404);
    expect(response.json.error.message).toContain('"other"');
    expect(response.json.error.message).not.toContain('bikes');
    expect(logged).not.toHaveProperty('_aws');
  });

  it('answers although capture failed, and says so in the log', async () => {
    const lines: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
    const { call } = gateway({ capture: async () => ({ captured: 0, failed: 2, reason: 'ServiceUnavailable' }) });
    expect((await call(INFER, { body: inferBody() })).statusCode).toBe(200);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ event: 'capture.failed', failed: 2, captured: 0, reason: 'ServiceUnavailable' }),
    ]);
  });
});
