import { ACCOUNT, functionOf, REGION, render } from '../fixtures/rendering.js';
import { type Call, type Caller, isAllowed } from '../fixtures/simulation.js';
import { resourcesOf, synthesizePlatform } from '../fixtures/synthesis.js';

export const { json } = synthesizePlatform();

export const arnOf = (type: string, part = '', attribute = 'Arn'): string => {
  const [id] = resourcesOf(json, type).find(([logicalId]) => logicalId.includes(part)) ?? [];
  if (id === undefined) throw new Error(`The template has no ${type} with "${part}" in its id.`);
  return String(render({ 'Fn::GetAtt': [id, attribute] }, json));
};
const bucket = arnOf('AWS::S3::Bucket', 'Artifacts');
export const anchorBucket = arnOf('AWS::S3::Bucket', 'Anchors');
const table = arnOf('AWS::DynamoDB::Table');
export const machine = (part: string): string => arnOf('AWS::StepFunctions::StateMachine', part);
export const inRegion = (service: string, rest: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const begin = functionOf(json, 'begin-rollout').properties.Environment as { Variables: Record<string, string> };
export const endpoint = (prefix = begin.Variables.RESOURCE_NAME_PREFIX): string =>
  inRegion('sagemaker', `endpoint/${prefix}-churn-v1-a`);
const [policyPath] = resourcesOf(json, 'AWS::SSM::Parameter').map(([, { Properties }]) => String(Properties.Name));

export const get = (key: string): Call => ({ action: 's3:GetObject', resource: `${bucket}/${key}` });
export const put = (key: string): Call => ({ action: 's3:PutObject', resource: `${bucket}/${key}` });
export const list: Call = { action: 's3:ListBucket', resource: bucket };
export const on = (action: string, resource: string): Call => ({ action, resource });
export const readRegistry = [on('dynamodb:GetItem', table), on('dynamodb:Query', table)];
export const writeRegistry = on('dynamodb:PutItem', table);
export const readPolicy = on('ssm:GetParameter', inRegion('ssm', `parameter${policyPath}`));
export const listPolicies = on(
  'ssm:GetParametersByPath',
  inRegion('ssm', `parameter${policyPath?.slice(0, policyPath.lastIndexOf('/'))}`),
);
export const removals = ['DeleteEndpoint', 'DeleteEndpointConfig', 'DeleteModel'].map((action) =>
  on(
    `sagemaker:${action}`,
    endpoint().replace(
      ':endpoint/',
      `:${{ DeleteEndpoint: 'endpoint', DeleteEndpointConfig: 'endpoint-config' }[action] ?? 'model'}/`,
    ),
  ),
);
export const submission = 'models/churn/submissions/1/model.tar.gz';
export const token = 'approvals/churn/0000000001/token.json';

export interface Rights {
  readonly can: readonly Call[];
  readonly cannot: readonly Call[];
}

const titles = (calls: readonly Call[]): string[] => calls.map(({ action, resource }) => `${action} ${resource}`);

/** The calls whose verdict is not what it should be: none is right. */
export async function surprises(caller: Caller, { can, cannot }: Rights): Promise<string[]> {
  const refused = await refusedOf(caller, can);
  const refusedRightly = await refusedOf(caller, cannot);
  return [
    ...refused.map((call) => `refused: ${call}`),
    ...titles(cannot)
      .filter((call) => !refusedRightly.includes(call))
      .map((call) => `allowed: ${call}`),
  ];
}

async function refusedOf(caller: Caller, calls: readonly Call[]): Promise<string[]> {
  const allowed = await Promise.all(calls.map((call) => isAllowed(caller, call)));
  return titles(calls).filter((_, index) => !allowed[index]);
}
