import {
  CreateEndpointCommand,
  DeleteEndpointCommand,
  ListEndpointsCommand,
  paginateListEndpointConfigs,
  paginateListModels,
  waitUntilEndpointDeleted,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { hosting, onInstances, serverless } from './hosting.js';
import { imageUri, type LocalSageMaker, REGION, startLocalSageMaker } from './local-sagemaker.js';
import { modelArchive } from './model-archive.js';

let local: LocalSageMaker;
let host: ReturnType<typeof hosting>;
beforeAll(async () => {
  local = await startLocalSageMaker({ MLOPS_SAGEMAKER_STARTUP_SECONDS: '3' });
  host = hosting(local);
});
afterAll(() => local.stop());

const echoSchema = z.object({
  pid: z.number(),
  path: z.string(),
  arguments: z.array(z.string()),
  headers: z.record(z.string(), z.string()),
  model: z.record(z.string(), z.string()),
  color: z.string().nullable(),
  region: z.string(),
});

async function echo(name: string, variant?: string) {
  const answer = await host.invoke(name, { do: 'echo' }, variant === undefined ? {} : { TargetVariant: variant });
  return {
    ...echoSchema.parse(JSON.parse(answer.Body?.transformToString() ?? '')),
    variant: answer.InvokedProductionVariant,
  };
}

const arn = (name: string) => `arn:aws:sagemaker:${REGION}:000000000000:endpoint/${name}`;
const remove = (name: string) => local.sagemaker.send(new DeleteEndpointCommand({ EndpointName: name }));

describe('an endpoint', () => {
  it('is Creating, then InService with its model’s files, environment and port', async () => {
    await host.createEndpoint('fresh', { serverless: true, environment: { COLOR: 'green' } });
    expect(await host.describeEndpoint('fresh')).toMatchObject({
      EndpointStatus: 'Creating',
      EndpointArn: arn('fresh'),
    });
    await host.inService('fresh');
    expect(await host.describeEndpoint('fresh')).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'fresh',
      ProductionVariants: [
        {
          VariantName: 'AllTraffic',
          CurrentWeight: 1,
          DeployedImages: [{ SpecifiedImage: imageUri('server') }],
          CurrentServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 },
        },
      ],
    });
    expect(await echo('fresh')).toMatchObject({
      arguments: ['serve'],
      model: { 'weights.txt': 'fresh' },
      color: 'green',
      region: REGION,
      variant: 'AllTraffic',
    });
  });

  it('runs Node programs with the Node that it was told of', async () => {
    await host.createEndpoint('on-node', { image: imageUri('node-server') });
    await host.inService('on-node');
    const answer = await host.invoke('on-node', {});
    expect(JSON.parse(answer.Body?.transformToString() ?? '')).toEqual({ node: process.version, arguments: ['serve'] });
  });

  it('is gone after DeleteEndpoint, by way of Deleting', async () => {
    await host.createEndpoint('short-lived');
    await host.inService('short-lived');
    await remove('short-lived');
    expect((await host.describeEndpoint('short-lived')).EndpointStatus).toBe('Deleting');
    const wait = { client: local.sagemaker, maxWaitTime: 30, minDelay: 0.1, maxDelay: 0.2 };
    await waitUntilEndpointDeleted(wait, { EndpointName: 'short-lived' });
    const gone = { name: 'ValidationException', message: `Could not find endpoint "${arn('short-lived')}".` };
    await expect(host.describeEndpoint('short-lived')).rejects.toMatchObject(gone);
    await expect(remove('short-lived')).rejects.toMatchObject(gone);
    await expect(host.invoke('short-lived', {})).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Endpoint short-lived of account 000000000000 not found.',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('can be neither changed, deleted nor called while it is Creating', async () => {
    await host.createEndpoint('busy', { environment: { START: 'slow' } });
    const refused = { name: 'ValidationException', message: `Cannot update in-progress endpoint "${arn('busy')}".` };
    await expect(host.update('busy', 'busy')).rejects.toMatchObject(refused);
    await expect(remove('busy')).rejects.toMatchObject(refused);
    await expect(host.invoke('busy', {})).rejects.toMatchObject({ name: 'ValidationError' });
    expect((await host.settled('busy')).EndpointStatus).toBe('InService');
  });

  it.each([
    ['exits', { START: 'exit' }, 'it exited with code 1', 'the model file is broken'],
    ['never is healthy', { START: 'unhealthy' }, 'no healthy ping within 3 s', ''],
  ])('is Failed with the container’s last lines when it %s', async (_, environment, why, lastLines) => {
    const name = `failed-${environment.START}`;
    await host.createEndpoint(name, { environment });
    const failed = await host.settled(name);
    expect(failed.EndpointStatus).toBe('Failed');
    expect(failed.FailureReason).toContain('for production variant AllTraffic did not pass the ping health check');
    expect(failed.FailureReason).toContain(why);
    expect(failed.FailureReason).toContain(lastLines);
    await expect(host.inService(name)).rejects.toThrow();
    await expect(host.update(name, name)).rejects.toMatchObject({ name: 'ValidationException' });
    await remove(name);
  });

  it('is Failed, and nothing is written elsewhere, when the model archive leads out of its folder', async () => {
    await host.createEndpoint('escaping', { archive: await modelArchive({ '../../../evil.txt': 'x' }) });
    expect((await host.settled('escaping')).FailureReason).toContain("'../../../evil.txt' leads out of its folder");
    await host.createEndpoint('linking', { archive: await modelArchive({}, '/etc/passwd') });
    expect((await host.settled('linking')).FailureReason).toContain("'link', neither file nor folder");
  });

  it('is Failed with the known images when its own is none of them', async () => {
    const image = `nowhere@sha256:${'0'.repeat(64)}`;
    await host.createEndpoint('imageless', { image });
    const { FailureReason } = await host.settled('imageless');
    expect(FailureReason).toContain(`Requested image ${image} not found`);
    expect(FailureReason).toContain(`server@${imageUri('server').split('@')[1]}`);
  });
});

describe('an update of an endpoint', () => {
  it('serves the old configuration until the new one is healthy, and refuses another update meanwhile', async () => {
    await host.createEndpoint('blue', { environment: { COLOR: 'blue' } });
    await host.inService('blue');
    await host.createModel('green', { environment: { COLOR: 'green', START: 'slow' } });
    await host.createConfig('green', [onInstances('green')]);
    await host.update('blue', 'green');
    expect(await host.describeEndpoint('blue')).toMatchObject({
      EndpointStatus: 'Updating',
      EndpointConfigName: 'blue',
      PendingDeploymentSummary: { EndpointConfigName: 'green' },
    });
    await expect(host.update('blue', 'green')).rejects.toMatchObject({
      name: 'ValidationException',
      message: `Cannot update in-progress endpoint "${arn('blue')}".`,
    });
    const colors: (string | null)[] = [];
    while ((await host.describeEndpoint('blue')).EndpointStatus === 'Updating') colors.push((await echo('blue')).color);
    expect(colors[0]).toBe('blue');
    expect((await echo('blue')).color).toBe('green');
    expect(await host.describeEndpoint('blue')).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'green',
    });
  });

  it('keeps the old configuration in service, with the reason, when the new one does not start', async () => {
    await host.createEndpoint('steady', { environment: { COLOR: 'blue' } });
    await host.inService('steady');
    await host.createModel('broken', { environment: { START: 'exit' } });
    await host.createConfig('broken', [onInstances('broken')]);
    await host.update('steady', 'broken');
    const after = await host.settled('steady');
    expect(after).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'steady' });
    expect(after.FailureReason).toContain('the model file is broken');
    expect((await echo('steady')).color).toBe('blue');
  });
});

describe('production variants', () => {
  it('share the calls by weight, and answer alone when a call names them', async () => {
    for (const color of ['red', 'yellow', 'white']) await host.createModel(color, { environment: { COLOR: color } });
    await host.createConfig('colors', [
      onInstances('red', 'Red', 3),
      onInstances('yellow', 'Yellow', 1),
      onInstances('white', 'White', 0),
    ]);
    await local.sagemaker.send(new CreateEndpointCommand({ EndpointName: 'colors', EndpointConfigName: 'colors' }));
    await host.inService('colors');
    const calls = await Promise.all(Array.from({ length: 200 }, () => echo('colors')));
    const count = (variant: string) => calls.filter((call) => call.variant === variant).length;
    // 200 draws at 3/4: 150 ± 6.1 standard deviation; six of them either way.
    expect(count('Red')).toBeGreaterThan(113);
    expect(count('Red')).toBeLessThan(187);
    expect(count('White')).toBe(0);
    expect(await echo('colors', 'White')).toMatchObject({ variant: 'White', color: 'white' });
    await expect(host.invoke('colors', {}, { TargetVariant: 'Black' })).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });
});

describe('lists', () => {
  it('of models, configurations and endpoints come newest first, in pages', async () => {
    for (const name of ['shelf-1', 'shelf-2', 'shelf-3']) {
      await host.createModel(name);
      await host.createConfig(name, [serverless(name)]);
    }
    const filter = () => ({ NameContains: 'shelf-', MaxResults: 2 }); // paginators write their token into it
    const models: (string | undefined)[] = [];
    for await (const page of paginateListModels({ client: local.sagemaker }, filter())) {
      models.push(...(page.Models?.map((model) => model.ModelName) ?? []));
    }
    const configs: (string | undefined)[] = [];
    for await (const page of paginateListEndpointConfigs({ client: local.sagemaker }, filter())) {
      configs.push(...(page.EndpointConfigs?.map((config) => config.EndpointConfigName) ?? []));
    }
    expect([models, configs]).toEqual([
      ['shelf-3', 'shelf-2', 'shelf-1'],
      ['shelf-3', 'shelf-2', 'shelf-1'],
    ]);
    const inService = await local.sagemaker.send(
      new ListEndpointsCommand({ StatusEquals: 'InService', MaxResults: 100 }),
    );
    expect(inService.Endpoints?.map((endpoint) => endpoint.EndpointName)).toContain('fresh');
    expect(inService.Endpoints?.map((endpoint) => endpoint.EndpointName)).not.toContain('imageless');
  });
});

describe('bodies', () => {
  const mebibyte = 1024 * 1024;
  const send = (EndpointName: string, size: number) =>
    local.runtime.send(
      new InvokeEndpointCommand({ EndpointName, ContentType: 'text/csv', Body: new Uint8Array(size) }),
    );

  it('go to serverless endpoints up to 4 MB and to instances up to 6 MB', async () => {
    expect((await send('fresh', 4 * mebibyte)).Body?.transformToString()).toBe(String(4 * mebibyte));
    expect((await send('steady', 6 * mebibyte)).Body?.transformToString()).toBe(String(6 * mebibyte));
    await expect(send('fresh', 4 * mebibyte + 1)).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(send('steady', 6 * mebibyte + 1)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('Member must have length less than or equal to 6291456'),
    });
  });
});
