import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type EmbeddedAws, startEmbeddedAws } from '../../../local/environment/embedded-aws.js';
import { freePort } from '../../../local/environment/free-port.js';
import { projectRoot } from '../../../local/environment/project-root.js';
import { testPython, testWorkFolder, until } from '../embedded-aws.js';

let python: string;
let workFolder: string;
let aws: EmbeddedAws | undefined;
beforeAll(async () => {
  python = await testPython();
});
beforeEach(() => {
  workFolder = testWorkFolder();
});
afterEach(async () => {
  await aws?.stop();
  aws = undefined;
  vi.unstubAllEnvs();
  rmSync(workFolder, { recursive: true, force: true });
});

/** The command lines that name the work folder or one of the ports. */
function processesOf(...marks: string[]): string[] {
  const lines = execFileSync('ps', ['axww', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => marks.some((mark) => line.includes(mark)) && !line.includes(' ps axww'));
}

async function invokeFunction(endpoint: string): Promise<void> {
  const source = 'exports.handler = async () => process.pid;';
  const zip = execFileSync(
    python,
    [
      '-c',
      'import sys,io,zipfile\nb=io.BytesIO()\nwith zipfile.ZipFile(b,"w") as z: z.writestr("index.js",sys.argv[1])\nsys.stdout.buffer.write(b.getvalue())',
      source,
    ],
    { maxBuffer: 1e6 },
  );
  const functions = `${endpoint}/2015-03-31/functions`;
  const role = 'arn:aws:iam::000000000000:role/r';
  const body = { FunctionName: 'f', Runtime: 'nodejs24.x', Handler: 'index.handler', Role: role };
  await fetch(functions, {
    method: 'POST',
    body: JSON.stringify({ ...body, Code: { ZipFile: zip.toString('base64') } }),
  });
  const response = await fetch(`${functions}/f/invocations`, { method: 'POST', body: '{}' });
  expect(await response.json()).toEqual(expect.any(Number));
}

describe('the embedded AWS', () => {
  test('ends every process that it started, its Node workers included, and removes its temporary files', async () => {
    aws = await startEmbeddedAws({ workFolder, python, log: () => {} });
    await invokeFunction(aws.endpoint);
    const running = processesOf(workFolder);
    expect(running.some((line) => line.includes('_worker.js'))).toBe(true);
    await aws.stop();
    expect(processesOf(workFolder)).toEqual([]);
    expect(existsSync(join(workFolder, 'tmp'))).toBe(false);
    expect(readdirSync(join(workFolder, 'logs')).sort()).toEqual(['ministack.log', 'sagemaker.log']);
    await aws.stop();
  });

  test('ends when its starter is killed', async () => {
    const driver = join(workFolder, 'driver.mjs');
    await build({
      stdin: {
        contents: `import { startEmbeddedAws } from './local/environment/embedded-aws.js';
          const [workFolder, python] = process.argv.slice(2);
          const aws = await startEmbeddedAws({ workFolder, python, log: () => {} });
          console.log(aws.endpoint);`,
        resolveDir: projectRoot(),
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: driver,
    });
    const child = spawn(process.execPath, [driver, workFolder, python], { stdio: ['ignore', 'pipe', 'inherit'] });
    const endpoint = await new Promise<string>((resolve) =>
      child.stdout.once('data', (d) => resolve(String(d).trim())),
    );
    await invokeFunction(endpoint);
    child.kill('SIGKILL');
    await until('the end', async () => (processesOf(workFolder).length === 0 ? true : undefined), 15);
  });

  test('is the same under a profile that does not exist and a dead proxy', async () => {
    vi.stubEnv('AWS_PROFILE', 'nonexistent');
    vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config');
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9');
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'https_proxy', 'http_proxy'])
      vi.stubEnv(name, 'http://127.0.0.1:9');
    aws = await startEmbeddedAws({ workFolder, python, log: () => {} });
    await invokeFunction(aws.endpoint);
    const inherited = ['AWS_PROFILE', 'HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];
    for (const name of inherited) expect(aws.environment).not.toHaveProperty(name);
    const script = `import boto3; boto3.client('s3').create_bucket(Bucket='bucket'); print(boto3.client('sagemaker').list_models()['Models'])`;
    expect(execFileSync(python, ['-c', script], { env: aws.environment, encoding: 'utf8' })).toBe('[]\n');
  });

  test('listens on loopback only, on the port that it was given', async () => {
    const port = await freePort();
    aws = await startEmbeddedAws({ workFolder, python, log: () => {}, port });
    expect(aws.endpoint).toBe(`http://127.0.0.1:${port}`);
    const s3 = new S3Client({
      endpoint: aws.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
    await expect(fetch(`http://127.0.0.2:${port}/_ministack/health`)).rejects.toThrow();
  });

  test('says in one line that its port is taken, and starts nothing', async () => {
    const server = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    try {
      await expect(startEmbeddedAws({ workFolder, python, log: () => {}, port })).rejects.toMatchObject({
        name: 'LocalSetupError',
        message: expect.stringMatching(
          new RegExp(`^error: port ${port} of 127\\.0\\.0\\.1 can't be used \\(.*EADDRINUSE.*\\); do [^\\n]+$`),
        ),
      });
    } finally {
      server.close();
    }
    expect(processesOf(workFolder)).toEqual([]);
  });

  test('leaves nothing running when a server fails to start, and says where to look', async () => {
    const broken = join(workFolder, 'tmp', 'no-such-python');
    await expect(startEmbeddedAws({ workFolder, python: broken, log: () => {} })).rejects.toThrow(/no-such-python/);
    const bare = execFileSync(python, ['-c', 'import sys; print(sys._base_executable)'], { encoding: 'utf8' }).trim();
    await expect(startEmbeddedAws({ workFolder, python: bare, log: () => {} })).rejects.toMatchObject({
      name: 'LocalSetupError',
      message: expect.stringMatching(/^error: (ministack|sagemaker) ended while it started: .*; do look into .*\.log$/),
    });
    expect(processesOf(workFolder)).toEqual([]);
  });

  test('stops half-way when it is told to', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 200);
    await expect(startEmbeddedAws({ workFolder, python, log: () => {}, signal: abort.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(processesOf(workFolder)).toEqual([]);
  });
});
