import { ACCOUNT, definitionOf, REGION, render, type Statement, statementsOf } from '../fixtures/rendering.js';
import { type Call, isAllowed } from '../fixtures/simulation.js';
import { resourcesOf, type TemplateJson } from '../fixtures/synthesis.js';

/** What AWS's own services must be allowed, and no emulator asks for. */
export interface Requirement {
  readonly title: string;
  holds(json: TemplateJson): Promise<boolean>;
}

export const only = (json: TemplateJson, type: string, idPart = ''): [string, Record<string, unknown>] => {
  const found = resourcesOf(json, type).filter(([id]) => id.includes(idPart));
  const [first, ...others] = found;
  if (first === undefined || others.length > 0) {
    throw new Error(`Expected one ${type} with "${idPart}" in its id, found ${found.length}.`);
  }
  return [first[0], first[1].Properties];
};

export const arnOf = (json: TemplateJson, id: string, attribute = 'Arn'): string =>
  String(render({ 'Fn::GetAtt': [id, attribute] }, json));

export const keyArn = (json: TemplateJson): string => arnOf(json, only(json, 'AWS::KMS::Key')[0]);
export const keyPolicy = (json: TemplateJson): Statement[] =>
  statementsOf(json, only(json, 'AWS::KMS::Key')[1].KeyPolicy);

/** The statements of a role's policies; `roleId` is a part of its logical id. */
export function roleStatements(json: TemplateJson, roleId: string): Statement[] {
  const [id] = only(json, 'AWS::IAM::Role', roleId);
  return resourcesOf(json, 'AWS::IAM::Policy')
    .filter(([, { Properties }]) => JSON.stringify(Properties.Roles).includes(`"${id}"`))
    .flatMap(([, { Properties }]) => statementsOf(json, Properties.PolicyDocument));
}

export const SOURCE = { 'aws:SourceAccount': ACCOUNT, 'aws:SecureTransport': 'true' };

/** A service may use the key, in this account only where it says so. */
export const keyUse = (title: string, service: string, context: Record<string, string>): Requirement[] =>
  ['kms:Decrypt', 'kms:GenerateDataKey'].map((action) => ({
    title: `${title}: ${action}`,
    holds: (json) => isAllowed({ service }, { action, resource: keyArn(json), context }, keyPolicy(json)),
  }));

/** A role may do something; calls by `(json) => Call`, since ARNs stand in the template. */
export const roleMay = (title: string, roleId: string, calls: (json: TemplateJson) => Call[]): Requirement => ({
  title,
  holds: async (json) => {
    const statements = roleStatements(json, roleId);
    const verdicts = await Promise.all(calls(json).map((call) => isAllowed({ statements }, call)));
    return verdicts.every(Boolean);
  },
});

/** A role may use the key for these, the key's policy leaving it to IAM. */
export const roleMayUseKey = (title: string, roleId: string, actions: string[], context = {}): Requirement[] =>
  actions.map((action) => ({
    title: `${title}: ${action}`,
    holds: (json) =>
      isAllowed(
        { statements: roleStatements(json, roleId) },
        { action, resource: keyArn(json), context },
        keyPolicy(json),
      ),
  }));

/** The role may be handed to SageMaker, and the statement says that to no other service. */
export const passRole = (title: string, from: string, role: string): Requirement => ({
  title,
  holds: async (json) => {
    const statements = roleStatements(json, from);
    const resource = arnOf(json, only(json, 'AWS::IAM::Role', role)[0]);
    const pass = (service: string): Promise<boolean> =>
      isAllowed({ statements }, { action: 'iam:PassRole', resource, context: { 'iam:PassedToService': service } });
    return (await pass('sagemaker.amazonaws.com')) && !(await pass('ec2.amazonaws.com'));
  },
});

export const bucketArn = (json: TemplateJson): string => arnOf(json, only(json, 'AWS::S3::Bucket', 'Artifacts')[0]);
export const object = (json: TemplateJson, key: string): string => `${bucketArn(json)}/${key}`;
export const sageMaker = (path: string): string => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${path}`;
export const logs = (group: string): string => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${group}:log-stream:one`;

/** The prefix of the SageMaker names that a function is given. */
export const prefixOf = (json: TemplateJson, functionId: string): string => {
  const environment = only(json, 'AWS::Lambda::Function', functionId)[1].Environment as { Variables: object };
  return String(Object.entries(environment.Variables).find(([name]) => name === 'RESOURCE_NAME_PREFIX')?.[1]);
};

/** The functions that a state machine names. */
export function functionsOf(json: TemplateJson, part: string): string[] {
  const [id] = only(json, 'AWS::StepFunctions::StateMachine', part);
  return [...new Set(JSON.stringify(definitionOf(json, id)).match(/arn:aws:lambda:[^"]+/g))];
}

/** EventBridge may put what a rule could not deliver into the dead-letter queue. */
export function ruleMayUseQueue(rule: string): Requirement {
  return {
    title: `EventBridge puts undelivered events of ${rule} into the dead-letter queue`,
    holds: async (json) => {
      const [queueId] = only(json, 'AWS::SQS::Queue');
      const [, policy] = only(json, 'AWS::SQS::QueuePolicy');
      return isAllowed(
        { service: 'events.amazonaws.com' },
        {
          action: 'sqs:SendMessage',
          resource: arnOf(json, queueId),
          context: { ...SOURCE, 'aws:SourceArn': arnOf(json, only(json, 'AWS::Events::Rule', rule)[0]) },
        },
        statementsOf(json, policy.PolicyDocument),
      );
    },
  };
}
