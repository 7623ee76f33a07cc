import { describe, expect, it } from 'vitest';
import { controlRoutes } from '../../../../lib/contracts/index.js';
import { ADA, controlPlatform as platform } from '../../../fixtures/control-platform.js';
import { modelVersion, put } from '../../../fixtures/registry-records.js';

const FILE = { path: 'model.tar.gz', sha256: 'a'.repeat(64), size: 10 };

describe('POST submissions', () => {
  it('opens a submission in the name of the authenticated caller, with an upload a file and one for the manifest', async () => {
    const { call, registry } = platform();
    const { status, body } = await call(controlRoutes.openSubmission, { model: 'bikes' }, { files: [FILE] });
    expect(status).toBe(201);
    expect(body).toMatchObject({ submissionId: '20260101T000000000Z-00000001', expiresAt: '2026-01-01T01:00:00.000Z' });
    expect(body.uploads).toEqual([
      {
        path: 'model.tar.gz',
        url: 'memory://memory/models/bikes/submissions/20260101T000000000Z-00000001/model.tar.gz?expires=3600',
        headers: { 'x-amz-checksum-sha256': Buffer.from(FILE.sha256, 'hex').toString('base64') },
      },
      {
        path: 'manifest.json',
        url: 'memory://memory/models/bikes/submissions/20260101T000000000Z-00000001/manifest.json?expires=3600',
        headers: {},
      },
    ]);
    expect(await registry.readSubmission('bikes', body.submissionId)).toMatchObject({ status: 'Open', openedBy: ADA });
    expect((await registry.listModels()).map((entry) => entry.model)).toEqual(['bikes']);
  });

  it.each<[string, unknown, string]>([
    ['a body that claims another actor', { files: [FILE], openedBy: 'eve' }, 'the unknown key \\"openedBy\\"'],
    ['a path out of the submission', { files: [{ ...FILE, path: '../x' }] }, 'without \\"..\\" in it'],
    [
      'the manifest, which is added',
      { files: [{ ...FILE, path: 'manifest.json' }] },
      'allowed: any path but manifest.json',
    ],
    ['a path twice', { files: [FILE, FILE] }, 'allowed: each path once'],
    ['no files', { files: [] }, 'files'],
    ['no JSON', 'files=1', 'is not JSON'],
  ])('refuses %s, and opens nothing', async (_name, given, reason) => {
    const { call, registry } = platform();
    const { status, body } = await call(controlRoutes.openSubmission, { model: 'bikes' }, given);
    expect(status).toBe(400);
    expect(body.error.code).toBe('InvalidInput');
    expect(JSON.stringify(body.error.message)).toContain(reason);
    expect(await registry.readModel('bikes')).toBeUndefined();
  });

  it('knows models by their policy, and names them for one that it does not know', async () => {
    const { call } = platform();
    expect(await call(controlRoutes.openSubmission, { model: 'dogs' }, { files: [FILE] })).toEqual({
      status: 404,
      body: {
        error: { code: 'NotFound', message: 'There is no model "dogs": its configuration has to be deployed first' },
      },
    });
  });

  it('does not answer a request without an identity, and does not say why', async () => {
    const { call } = platform();
    const anonymous = { requestContext: {} };
    const { status, body } = await call(controlRoutes.openSubmission, { model: 'bikes' }, { files: [FILE] }, anonymous);
    expect(status).toBe(500);
    expect(body.error.message).not.toContain('IAM');
  });
});

describe('reads', () => {
  it('tell how a submission stands, with the reasons of its version', async () => {
    const { call, registry } = platform();
    const { body } = await call(controlRoutes.openSubmission, { model: 'bikes' }, { files: [FILE] });
    const { submissionId } = body;
    const path = { model: 'bikes', submissionId };
    expect((await call(controlRoutes.readSubmission, path)).body).toMatchObject({ status: 'Open', openedBy: ADA });
    const submission = await registry.readSubmission('bikes', submissionId);
    if (submission === undefined) throw new Error('it was opened');
    const version = modelVersion(1, { status: 'Rejected', reasons: ['quality: rmse'] });
    await put(registry, { ...submission, status: 'Registered', version: 1 }, version);
    expect((await call(controlRoutes.readSubmission, path)).body).toMatchObject({
      status: 'Registered',
      version: 1,
      versionStatus: 'Rejected',
      reasons: ['quality: rmse'],
    });
    expect((await call(controlRoutes.readSubmission, { model: 'cats', submissionId })).status).toBe(404);
  });

  it('list models by policy, and show one that nothing was registered of', async () => {
    const { call } = platform();
    expect((await call(controlRoutes.listModels)).body.models).toEqual([
      { model: 'bikes', registeredAt: null },
      { model: 'cats', registeredAt: null },
    ]);
    expect(await call(controlRoutes.readModel, { model: 'cats' })).toEqual({
      status: 200,
      body: {
        model: 'cats',
        task: 'regression',
        versions: 0,
        lastRetraining: null,
        aliases: [],
        trafficSplit: null,
        rollout: null,
        lastRollout: null,
        evaluationSet: null,
      },
    });
  });

  it('page through versions, newest first', async () => {
    const { call, registry } = platform();
    for (const number of [1, 2, 3]) await put(registry, modelVersion(number));
    const first = await call(controlRoutes.listVersions, { model: 'bikes' }, undefined, {
      queryStringParameters: { limit: '2' },
    });
    expect(first.body.versions.map((entry: { version: number }) => entry.version)).toEqual([3, 2]);
    const { body } = await call(controlRoutes.listVersions, { model: 'bikes' }, undefined, {
      queryStringParameters: { limit: '2', cursor: first.body.cursor },
    });
    expect(body.versions).toHaveLength(1);
    expect(body).not.toHaveProperty('cursor');
  });

  it('end a page of large versions early, below what a Lambda answers, and go on after it', {
    timeout: 30_000,
  }, async () => {
    const { call, registry } = platform();
    // Quotes are escaped twice on the way: each version has about 600 KB in the answer.
    const reasons = ['"'.repeat(140_000)];
    for (let number = 1; number <= 23; number += 1) await put(registry, modelVersion(number, { reasons }));
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const queryStringParameters = { limit: '100', ...(cursor !== undefined && { cursor }) };
      const { body } = await call(controlRoutes.listVersions, { model: 'bikes' }, undefined, { queryStringParameters });
      expect(Buffer.byteLength(JSON.stringify(JSON.stringify(body)))).toBeLessThan(6_000_000);
      seen.push(...body.versions.map(({ version }: { version: number }) => version));
      cursor = body.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(Array.from({ length: 23 }, (_, index) => 23 - index));
  });

  it.each([
    ['a limit out of range', controlRoutes.listVersions, { model: 'bikes' }, { limit: '0' }, 400],
    ['an unknown parameter', controlRoutes.listVersions, { model: 'bikes' }, { size: '1' }, 400],
    ['a parameter where none is known', controlRoutes.listModels, {}, { limit: '-1' }, 400],
    ['a version that is no number', controlRoutes.readVersion, { model: 'bikes', version: 'x' }, {}, 400],
    ['a path without its version', controlRoutes.readVersion, { model: 'bikes' }, {}, 400],
    ['a path without its model', controlRoutes.readModel, {}, {}, 400],
    ['a version that is not there', controlRoutes.readVersion, { model: 'bikes', version: '7' }, {}, 404],
    ['a model that is no name', controlRoutes.readModel, { model: 'Bikes/..' }, {}, 400],
    ['a route that is none', 'DELETE /models/{model}', { model: 'bikes' }, {}, 404],
  ])('refuse %s', async (_name, routeKey, path, queryStringParameters, status) => {
    const { call } = platform();
    expect((await call(routeKey, path, undefined, { queryStringParameters })).status).toBe(status);
  });
});

describe('runs', () => {
  it('start in the name of the caller, and are read back by their id and of their own model only', async () => {
    const { call, workflows } = platform();
    const started = await call(controlRoutes.startRetraining, { model: 'bikes' }, { reason: 'new data' });
    expect(started.status).toBe(202);
    const { runId, executionArn } = started.body;
    expect(workflows.runs.get(executionArn)?.input).toEqual({
      model: 'bikes',
      trigger: 'manual',
      startedBy: ADA,
      reason: 'new data',
    });
    workflows.end(executionArn, { status: 'FAILED', error: 'States.TaskFailed', cause: 'out of disk' });
    expect((await call(controlRoutes.readRetraining, { model: 'bikes', runId })).body).toEqual({
      runId,
      executionArn,
      status: 'FAILED',
      error: 'States.TaskFailed',
      cause: 'out of disk',
    });
    expect((await call(controlRoutes.readRetraining, { model: 'cats', runId })).status).toBe(404);
    expect((await call(controlRoutes.readRetraining, { model: 'bikes', runId: 'none' })).status).toBe(404);
  });

  it('of a retraining need no body', async () => {
    const { call } = platform();
    expect((await call(controlRoutes.startRetraining, { model: 'bikes' })).status).toBe(202);
  });

  it('of the monitor take a window, in UTC', async () => {
    const { call, workflows } = platform();
    const window = { start: '2026-01-01T00:00:00+01:00', end: '2026-01-01T00:00:00Z' };
    const { body } = await call(controlRoutes.startMonitorRun, { model: 'bikes' }, { window });
    expect(body.executionArn).toContain(':execution:monitor:manual-');
    expect(workflows.runs.get(body.executionArn)?.input).toEqual({
      model: 'bikes',
      window: { start: '2025-12-31T23:00:00.000Z', end: '2026-01-01T00:00:00.000Z' },
      startedBy: ADA,
    });
    const backwards = { window: { start: window.end, end: '2025-01-01T00:00:00Z' } };
    expect((await call(controlRoutes.startMonitorRun, { model: 'bikes' }, backwards)).status).toBe(400);
    expect((await call(controlRoutes.startMonitorRun, { model: 'bikes' }, {})).status).toBe(400);
  });

  it('of the monitor refuse a window that has not ended, clocks that differ by five seconds allowed for', async () => {
    const { call, workflows } = platform();
    const start = (end: string) =>
      call(controlRoutes.startMonitorRun, { model: 'bikes' }, { window: { start: '2025-12-31T23:00:00Z', end } });
    const { status, body } = await start('2026-01-01T00:00:05.001Z');
    expect([status, body.error.code, workflows.runs.size]).toEqual([400, 'InvalidInput', 0]);
    expect(body.error.message).toMatch(/ends at 2026-01-01T00:00:05.001Z.*at most 5 s after 2026-01-01T00:00:00.000Z/);
    expect((await start('2026-01-01T00:00:05Z')).status).toBe(202);
  });
});
