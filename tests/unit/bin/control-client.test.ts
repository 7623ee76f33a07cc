import { describe, expect, it } from 'vitest';
import { useCaller } from './caller.js';
import { runCommand } from './run-command.js';

const caller = useCaller();

describe('a call of the control API', () => {
  it('is signed for execute-api with the session of the caller', async () => {
    caller.platform.on('GET /models', { body: { models: [] } });
    expect(await caller.mlops('models')).toEqual({ code: 0, out: 'The platform has no model.\n', err: '' });
    const [request] = caller.platform.received;
    expect(request?.headers['x-amz-security-token']).toBe('a-session');
    expect(caller.isSignedByCaller(request)).toBe(true);
    expect(request !== undefined && caller.isSignedByCaller({ ...request, path: '/other' })).toBe(false);
  });

  it.each([429, 500, 502, 503])('is repeated after a %s', async (status) => {
    caller.platform.on('GET /models', (_, times) => (times < 3 ? { status } : { body: { models: [] } }));
    expect((await caller.mlops('models')).code).toBe(0);
    expect(caller.platform.received).toHaveLength(3);
  });

  it('gives up after five tries', async () => {
    caller.platform.on('GET /models', { status: 500, body: { error: { code: 'Internal', message: 'a defect' } } });
    expect(await caller.mlops('models')).toMatchObject({
      code: 1,
      err: 'error: GET /models: a defect (500 Internal)\n',
    });
    expect(caller.platform.received).toHaveLength(5);
  });

  it.each([
    [
      'the API knows why',
      404,
      { error: { code: 'NotFound', message: 'there is no model bikes' } },
      'there is no model bikes (404 NotFound)',
    ],
    [
      'the role may not',
      403,
      { message: 'Forbidden' },
      'refused (403): your role needs execute-api:Invoke on this route of the control API',
    ],
    [
      'the answer is of another kind',
      200,
      { version: 'four' },
      'the answer is not what this version of the command line expects',
    ],
  ])('ends with one line and 1 when %s', async (_, status, body, message) => {
    caller.platform.on('GET /models/bikes/versions/4', { status, body });
    const ran = await caller.mlops('show', '--model', 'bikes', '--version', '4');
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toContain(message);
    expect(ran.err.trimEnd().split('\n')).toHaveLength(1);
    expect(caller.platform.received).toHaveLength(1);
  });

  it('ends with one line when nobody listens; --debug adds the stack trace', async () => {
    const args = ['--control-url', 'http://127.0.0.1:9', 'models'];
    const ran = await runCommand(args);
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/^error: GET \/models: http:\/\/127\.0\.0\.1:9 can't be reached \(.+\)\n$/);
    expect((await runCommand([...args, '--debug'])).err).toMatch(/\n\s+at /);
  });
});
