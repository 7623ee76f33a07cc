import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { controlRoutes } from '../../lib/contracts/index.js';
import { releasedPlatform } from '../fixtures/released-platform.js';
import { runCommand } from '../unit/bin/run-command.js';

type Platform = Awaited<ReturnType<typeof releasedPlatform>>;

/** The routes as patterns. */
const PATTERNS = Object.values(controlRoutes).map((route) => {
  const [method, path = ''] = route.split(' ');
  return { route, method, path: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`) };
});

/** Stands for API Gateway: finds the route, and hands the request to the handler's own router. */
async function answer(platform: Platform, request: IncomingMessage): Promise<{ status: number; body: unknown }> {
  const url = new URL(request.url ?? '/', 'http://x');
  const found = PATTERNS.find(({ method, path }) => method === request.method && path.test(url.pathname));
  if (found === undefined) return { status: 404, body: { message: 'Not Found' } };
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return platform.call(found.route, { ...found.path.exec(url.pathname)?.groups }, text === '' ? undefined : text, {
    queryStringParameters: Object.fromEntries(url.searchParams),
  });
}

describe('the command line and the handler of the control API', () => {
  let platform: Platform;
  let server: Server;
  const mlops = async (...args: string[]) => {
    const { port } = server.address() as AddressInfo;
    const ran = await runCommand(['--control-url', `http://127.0.0.1:${port}`, ...args, '--model', 'bikes', '--json']);
    return { code: ran.code, err: ran.err, json: ran.out === '' ? undefined : JSON.parse(ran.out) };
  };

  beforeEach(async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    platform = await releasedPlatform();
    server = createServer((request, response) => {
      void answer(platform, request).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('agree on approvals: one that waits is shown, decided, and decided again without another decision', async () => {
    const shown = await mlops('show', '--version', '4');
    expect(shown).toMatchObject({ code: 0, json: { status: 'Validated', approval: { status: 'Pending' } } });
    const decide = () => mlops('approve', '--version', '4', '--reason', 'card read');
    const decided = { status: 'Approved', versionStatus: 'Approved', approvalsMissing: 0 };
    expect(await decide()).toMatchObject({ code: 0, json: decided });
    const again = await decide();
    expect(again).toMatchObject({ code: 0, json: decided });
    expect(again.json.decisions).toHaveLength(1);
    const late = await mlops('reject', '--version', '4', '--reason', 'too late');
    expect(late).toMatchObject({ code: 1, json: undefined });
    expect(late.err).toContain('(409 PreconditionFailed)');
  });

  test('agree on aliases: set, moved, listed, and refused to who expects otherwise', async () => {
    expect(await mlops('alias', 'set', 'challenger', '3')).toMatchObject({
      code: 0,
      json: { version: 3, history: [] },
    });
    expect(await mlops('alias', 'set', 'challenger', '4')).toMatchObject({ code: 0, json: { version: 4 } });
    const stale = await mlops('alias', 'set', 'challenger', '1', '--expect', '3');
    expect(stale.code).toBe(1);
    expect(stale.err).toContain('names version 4 now, expected was version 3');
    const { json } = await mlops('alias', 'list');
    expect(json.aliases.map(({ alias, version }: { alias: string; version: number }) => [alias, version])).toEqual([
      ['challenger', 4],
      ['champion', 2],
    ]);
    expect((await mlops('alias', 'set', 'champion', '3')).err).toContain('(409 PreconditionFailed)');
    const { json: versions } = await mlops('versions');
    expect(versions.versions.map(({ aliases }: { aliases: string[] }) => aliases)).toEqual([
      ['challenger'],
      [],
      ['champion'],
      [],
    ]);
  });

  test('agree on rollbacks: the champion is taken back once, however often it is said', async () => {
    const wanted = { action: 'champion', version: 2, to: 1 };
    expect(await mlops('rollback', '--reason', 'complaints')).toMatchObject({ code: 0, json: wanted });
    expect(await mlops('rollback', '--version', '2', '--reason', 'complaints')).toMatchObject({
      code: 0,
      json: wanted,
    });
    expect(await mlops('show', '--version', '2')).toMatchObject({ json: { status: 'RolledBack', aliases: [] } });
    const other = await mlops('rollback', '--version', '3', '--reason', 'r');
    expect(other.code).toBe(1);
    expect(other.err).toContain('champion is version 1');
  });

  test('agree on rollouts and retirements', async () => {
    const rollout = await mlops('rollout', 'start', '--version', '3', '--reason', 'again');
    expect(rollout).toMatchObject({ code: 0, json: { version: 3, status: 'Approved' } });
    expect(await mlops('retire', '--version', '3', '--reason', 'withdrawn')).toMatchObject({
      code: 0,
      json: { version: 3, status: 'Retired' },
    });
    const serving = await mlops('retire', '--version', '2', '--reason', 'withdrawn');
    expect(serving.code).toBe(1);
    expect(serving.err).toContain('(409 PreconditionFailed)');
  });

  test('agree on model cards', async () => {
    expect(await mlops('card', '--version', '2')).toMatchObject({ code: 0, json: { model: 'bikes', version: 2 } });
  });
});
