import { Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { allow } from './allow';
import type { HandlerFunction } from './handler-function';
import { createLogGroup } from './log-group';
import { acknowledgeWildcards } from './wildcards';

/** CDK's provider framework around one of this package's handlers, with a role that may do that and log. */
export class CustomResourceProvider extends Construct {
  readonly serviceToken: string;

  constructor(scope: Construct, id: string, handler: HandlerFunction, encryptionKey?: kms.IKey) {
    super(scope, id);
    const logGroup = createLogGroup(this, 'Logs', encryptionKey);
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    allow(role, {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    acknowledgeWildcards(role, "A function's qualifier follows its ARN; only its latest version exists.", [
      `${handler.function.functionArn}:*`,
    ]);
    const provider = new Provider(this, 'Framework', {
      onEventHandler: handler.function,
      frameworkOnEventRole: role,
      logGroup,
    });
    Validations.of(provider).acknowledge({
      id: 'AwsSolutions-L1',
      reason: "The runtime of CDK's provider framework is chosen by the CDK.",
    });
    this.serviceToken = provider.serviceToken;
  }
}
