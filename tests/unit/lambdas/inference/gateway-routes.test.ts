import { describe, expect, it } from 'vitest';
import { DependencyUnavailable } from '../../../../lambdas/domain/errors.js';
import {
  candidate,
  candidateId,
  champion,
  gateway,
  INFER,
  INVOCATIONS,
  inferBody,
} from '../../../fixtures/inference-gateway.js';

describe('the traffic split', () => {
  it('is read once within the time of the cache, and again after it', async () => {
    const { call, clock, reads } = gateway();
    await call(INFER, { body: inferBody() });
    clock.time += 4_999;
    await call(INFER, { body: inferBody() });
    expect(reads()).toBe(1);
    clock.time += 1;
    await call(INFER, { body: inferBody() });
    expect(reads()).toBe(2);
  });

  it('is never remembered while nobody serves, so the first champion answers at once', async () => {
    const { call } = gateway({ splits: [[], [champion]] });
    expect((await call(INFER, { body: inferBody() })).statusCode).toBe(503);
    expect((await call(INFER, { body: inferBody() })).statusCode).toBe(200);
  });

  it('stays in use, however old, when the registry fails', async () => {
    const { call, clock, stale } = gateway({ splits: [[champion], new DependencyUnavailable('registry')] });
    await call(INFER, { body: inferBody() });
    clock.time += 3_600_000;
    expect((await call(INFER, { body: inferBody() })).statusCode).toBe(200);
    expect(stale).toHaveLength(1);
  });

  it('makes the gateway answer 503 when it can not be read and never was', async () => {
    const { call, logged } = gateway({ splits: [new DependencyUnavailable('registry')] });
    expect((await call(INFER, { body: inferBody() })).statusCode).toBe(503);
    expect(logged).not.toHaveProperty('_aws');
  });

  it('is read again when the endpoint was just removed, and the request tried once more', async () => {
    const { call, invoker } = gateway({
      splits: [[{ ...champion, endpointName: 'removed' }], [{ ...champion, version: 5 }]],
    });
    const response = await call(INFER, { body: inferBody() });
    expect(response.statusCode).toBe(200);
    expect(response.json.model_version).toBe('5');
    expect(invoker.invocations.map(({ endpointName }) => endpointName)).toEqual(['removed', 'v3']);
  });

  it('gives up with 503 when the endpoint is missing after that as well', async () => {
    const { call, invoker } = gateway({ endpoints: {} });
    expect((await call(INFER, { body: inferBody() })).statusCode).toBe(503);
    expect(invoker.invocations).toHaveLength(2);
  });
});

describe('POST /models/{model}/invocations', () => {
  it('answers JSON with JSON, and identifies the answer in headers', async () => {
    const { call, captured } = gateway();
    const response = await call(INVOCATIONS, {
      headers: { 'content-type': 'application/json; charset=utf-8', 'x-mlops-inference-id': candidateId },
      body: '{"instances":[{"hum":1,"weather":"wet"}]}',
    });
    expect(response.json).toEqual({ predictions: [{ prediction: 1, probability: 0.75 }] });
    expect(response.headers).toMatchObject({ 'x-mlops-slot': 'candidate', 'x-mlops-inference-id': candidateId });
    expect(captured[0]?.lines).toHaveLength(1);
  });

  it('answers CSV with CSV', async () => {
    const { call, captured } = gateway();
    const response = await call(INVOCATIONS, { headers: { 'content-type': 'text/csv' }, body: '1,wet\n,dry\n' });
    expect(response.headers['content-type']).toBe('text/csv');
    expect(response.body).toBe('1,0.75\n1,0.75\n');
    expect(captured[0]?.lines).toHaveLength(2);
  });
});

describe('GET /v2/models/{model}', () => {
  it('describes the versions that serve and the columns of the champion', async () => {
    const response = await gateway({ splits: [[candidate, champion]] }).call('GET /v2/models/{model}');
    expect(response.json).toEqual({
      name: 'bikes',
      versions: ['3', '4'],
      platform: 'onnx_onnxv1',
      inputs: [
        { name: 'hum', datatype: 'FP64', shape: [-1] },
        { name: 'weather', datatype: 'BYTES', shape: [-1] },
      ],
      outputs: [
        { name: 'prediction', datatype: 'INT64', shape: [-1] },
        { name: 'probability', datatype: 'FP64', shape: [-1] },
      ],
    });
  });

  it('is ready when a version serves, else 503 with Retry-After, and 404 for no model', async () => {
    const READY = 'GET /v2/models/{model}/ready';
    expect((await gateway().call(READY)).json).toEqual({ ready: true });
    const unready = await gateway({ splits: [[]] }).call(READY);
    expect([unready.statusCode, unready.headers['retry-after']]).toEqual([503, '30']);
    expect((await gateway().call(READY, { pathParameters: { model: 'other' } })).statusCode).toBe(404);
  });
});
