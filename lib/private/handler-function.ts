import { Duration, type Size } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { environmentVariables, type HandlerName, handlerEnvironment, optionalEnvironment } from '../contracts';
import { allow, allowKey, ENCRYPT } from './allow';
import { createLogGroup } from './log-group';
import { packageFolder } from './package-root';

/** Values of variables, by the names of the contract. */
export type Environment = { readonly [name in keyof typeof environmentVariables]?: string };

export interface HandlerFunctionProps {
  readonly handler: HandlerName;
  readonly description: string;
  /** By the names of the contract; exactly those that the handler reads. */
  readonly environment?: Environment;
  /** @default 512 MB */
  readonly memorySize?: number;
  /** @default 1 minute */
  readonly timeout?: Duration;
  /** @default 512 MB */
  readonly ephemeralStorageSize?: Size;
  /** Encrypts the logs of an own group. */
  readonly encryptionKey?: kms.IKey;
  /** @default - an own group */
  readonly logGroup?: logs.ILogGroup;
  /** For what is invoked asynchronously: gets the event when all tries failed. */
  readonly deadLetterQueue?: sqs.IQueue;
}

/** A Lambda function of this package: its bundle, its environment by contract, its own role, and its own log group or one that it shares. */
export class HandlerFunction extends Construct implements iam.IGrantable {
  readonly function: lambda.Function;
  readonly role: iam.Role;
  readonly grantPrincipal: iam.IPrincipal;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    const logGroup = props.logGroup ?? createLogGroup(this, 'Logs', props.encryptionKey);
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    this.grantPrincipal = this.role;
    allow(this.role, {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    this.function = new lambda.Function(this, 'Function', {
      description: props.description,
      code: lambda.Code.fromAsset(
        packageFolder(`dist/lambdas/${props.handler}`, 'run `npm run build` first, which bundles the Lambda functions'),
      ),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: props.memorySize ?? 512,
      timeout: props.timeout ?? Duration.minutes(1),
      ephemeralStorageSize: props.ephemeralStorageSize,
      environment: environmentOf(props.handler, props.environment ?? {}),
      role: this.role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      deadLetterQueue: props.deadLetterQueue,
    });
    allowKey(this.role, props.deadLetterQueue?.encryptionMasterKey, ENCRYPT);
  }
}

/** The variables by their names in the process; throws when the handler's contract names others. */
export function environmentOf(handler: HandlerName, given: Environment): Record<string, string> {
  const expected = handlerEnvironment[handler] ?? [];
  const optional = optionalEnvironment[handler] ?? [];
  const variables: Record<string, string> = {};
  for (const name of expected) {
    const value = given[name];
    if (value !== undefined) {
      variables[environmentVariables[name]] = value;
    } else if (!optional.includes(name)) {
      throw new Error(`The handler ${handler} reads ${environmentVariables[name]}, which its construct does not set.`);
    }
  }
  const unread = Object.keys(given).filter((name) => !expected.some((known) => known === name));
  if (unread.length > 0) {
    throw new Error(`The handler ${handler} does not read ${unread.join(', ')}; it reads ${expected.join(', ')}.`);
  }
  return variables;
}
