import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { LoopContext } from '../../../local/driver/loop-context.js';
import { type Credentials, signedFetch } from '../../../local/driver/signed-fetch.js';

const itemSchema = z.looseObject({ pk: z.string(), sk: z.string() });

/** Every item of the registry's table, sorted by key; as the administrator reads it, for evidence. */
export async function registryItems({ client, outputs }: LoopContext): Promise<z.infer<typeof itemSchema>[]> {
  const items: z.infer<typeof itemSchema>[] = [];
  const dynamo = new DynamoDBClient(client);
  let start: Record<string, never> | undefined;
  do {
    const page = await dynamo.send(
      new ScanCommand({ TableName: outputs.RegistryTableName, ConsistentRead: true, ExclusiveStartKey: start }),
    );
    items.push(...(page.Items ?? []).map((item) => itemSchema.parse(unmarshall(item))));
    start = page.LastEvaluatedKey as typeof start;
  } while (start !== undefined);
  return items.sort((a, b) => (`${a.pk} ${a.sk}` < `${b.pk} ${b.sk}` ? -1 : 1));
}

/** All that a call can change: the registry, and the executions that were started. */
export async function platformState(context: LoopContext): Promise<unknown> {
  const sfn = new SFNClient(context.client);
  const machines = [context.outputs.RetrainingStateMachineArn, context.outputs.RolloutStateMachineArn];
  const executions = await Promise.all(
    machines.map(async (stateMachineArn) => {
      const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
      return executions.map(({ executionArn }) => executionArn).sort();
    }),
  );
  return { items: await registryItems(context), executions };
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** One call of one of the two APIs; without credentials, unsigned. */
export async function call(
  { client, outputs, signal }: LoopContext,
  api: 'ControlApiId' | 'InferenceApiId',
  { method, path, body }: Call,
  credentials?: Credentials,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await signedFetch(`${client.endpoint}/_aws/execute-api/${outputs[api]}/$default${path}`, {
    method,
    region: client.region,
    signal,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(credentials !== undefined && { credentials }),
  });
  return { status: response.status, text: await response.text() };
}

const versionsSchema = z.object({
  versions: z.array(
    z.looseObject({
      version: z.number(),
      status: z.string(),
      submissionId: z.string(),
      reasons: z.array(z.string()),
    }),
  ),
});

/** The versions of the scenario's model, newest first, as `mlops versions` lists them. */
export async function listVersions({ dataScientist, scenario }: LoopContext) {
  const { output } = await dataScientist.ask('versions', '--model', scenario.model, '--limit', '100');
  return versionsSchema.parse(output).versions;
}
