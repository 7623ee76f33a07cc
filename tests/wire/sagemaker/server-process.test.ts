import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTrainingJobCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hosting } from './hosting.js';
import {
  BUCKET,
  imageUri,
  type LocalSageMaker,
  REGION,
  ROLE,
  type ServerProcess,
  startLocalSageMaker,
  startServer,
} from './local-sagemaker.js';

let local: LocalSageMaker;
beforeAll(async () => {
  local = await startLocalSageMaker();
});
afterAll(() => local.stop());

async function another(port?: number): Promise<ServerProcess & { folder: string }> {
  const folder = join(local.folder, `another-${process.hrtime.bigint()}`);
  mkdirSync(folder);
  const options = { python: local.python, endpointUrl: local.awsEndpoint, workFolder: folder };
  return { ...(await startServer({ ...options, ...(port !== undefined && { port }) })), folder };
}

/** A training job whose program has a child that ignores SIGTERM, and an endpoint: the ids of all their processes. */
async function startPrograms(server: ServerProcess & { folder: string }): Promise<number[]> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const sagemaker = new SageMakerClient({ region: REGION, credentials, endpoint: server.url });
  const pids = join(server.folder, 'pids.txt');
  await sagemaker.send(
    new CreateTrainingJobCommand({
      TrainingJobName: 'endless',
      RoleArn: ROLE,
      AlgorithmSpecification: { TrainingImage: imageUri('trainer'), TrainingInputMode: 'File' },
      HyperParameters: { behaviour: 'children', pids },
      OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/training` },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
      StoppingCondition: { MaxRuntimeInSeconds: 600 },
    }),
  );
  const runtime = new SageMakerRuntimeClient({ region: REGION, credentials, endpoint: server.url });
  const host = hosting({ ...local, sagemaker, runtime });
  await host.createEndpoint('serving');
  await host.inService('serving');
  const echoed = JSON.parse((await host.invoke('serving', { do: 'echo' })).Body?.transformToString() ?? '');
  await expect.poll(() => readOr(pids, ''), { timeout: 10_000 }).toMatch(/^\d+ \d+$/);
  return [...readFileSync(pids, 'utf8').split(' ').map(Number), Number(echoed.pid)];
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readOr(`/proc/${pid}/stat`, ''));
  } catch {
    return false;
  }
}

describe('the server', () => {
  it.each<[string, (server: ServerProcess) => void]>([
    ['SIGTERM', (server) => server.child.kill('SIGTERM')],
    ['SIGINT', (server) => server.child.kill('SIGINT')],
    ['the end of its standard input', (server) => server.child.stdin?.end()],
  ])('ends at %s and leaves no process behind, grandchildren included', async (_, end) => {
    const server = await another();
    const pids = await startPrograms(server);
    expect(pids.map(isAlive)).toEqual([true, true, true]);
    end(server);
    expect(await server.exited).toBe(0);
    await expect.poll(() => pids.map(isAlive)).toEqual([false, false, false]);
  });

  it('says in one line that its port is taken, and exits with 1', async () => {
    const server = await another(Number(new URL(local.server.url).port));
    expect(await server.exited).toBe(1);
    expect(server.output().trim()).toMatch(/^The local SageMaker can not listen on 127\.0\.0\.1:\d+: .*free --port\.$/);
  });

  it('listens on the loopback interface alone, and answers GET /health', async () => {
    expect(await (await fetch(`${local.server.url}/health`)).json()).toEqual({ status: 'ok' });
    expect(local.server.output()).toContain(`SageMaker listens on ${local.server.url}`);
  });
});
