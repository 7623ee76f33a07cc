import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  type ProductionVariant,
  UpdateEndpointCommand,
  waitUntilEndpointInService,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, type InvokeEndpointCommandInput } from '@aws-sdk/client-sagemaker-runtime';
import { imageUri, type LocalSageMaker, ROLE } from './local-sagemaker.js';
import { modelArchive } from './model-archive.js';

export interface ModelOptions {
  readonly image?: string;
  readonly environment?: Record<string, string>;
  readonly archive?: Uint8Array;
}

export const serverless = (ModelName: string): ProductionVariant => ({
  VariantName: 'AllTraffic',
  ModelName,
  ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 },
});

export const onInstances = (ModelName: string, VariantName = 'AllTraffic', weight?: number): ProductionVariant => ({
  VariantName,
  ModelName,
  InstanceType: 'ml.m5.large',
  InitialInstanceCount: 1,
  ...(weight !== undefined && { InitialVariantWeight: weight }),
});

/** The short way to models, configurations and endpoints of the test's serving container. */
export function hosting(local: LocalSageMaker) {
  const { sagemaker, runtime } = local;
  const createModel = async (name: string, options: ModelOptions = {}): Promise<void> => {
    const archive = options.archive ?? (await modelArchive({ 'weights.txt': name }));
    const ModelDataUrl = await local.put(`models/${name}/model.tar.gz`, archive);
    await sagemaker.send(
      new CreateModelCommand({
        ModelName: name,
        ExecutionRoleArn: ROLE,
        PrimaryContainer: {
          Image: options.image ?? imageUri('server'),
          ModelDataUrl,
          ...(options.environment && { Environment: options.environment }),
        },
      }),
    );
  };
  const createConfig = (name: string, variants: ProductionVariant[]) =>
    sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants: variants }));
  const describeEndpoint = (name: string) => sagemaker.send(new DescribeEndpointCommand({ EndpointName: name }));
  /** Model, configuration and endpoint of one name, not waited for. */
  const createEndpoint = async (name: string, options: ModelOptions & { serverless?: boolean } = {}): Promise<void> => {
    await createModel(name, options);
    await createConfig(name, [options.serverless === true ? serverless(name) : onInstances(name)]);
    await sagemaker.send(new CreateEndpointCommand({ EndpointName: name, EndpointConfigName: name }));
  };
  const update = (name: string, config: string) =>
    sagemaker.send(new UpdateEndpointCommand({ EndpointName: name, EndpointConfigName: config }));
  /** The endpoint once it neither is created nor updated any more. */
  const settled = async (name: string) => {
    for (;;) {
      const endpoint = await describeEndpoint(name);
      if (endpoint.EndpointStatus !== 'Creating' && endpoint.EndpointStatus !== 'Updating') return endpoint;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const inService = (name: string) =>
    waitUntilEndpointInService(
      { client: sagemaker, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.2 },
      { EndpointName: name },
    );
  const invoke = async (name: string, ask: unknown, more: Partial<InvokeEndpointCommandInput> = {}) => {
    const Body = JSON.stringify(ask);
    return runtime.send(
      new InvokeEndpointCommand({ EndpointName: name, ContentType: 'application/json', Body, ...more }),
    );
  };
  return { createModel, createConfig, createEndpoint, describeEndpoint, update, settled, inService, invoke };
}
