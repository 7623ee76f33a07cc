import {
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DescribeEndpointCommand,
  paginateListEndpointConfigs,
  paginateListEndpoints,
  paginateListModels,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { DependencyUnavailable } from '../../domain/errors.js';
import type { EndpointControl } from '../../ports/endpoint-control.js';
import { awsErrorName, calling } from '../aws-errors.js';

export class SageMakerEndpointControl implements EndpointControl {
  constructor(private readonly client: SageMakerClient) {}

  async remove(name: string): Promise<void> {
    await gone(`endpoint ${name}`, () => this.client.send(new DeleteEndpointCommand({ EndpointName: name })));
    await gone(`endpoint configuration ${name}`, () =>
      this.client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: name })),
    );
    await gone(`model ${name}`, () => this.client.send(new DeleteModelCommand({ ModelName: name })));
  }

  async isInService(name: string): Promise<boolean> {
    return calling(`describe endpoint ${name}`, async () => {
      try {
        const { EndpointStatus } = await this.client.send(new DescribeEndpointCommand({ EndpointName: name }));
        return EndpointStatus === 'InService';
      } catch (error) {
        if (isGone(error)) return false;
        throw error;
      }
    });
  }

  async list(namePrefix: string): Promise<readonly string[]> {
    const names = new Set<string>();
    const keep = (name: string | undefined): void => {
      if (name?.startsWith(namePrefix)) names.add(name);
    };
    const config = { client: this.client };
    const input = { NameContains: namePrefix, MaxResults: 100 };
    await calling(`list endpoints of ${namePrefix}`, async () => {
      for await (const page of paginateListEndpoints(config, input)) {
        for (const endpoint of page.Endpoints ?? []) keep(endpoint.EndpointName);
      }
      for await (const page of paginateListEndpointConfigs(config, input)) {
        for (const endpointConfig of page.EndpointConfigs ?? []) keep(endpointConfig.EndpointConfigName);
      }
      for await (const page of paginateListModels(config, input)) {
        for (const model of page.Models ?? []) keep(model.ModelName);
      }
    });
    return [...names].sort();
  }
}

/** SageMaker says "Could not find …" as a validation error. */
const isGone = (error: unknown): boolean =>
  awsErrorName(error).startsWith('Validation') &&
  /could not find|does not exist/i.test(error instanceof Error ? error.message : '');

/** What is not there is fine; SageMaker refuses to delete what is just being created. */
async function gone(what: string, remove: () => Promise<unknown>): Promise<void> {
  await calling(`delete ${what}`, async () => {
    try {
      await remove();
    } catch (error) {
      if (isGone(error)) return;
      const message = error instanceof Error ? error.message : '';
      if (awsErrorName(error).startsWith('Validation') && /creating|updating|in-progress|status/i.test(message)) {
        throw new DependencyUnavailable(`Could not delete ${what} yet: ${message}`, { cause: error });
      }
      throw error;
    }
  });
}
