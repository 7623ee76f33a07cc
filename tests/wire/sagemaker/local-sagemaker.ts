import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { startEmbeddedAws } from '../../../local/environment/embedded-aws.js';
import { freePort } from '../../../local/environment/free-port.js';
import { projectRoot } from '../../../local/environment/project-root.js';
import { testPython, testWorkFolder } from '../embedded-aws.js';

export const REGION = 'eu-west-1';
export const ROLE = 'arn:aws:iam::000000000000:role/sagemaker-execution';
export const BUCKET = 'sagemaker-wire-tests';
const CONTAINERS = join(import.meta.dirname, 'containers');

type Image = 'trainer' | 'processor' | 'server' | 'node-server';

export interface ServerOptions {
  readonly python: string;
  readonly endpointUrl: string;
  readonly workFolder: string;
  readonly port?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The server's process, its address and what it wrote so far. */
export interface ServerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly output: () => string;
  readonly exited: Promise<number | null>;
}

/** Starts `local/sagemaker/server.py` over the test's own containers; its stdin is a pipe that closes with us. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const port = options.port ?? (await freePort());
  const flags = ['--port', String(port), '--endpoint-url', options.endpointUrl];
  const folders = ['--work-folder', options.workFolder, '--containers', CONTAINERS];
  const child = spawn(options.python, [join(projectRoot(), 'local/sagemaker/server.py'), ...flags, ...folders], {
    env: {
      PATH: process.env.PATH ?? '',
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL: options.endpointUrl,
      MLOPS_NODE: process.execPath,
      MLOPS_WATCH_STDIN: '1',
      SECRET_OF_THE_STARTER: 'not for containers',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      AWS_PROFILE: 'nonexistent',
      ...options.environment,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = `http://127.0.0.1:${port}`;
  const server = { child, url, output: () => output, exited };
  while (child.exitCode === null && child.signalCode === null && !(await isHealthy(url))) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return server;
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).ok;
  } catch {
    return false;
  }
}

/** The server with clients, an emulator behind it for S3 and CloudWatch, and a bucket. */
export async function startLocalSageMaker(environment: Readonly<Record<string, string>> = {}) {
  const python = await testPython();
  const folder = testWorkFolder();
  const aws = await startEmbeddedAws({ workFolder: join(folder, 'aws'), python, log: () => {} });
  const workFolder = join(folder, 'sagemaker-under-test');
  mkdirSync(workFolder);
  const server = await startServer({ python, endpointUrl: aws.endpoint, workFolder, environment });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const common = { region: REGION, credentials, maxAttempts: 1 };
  const s3 = new S3Client({ ...common, endpoint: aws.endpoint, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const put = async (key: string, body: string | Uint8Array): Promise<string> => {
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));
    return `s3://${BUCKET}/${key}`;
  };
  const stop = async (): Promise<void> => {
    server.child.kill('SIGTERM');
    await server.exited;
    await aws.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    python,
    awsEndpoint: aws.endpoint,
    folder,
    server,
    workFolder,
    s3,
    put,
    stop,
    sagemaker: new SageMakerClient({ ...common, endpoint: server.url }),
    runtime: new SageMakerRuntimeClient({ ...common, endpoint: server.url }),
    cloudwatch: new CloudWatchClient({ ...common, endpoint: aws.endpoint }),
  };
}

export type LocalSageMaker = Awaited<ReturnType<typeof startLocalSageMaker>>;

/** The URI of the image of one of our test containers: its digest, as the specification of digests has it. */
export function imageUri(name: Image): string {
  const folder = join(CONTAINERS, name);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const lines = files
    .filter((file) => !file.parentPath.includes('__pycache__'))
    .map((file) => join(file.parentPath, file.name))
    .map((path) => `${relative(folder, path)}\0${sha256(readFileSync(path))}\n`)
    .sort();
  return `000000000000.dkr.ecr.${REGION}.amazonaws.com/${name}@sha256:${sha256(lines.join(''))}`;
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
