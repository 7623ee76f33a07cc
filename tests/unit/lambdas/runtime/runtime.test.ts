import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { Conflict, InvalidInput, NotFound, PreconditionFailed, Throttled } from '../../../../lambdas/domain/errors.js';
import { ModelFailure } from '../../../../lambdas/domain/inference/model-failure.js';
import { parseEnvironment } from '../../../../lambdas/runtime/env.js';
import { errorResponse, jsonResponse } from '../../../../lambdas/runtime/errors.js';
import { apiHandler, taskHandler } from '../../../../lambdas/runtime/middleware.js';

const context = { awsRequestId: 'r1' } as Context;
const lines: Record<string, unknown>[] = [];

beforeEach(() => {
  lines.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(JSON.parse(String(text)));
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

describe('the environment of a handler', () => {
  it('has the variables of the contract, parsed', () => {
    const source = { REGISTRY_TABLE: 't', MODEL_POLICY_PREFIX: '/p', TRAFFIC_SPLIT_CACHE_SECONDS: '0', OTHER: 'x' };
    expect(parseEnvironment('invoke-model', source)).toEqual({
      registryTable: 't',
      modelPolicyPrefix: '/p',
      trafficSplitCacheSeconds: 0,
    });
  });

  it('names every variable that is missing or wrong', () => {
    const wrong = { REGISTRY_TABLE: 't', TRAFFIC_SPLIT_CACHE_SECONDS: 'soon' };
    expect(() => parseEnvironment('invoke-model', wrong)).toThrow(
      /invoke-model .*MODEL_POLICY_PREFIX is not set.*TRAFFIC_SPLIT_CACHE_SECONDS is not valid/,
    );
    const settings = { ARTIFACT_BUCKET: 'b', MONITOR_SETTINGS: '{"model":"bikes"' };
    expect(() => parseEnvironment('summarise-shard', settings)).toThrow(
      'MONITOR_SETTINGS is not valid (expected JSON)',
    );
  });

  it('may lack what the contract calls optional', () => {
    expect(() => parseEnvironment('plan-monitor-run', { ARTIFACT_BUCKET: 'b' })).toThrow(/^(?!.*REGISTRY_TABLE)/);
  });
});

describe('errors over HTTP', () => {
  it.each<[Error, number, string]>([
    [new InvalidInput('m'), 400, 'InvalidInput'],
    [new NotFound('m'), 404, 'NotFound'],
    [new Conflict('m'), 409, 'Conflict'],
    [new PreconditionFailed('m'), 409, 'PreconditionFailed'],
    [new Throttled('m'), 429, 'Throttled'],
    [new ModelFailure('m'), 500, 'ModelFailure'],
    [new Conflict('m', { name: 'RolloutInProgress' }), 409, 'Conflict'],
  ])('%s is %i %s with its message', (error, status, code) => {
    const response = errorResponse(error);
    expect(response.statusCode).toBe(status);
    expect(JSON.parse(response.body)).toEqual({ error: { code, message: 'm' } });
  });

  it('never show a defect to the caller, and say when to come again', () => {
    const response = errorResponse(new TypeError('secret is undefined'));
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('secret');
    expect(errorResponse(new Throttled('m'), 7).headers['retry-after']).toBe('7');
  });
});

describe('the middleware', () => {
  const event = {} as APIGatewayProxyEventV2;

  it('logs one line a request, with what the use case added, and never the body', async () => {
    const handler = apiHandler('invoke-model', async (_event, more) => {
      more({ model: 'bikes' });
      more({ rows: 3 });
      return jsonResponse(200, { secret: 1 });
    });
    expect(await handler(event, context)).toMatchObject({ statusCode: 200 });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      event: 'request.completed',
      handler: 'invoke-model',
      requestId: 'r1',
      status: 200,
      model: 'bikes',
      rows: 3,
    });
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it('turns what an API handler throws into an answer, and logs its cause', async () => {
    const handler = apiHandler('invoke-model', async () => {
      throw new Error('boom');
    });
    expect(await handler(event, context)).toMatchObject({ statusCode: 500 });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ event: 'request.failed', status: 500, error: 'Internal' });
    expect(lines[0]?.cause).toContain('boom');
  });

  it('lets a task fail by the name of its error, which state machines match', async () => {
    const fail = (error: Error) =>
      taskHandler('shift-traffic', z.object({}), async () => {
        throw error;
      })({}, context);
    await expect(fail(new Conflict('m', { name: 'RolloutInProgress' }))).rejects.toMatchObject({
      name: 'RolloutInProgress',
    });
    await expect(fail(new TypeError('x'))).rejects.toMatchObject({ name: 'Internal' });
    expect(lines.map((line) => line.error)).toEqual(['RolloutInProgress', 'Internal']);
  });

  it('refuses the input of a task that does not parse, naming the field', async () => {
    const handler = taskHandler('shift-traffic', z.object({ weight: z.number() }), async () => 1);
    await expect(handler({ weight: 'x' }, context)).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining('weight'),
    });
  });
});
