import type { CloudFormationClient, Stack } from '@aws-sdk/client-cloudformation';
import type { Deployment } from './control-client.js';
import { CommandError, isNetworkFailure, networkReason } from './errors.js';

export interface DeploymentOptions {
  /** The control API itself; nothing is looked up then. */
  readonly controlUrl?: string;
  /** The stack to look at. @default the only one of the region that holds a platform */
  readonly stack?: string;
  /** Short for the stack `Mlops-<environment>`. */
  readonly environment?: string;
  /** Whose `AWS_ENDPOINT_URL` and `MLOPS_CONTROL_URL` count. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Finds the control API of a deployed platform by its stack's outputs, with the SDK's own credentials and region. */
export async function findDeployment(options: DeploymentOptions): Promise<Deployment> {
  const { env } = options;
  const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient({});
  const region = await client.config.region();
  const given = options.controlUrl ?? env.MLOPS_CONTROL_URL;
  const controlUrl = given === undefined ? await discoverUrl(client, region, options) : checkUrl(given);
  return { controlUrl: controlUrl.replace(/\/+$/, ''), region, credentials: () => client.config.credentials() };
}

function checkUrl(url: string): string {
  if (/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return url;
  throw new CommandError(`the control URL is "${url}", expected https://<api id>.execute-api.<region>.amazonaws.com`);
}

const DEFAULT_STACK = 'Mlops-prod';

async function discoverUrl(client: CloudFormationClient, region: string, options: DeploymentOptions): Promise<string> {
  const platform = await findPlatform(client, region, options);
  const endpoint = options.env.AWS_ENDPOINT_URL;
  const url =
    endpoint === undefined || endpoint === ''
      ? outputOf(platform, 'ControlApiUrl')
      : `${endpoint.replace(/\/+$/, '')}/_aws/execute-api/${outputOf(platform, 'ControlApiId')}/$default`;
  if (url === undefined) throw new CommandError(`the stack ${platform.StackName} has no output ControlApiUrl`);
  return url;
}

/** What a platform's stack says of itself, by the names of its outputs. */
export type StackOutputs = Readonly<Record<string, string | undefined>>;

/** The outputs of a deployed platform's stack. */
export async function findOutputs(options: Omit<DeploymentOptions, 'controlUrl'>): Promise<StackOutputs> {
  const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient({});
  const { Outputs = [] } = await findPlatform(client, await client.config.region(), options);
  return Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]));
}

async function findPlatform(client: CloudFormationClient, region: string, options: DeploymentOptions): Promise<Stack> {
  const name = options.stack ?? (options.environment === undefined ? undefined : `Mlops-${options.environment}`);
  const stacks = await findStacks(client, region, name);
  const platforms = stacks.filter((stack) => outputOf(stack, 'ControlApiId') !== undefined);
  const [platform, ...others] = platforms;
  if (platform === undefined) {
    throw new CommandError(
      name === undefined
        ? `no stack in ${region} holds a platform: deploy one (npx cdk deploy), or set AWS_REGION to where it is`
        : `the stack ${name} has no output ControlApiId (its status is ${stacks[0]?.StackStatus}): is its deployment complete?`,
    );
  }
  if (others.length > 0) {
    const names = platforms.map(({ StackName }) => StackName).sort();
    throw new CommandError(
      `several stacks in ${region} hold a platform, pass --stack with one of: ${names.join(', ')}`,
    );
  }
  return platform;
}

const outputOf = (stack: Stack, key: string): string | undefined =>
  stack.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;

/** People whose role may read only the platform's own stack can't list: for them it is the default one, or named. */
async function findStacks(client: CloudFormationClient, region: string, name: string | undefined): Promise<Stack[]> {
  try {
    if (name !== undefined) return await readStacks(client, name);
    return await readStacks(client).catch((error: unknown) => {
      if (isRefusal(error)) return readStacks(client, DEFAULT_STACK);
      throw error;
    });
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) {
      throw new CommandError(`there is no stack ${name ?? DEFAULT_STACK} in ${region}`, { cause: error });
    }
    if (isRefusal(error)) {
      throw new CommandError(
        `your role may not read the stack ${name ?? DEFAULT_STACK}: pass --stack with the platform's own, ` +
          "or set MLOPS_CONTROL_URL to the stack's output ControlApiUrl",
        { cause: error },
      );
    }
    if (isNetworkFailure(error)) throw unreachable(region, error);
    throw error;
  }
}

function unreachable(region: string, cause: unknown): CommandError {
  const endpoint = process.env.AWS_ENDPOINT_URL_CLOUDFORMATION ?? process.env.AWS_ENDPOINT_URL;
  const reason = networkReason(cause);
  return new CommandError(
    endpoint === undefined || endpoint === ''
      ? `CloudFormation in ${region} can't be reached (${reason}): is the region's name right, and the network up?`
      : `AWS_ENDPOINT_URL is ${endpoint}, which can't be reached (${reason}): start the emulator, or unset it to use AWS`,
    { cause },
  );
}

const isRefusal = (error: unknown): boolean => error instanceof Error && /^AccessDenied/.test(error.name);

async function readStacks(client: CloudFormationClient, name?: string): Promise<Stack[]> {
  const { paginateDescribeStacks } = await import('@aws-sdk/client-cloudformation');
  const stacks: Stack[] = [];
  for await (const page of paginateDescribeStacks({ client }, { StackName: name })) stacks.push(...(page.Stacks ?? []));
  return stacks;
}
