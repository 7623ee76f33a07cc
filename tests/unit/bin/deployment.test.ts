import { describe, expect, it, vi } from 'vitest';
import { useCaller } from './caller.js';
import { runCommand } from './run-command.js';

const caller = useCaller();

describe('the platform is found', () => {
  const output = (key: string, value: string) =>
    `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`;
  const stack = (name: string, outputs: string) =>
    `<member><StackName>${name}</StackName><StackId>arn:${name}</StackId><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${outputs}</Outputs></member>`;
  const answer = (...stacks: string[]) => ({
    headers: { 'content-type': 'text/xml' },
    body: `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>${stacks.join('')}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  });
  const refuse = (code: string, message: string) => ({
    status: 400,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  });
  const control = (id: string) =>
    output('ControlApiId', id) + output('ControlApiUrl', `https://${id}.execute-api.eu-west-1.amazonaws.com`);
  const find = (...args: string[]) => {
    vi.stubEnv('AWS_ENDPOINT_URL', caller.platform.url);
    return runCommand([...args, 'models'], { env: { AWS_ENDPOINT_URL: caller.platform.url } });
  };

  it('among the stacks of the region, by its outputs, and called through the endpoint of the emulator', async () => {
    caller.platform.on('POST /', answer(stack('Other', output('Url', 'x')), stack('Mlops-local', control('abc'))));
    caller.platform.on('GET /_aws/execute-api/abc/$default/models', { body: { models: [] } });
    expect(await find()).toMatchObject({ code: 0 });
    const [, request] = caller.platform.received;
    expect(caller.isSignedByCaller(request)).toBe(true);
  });

  it('by the name of its stack or environment when one is given', async () => {
    caller.platform.on('POST /', answer(stack('Mlops-prod', control('abc'))));
    caller.platform.on('GET /_aws/execute-api/abc/$default/models', { body: { models: [] } });
    expect((await find('--environment', 'prod')).code).toBe(0);
    expect((await find('--stack', 'MyMl')).code).toBe(0);
    const names = caller.platform
      .requests('POST /')
      .map(({ body }) => new URLSearchParams(body.toString()).get('StackName'));
    expect(names).toEqual(['Mlops-prod', 'MyMl']);
  });

  it('or not: each case says what to do', async () => {
    caller.platform.on('POST /', answer(stack('B', control('b')), stack('A', control('a'))));
    expect((await find()).err).toBe(
      'error: several stacks in eu-west-1 hold a platform, pass --stack with one of: A, B\n',
    );
    caller.platform.on('POST /', answer(stack('Other', '')));
    expect((await find()).err).toContain('no stack in eu-west-1 holds a platform: deploy one');
    expect((await find('--stack', 'Other')).err).toContain('the stack Other has no output ControlApiId');
    caller.platform.on('POST /', refuse('ValidationError', 'Stack with id X does not exist'));
    expect((await find('--stack', 'X')).err).toBe('error: there is no stack X in eu-west-1\n');
    caller.platform.on('POST /', refuse('AccessDenied', 'not authorized'));
    expect((await find()).err).toContain('your role may not read the stack Mlops-prod: pass --stack');
  });

  it('as Mlops-prod for a role that may read that stack alone', async () => {
    caller.platform.on('POST /', ({ body }) =>
      new URLSearchParams(body.toString()).get('StackName') === 'Mlops-prod'
        ? answer(stack('Mlops-prod', control('abc')))
        : refuse('AccessDenied', 'not authorized'),
    );
    caller.platform.on('GET /_aws/execute-api/abc/$default/models', { body: { models: [] } });
    expect((await find()).code).toBe(0);
  });

  it('without a look at any stack when MLOPS_CONTROL_URL is set', async () => {
    caller.platform.on('GET /models', { body: { models: [] } });
    expect((await runCommand(['models'], { env: { MLOPS_CONTROL_URL: caller.platform.url } })).code).toBe(0);
    expect(caller.platform.requests('POST /')).toHaveLength(0);
    const wrong = await runCommand(['models'], { env: { MLOPS_CONTROL_URL: 'abc.execute-api' } });
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('the control URL is "abc.execute-api"') });
  });
});

describe('an endpoint that nobody listens at', () => {
  it('is named, with what to do', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
    const { code, err } = await runCommand(['models'], { env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' } });
    expect(code).toBe(1);
    expect(err).toMatch(
      /AWS_ENDPOINT_URL is http:\/\/127\.0\.0\.1:1, which can't be reached \(.*ECONNREFUSED.*\): start/,
    );
  });
});
