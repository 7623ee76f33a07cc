import { Sha256 } from '@aws-crypto/sha256-js';
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { functionResources, TestAws } from '../embedded-aws.js';

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}
const ADMINISTRATOR: Keys = { accessKeyId: 'test', secretAccessKey: 'test' };
const aws = new TestAws();
let iam: IAMClient;
let apiId: string;

beforeAll(async () => {
  iam = new IAMClient(aws.config);
  const source = 'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });';
  const route = (routeKey: string, authorizationType: string) => ({
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: { Ref: 'Api' },
      RouteKey: routeKey,
      AuthorizationType: authorizationType,
      Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
    },
  });
  const outputs = await aws.deploy(
    'api',
    {
      ...functionResources('Handler', source),
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          ApiId: { Ref: 'Api' },
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: { 'Fn::GetAtt': ['Handler', 'Arn'] },
          PayloadFormatVersion: '2.0',
        },
      },
      Infer: route('POST /v2/models/{model}/infer', 'AWS_IAM'),
      Models: route('GET /models', 'AWS_IAM'),
      Open: route('GET /open', 'NONE'),
      Stage: {
        Type: 'AWS::ApiGatewayV2::Stage',
        Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
      },
    },
    { ApiId: { Ref: 'Api' } },
  );
  apiId = outputs('ApiId');
});

const urlOf = (path: string): URL => new URL(`${aws.server.endpoint}/_aws/execute-api/${apiId}/$default${path}`);
const arnOf = (route: string): string => `arn:aws:execute-api:us-east-1:000000000000:${apiId}/$default/${route}`;

interface SendOptions {
  readonly keys: Keys | undefined;
  readonly signedBody?: string;
  readonly signingDate?: Date;
  readonly service?: string;
  readonly region?: string;
  /** Whether the signed path is that of the URL encoded again. */
  readonly uriEscapePath?: boolean;
}

/** Sends a request signed by `keys`; the body that is signed may differ from the one that is sent. */
async function send(method: string, path: string, options: SendOptions) {
  const url = urlOf(path);
  const body = method === 'POST' ? '{"inputs":[]}' : undefined;
  let headers: Record<string, string> = { host: url.host, 'content-type': 'application/json' };
  if (options.keys !== undefined) {
    const { service = 'execute-api', region = 'us-east-1', signingDate, uriEscapePath = true } = options;
    const signer = new SignatureV4({ credentials: options.keys, region, service, sha256: Sha256, uriEscapePath });
    const query = Object.fromEntries(url.searchParams);
    const signedBody = options.signedBody ?? body;
    const { hostname, port, pathname } = url;
    const request = { method, protocol: 'http:', hostname, port: Number(port), path: pathname, query, headers };
    const signed = await signer.sign(
      { ...request, ...(signedBody !== undefined && { body: signedBody }) },
      signingDate === undefined ? {} : { signingDate },
    );
    headers = signed.headers;
  }
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body }) });
  const answer: unknown = await response.json();
  return { status: response.status, answer };
}

const infer = (options: SendOptions) => send('POST', '/v2/models/demo/infer', options);
const FORBIDDEN = { status: 403, answer: { message: 'Forbidden' } };

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string;
  readonly NotAction?: string;
  readonly Resource: string;
}
const document = (...statements: Statement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Resource: string): Statement => ({ Effect: 'Allow', Action: 'execute-api:Invoke', Resource });

async function user(name: string, ...statements: Statement[]): Promise<Keys> {
  await iam.send(new CreateUserCommand({ UserName: name }));
  if (statements.length > 0) {
    const PolicyDocument = document(...statements);
    await iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: 'inline', PolicyDocument }));
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
  return z
    .object({ AccessKeyId: z.string(), SecretAccessKey: z.string() })
    .transform((key) => ({ accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey }))
    .parse(AccessKey);
}

async function role(name: string): Promise<void> {
  const trust = { Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }));
}

async function assume(name: string, session: string): Promise<Keys> {
  const RoleArn = `arn:aws:iam::000000000000:role/${name}`;
  const { Credentials } = await new STSClient(aws.config).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: session }),
  );
  return z
    .object({ AccessKeyId: z.string(), SecretAccessKey: z.string(), SessionToken: z.string() })
    .transform((key) => ({
      accessKeyId: key.AccessKeyId,
      secretAccessKey: key.SecretAccessKey,
      sessionToken: key.SessionToken,
    }))
    .parse(Credentials);
}

describe('a route with AWS_IAM', () => {
  test('refuses a request without a signature', async () => {
    expect(await infer({ keys: undefined })).toEqual(FORBIDDEN);
  });

  test.each<[string, SendOptions]>([
    ['of a wrong secret', { keys: { ...ADMINISTRATOR, secretAccessKey: 'wrong' } }],
    ['of an unknown key', { keys: { accessKeyId: 'AKIAUNKNOWNUNKNOWN00', secretAccessKey: 'x' } }],
    ['of another body', { keys: ADMINISTRATOR, signedBody: '{"inputs":[1]}' }],
    ['of ten minutes ago', { keys: ADMINISTRATOR, signingDate: new Date(Date.now() - 600_000) }],
    ['for another service', { keys: ADMINISTRATOR, service: 's3' }],
    ['for another region', { keys: ADMINISTRATOR, region: 'eu-west-1' }],
  ])('refuses a signature %s', async (_, options) => {
    expect(await infer(options)).toEqual(FORBIDDEN);
  });

  test("lets the account's administrator pass, query parameters and escapes included", async () => {
    expect(await infer({ keys: ADMINISTRATOR })).toMatchObject({ status: 200 });
    const { status, answer } = await send('GET', '/models?limit=2&cursor=a%2Fb%20c', { keys: ADMINISTRATOR });
    expect(status).toBe(200);
    expect(answer).toMatchObject({ queryStringParameters: { limit: '2', cursor: 'a/b c' } });
    expect(await send('POST', '/v2/models/de%20mo/infer', { keys: ADMINISTRATOR })).toMatchObject({ status: 200 });
    expect(await infer({ keys: ADMINISTRATOR, uriEscapePath: false })).toMatchObject({ status: 200 });
  });

  test('refuses a user without a policy, and one whose policy names another route', async () => {
    expect(await infer({ keys: await user('nobody') })).toEqual(FORBIDDEN);
    const other = await user('other', allow(arnOf('POST/v2/models/other/infer')));
    expect(await infer({ keys: other })).toEqual(FORBIDDEN);
  });

  test('lets a user pass whose policy allows the route, wildcards included', async () => {
    const exact = await user('exact', allow(arnOf('POST/v2/models/demo/infer')));
    expect(await infer({ keys: exact })).toMatchObject({ status: 200 });
    expect(await send('GET', '/models', { keys: exact })).toEqual(FORBIDDEN);
    const wildcard = await user('wildcard', { ...allow(arnOf('*/v2/models/d?mo/*')), Action: 'execute-api:*' });
    expect(await infer({ keys: wildcard })).toMatchObject({ status: 200 });
  });

  test('refuses whom a Deny names, whatever else allows it', async () => {
    const denied = await user('denied', allow('*'), { ...allow(arnOf('POST/*')), Effect: 'Deny' });
    expect(await infer({ keys: denied })).toEqual(FORBIDDEN);
    expect(await send('GET', '/models', { keys: denied })).toMatchObject({ status: 200 });
    const notAction = await user('not-action', { Effect: 'Allow', NotAction: 'execute-api:*', Resource: '*' });
    expect(await infer({ keys: notAction })).toEqual(FORBIDDEN);
  });

  test("gives the function the assumed role's session as the caller", async () => {
    await role('data-scientist');
    const PolicyDocument = document(allow(arnOf('POST/v2/models/*')));
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'invoke', PolicyDocument }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'data-scientist', PolicyArn: Policy?.Arn }));
    const keys = await assume('data-scientist', 'dana');
    const { status, answer } = await infer({ keys });
    expect(status).toBe(200);
    const userArn = 'arn:aws:sts::000000000000:assumed-role/data-scientist/dana';
    expect(answer).toMatchObject({
      requestContext: {
        authorizer: {
          iam: {
            accessKey: keys.accessKeyId,
            accountId: '000000000000',
            callerId: expect.stringMatching(/^AROA\w+:dana$/),
            cognitoIdentity: null,
            principalOrgId: null,
            userArn,
            userId: expect.stringMatching(/^AROA\w+:dana$/),
          },
        },
      },
    });
    const { sessionToken: _, ...withoutToken } = keys;
    expect(await infer({ keys: withoutToken })).toEqual(FORBIDDEN);
  });

  test("evaluates a role's inline policy, and takes a deactivated key for none", async () => {
    await role('operator');
    const PolicyDocument = document(allow(arnOf('GET/models')));
    await iam.send(new PutRolePolicyCommand({ RoleName: 'operator', PolicyName: 'inline', PolicyDocument }));
    const keys = await assume('operator', 'oscar');
    expect(await send('GET', '/models', { keys })).toMatchObject({ status: 200 });
    expect(await infer({ keys })).toEqual(FORBIDDEN);

    const leaver = await user('leaver', allow('*'));
    expect(await infer({ keys: leaver })).toMatchObject({ status: 200 });
    const AccessKeyId = leaver.accessKeyId;
    await iam.send(new UpdateAccessKeyCommand({ UserName: 'leaver', AccessKeyId, Status: 'Inactive' }));
    expect(await infer({ keys: leaver })).toEqual(FORBIDDEN);
  });
});

test('a route without authorization is open', async () => {
  expect(await send('GET', '/open', { keys: undefined })).toMatchObject({ status: 200 });
});
