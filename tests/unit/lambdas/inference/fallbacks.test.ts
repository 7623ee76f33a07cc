import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { DynamoDbModelRegistryStore } from '../../../../lambdas/adapters/dynamodb/dynamo-db-model-registry-store.js';
import { LastKnownPolicies } from '../../../../lambdas/application/last-known-policies.js';
import { DependencyUnavailable, NotFound } from '../../../../lambdas/domain/errors.js';
import type { ModelPolicyStore } from '../../../../lambdas/ports/model-policy-store.js';
import { briefClientSettings } from '../../../../lambdas/runtime/clients.js';
import { modelPolicy } from '../../../fixtures/model-policy.js';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('briefClientSettings', () => {
  it('end the read of a registry that takes the request and never answers', async () => {
    const silent = createServer(() => {});
    server = silent;
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const client = new DynamoDBClient({
      ...briefClientSettings,
      endpoint: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const started = performance.now();
    const reading = new DynamoDbModelRegistryStore(client, 'table').readTrafficSplit('bikes');
    await expect(reading).rejects.toBeInstanceOf(DependencyUnavailable);
    expect(performance.now() - started).toBeLessThan(8_000);
  });
});

describe('LastKnownPolicies', () => {
  const failing = (answers: (Error | 'policy')[]): ModelPolicyStore => ({
    read: async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return modelPolicy();
    },
    list: async () => [],
  });

  it('answers with the policy that was read last while the store fails', async () => {
    const stale: string[] = [];
    const down = new DependencyUnavailable('down');
    const policies = new LastKnownPolicies(failing(['policy', down, 'policy']), (model) => stale.push(model));
    for (let i = 0; i < 3; i += 1) expect(await policies.read('bikes')).toEqual(modelPolicy());
    expect(stale).toEqual(['bikes']);
  });

  it('throws when the policy was never read, and when it is gone', async () => {
    const down = new DependencyUnavailable('down');
    await expect(new LastKnownPolicies(failing([down]), () => {}).read('bikes')).rejects.toBe(down);
    const gone = new NotFound('gone');
    const policies = new LastKnownPolicies(failing(['policy', gone]), () => {});
    await policies.read('bikes');
    await expect(policies.read('bikes')).rejects.toBe(gone);
  });
});
