import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll } from 'vitest';
import * as z from 'zod';
import { type EmbeddedAws, startEmbeddedAws } from '../../local/environment/embedded-aws.js';
import { projectRoot } from '../../local/environment/project-root.js';
import { preparePythonEnvironment } from '../../local/environment/python-environment.js';

const root = projectRoot();
const ACCOUNT = '000000000000';

/** What every client of the AWS SDK takes. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The Python that `npm run local` uses too, made on first use. */
export async function testPython(): Promise<string> {
  const { python } = await preparePythonEnvironment({
    folder: join(root, '.local/venv'),
    requirements: [join(root, 'local/requirements.txt'), join(root, 'containers/sklearn-train/requirements.txt')],
    log: (line) => console.log(line),
  });
  return python;
}

/** A new folder for one server under `.local/tests`. */
export function testWorkFolder(): string {
  const folder = join(root, '.local/tests', `${process.pid}-${performance.now().toFixed(0)}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** An embedded AWS for all tests of the file that calls this at its top. */
export class TestAws {
  #aws: EmbeddedAws | undefined;
  #folder: string | undefined;

  /** @param options `seed` writes objects that are there from the start, as files `<bucket>/<key>` of the folder. */
  constructor({ containers, seed }: { readonly containers?: string; readonly seed?: (folder: string) => void } = {}) {
    beforeAll(async () => {
      this.#folder = testWorkFolder();
      const s3Folder = seed === undefined ? undefined : join(this.#folder, 's3');
      if (s3Folder !== undefined) seed?.(join(s3Folder, ACCOUNT));
      const python = await testPython();
      this.#aws = await startEmbeddedAws({ containers, s3Folder, workFolder: this.#folder, python, log: () => {} });
    });
    afterAll(async () => {
      await this.#aws?.stop();
      if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    });
  }

  get server(): EmbeddedAws {
    if (this.#aws === undefined) throw new Error('the embedded AWS is there in tests and hooks only');
    return this.#aws;
  }

  /** The administrator's client configuration. */
  get config(): ClientConfig {
    return {
      endpoint: this.server.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
  }

  /** Creates a stack and returns its outputs. */
  async deploy(stackName: string, resources: object, outputs: Record<string, unknown> = {}) {
    const client = new CloudFormationClient(this.config);
    const template = {
      Resources: resources,
      Outputs: Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, { Value: value }])),
    };
    await client.send(
      new CreateStackCommand({
        StackName: stackName,
        TemplateBody: JSON.stringify(template),
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      }),
    );
    const stack = await until(`stack ${stackName}`, async () => {
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
      const found = Stacks?.[0];
      return found?.StackStatus?.endsWith('_IN_PROGRESS') ? undefined : found;
    });
    if (stack.StackStatus !== 'CREATE_COMPLETE') {
      const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName: stackName }));
      const reasons = StackEvents?.map((e) => `${e.LogicalResourceId} ${e.ResourceStatus} ${e.ResourceStatusReason}`);
      throw new Error(`stack ${stackName}: ${reasons?.join('\n')}`);
    }
    return (name: string): string => {
      const value = stack.Outputs?.find((output) => output.OutputKey === name)?.OutputValue;
      if (value === undefined) throw new Error(`stack ${stackName} has no output ${name}`);
      return value;
    };
  }

  /** A call of a service whose SDK client isn't installed, in its JSON protocol: `AmazonSQS.ReceiveMessage`. */
  async call(target: string, input: object): Promise<unknown> {
    const response = await fetch(this.server.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
      body: JSON.stringify(input),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${target}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  /** Takes what is in the queue now. */
  async receive(queueUrl: string): Promise<string[]> {
    const answer = await this.call('AmazonSQS.ReceiveMessage', { QueueUrl: queueUrl, MaxNumberOfMessages: 10 });
    const schema = z.object({
      Messages: z.array(z.object({ Body: z.string(), ReceiptHandle: z.string() })).optional(),
    });
    const messages = schema.parse(answer).Messages ?? [];
    for (const { ReceiptHandle } of messages) {
      await this.call('AmazonSQS.DeleteMessage', { QueueUrl: queueUrl, ReceiptHandle });
    }
    return messages.map((message) => message.Body);
  }

  /** Invokes a Lambda function and returns what the Invoke API says. */
  async invoke(functionName: string, event: unknown): Promise<{ error: string | null; payload: unknown }> {
    const url = `${this.server.endpoint}/2015-03-31/functions/${functionName}/invocations`;
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(event) });
    return { error: response.headers.get('x-amz-function-error'), payload: JSON.parse(await response.text()) };
  }
}

/** The image digest of a container's folder, as `local/image_digest.py` computes it. */
export function folderDigest(python: string, folder: string): string {
  const code =
    'import sys; sys.path[0] = sys.argv[1]; import image_digest; print(image_digest.folder_digest(sys.argv[2]))';
  return execFileSync(python, ['-B', '-c', code, join(root, 'local'), folder], { encoding: 'utf8' }).trim();
}

/** Asks until there is an answer; fails after 20 s. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, seconds = 20): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: nothing within ${seconds} s`);
    await sleep(100);
  }
}

/** A Node function with this source, and the role that it needs, as CloudFormation resources. */
export function functionResources(name: string, source: string): Record<string, unknown> {
  const statement = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  return {
    [`${name}Role`]: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [statement] } },
    },
    [name]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: source },
        Role: { 'Fn::GetAtt': [`${name}Role`, 'Arn'] },
        Timeout: 5,
      },
    },
  };
}
