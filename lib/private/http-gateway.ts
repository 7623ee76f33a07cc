import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { allow } from './allow';
import { createLogGroup } from './log-group';

export interface HttpGatewayProps {
  readonly description: string;
  readonly handler: lambda.IFunction;
  /** `METHOD /path`, with API Gateway's path parameters. */
  readonly routes: readonly string[];
  readonly authorizer: apigateway.IHttpRouteAuthorizer;
  readonly encryptionKey?: kms.IKey;
}

/** An HTTP API in front of one function, with an access log; its one stage is `$default`. */
export class HttpGateway extends Construct {
  readonly api: apigateway.HttpApi;

  constructor(scope: Construct, id: string, props: HttpGatewayProps) {
    super(scope, id);
    this.api = new apigateway.HttpApi(this, 'Api', {
      description: props.description,
      createDefaultStage: false,
      defaultAuthorizer: props.authorizer,
    });
    const integration = new HttpLambdaIntegration('Handler', props.handler, { scopePermissionToRoute: false });
    for (const route of props.routes) {
      const { method, path } = splitRoute(route);
      this.api.addRoutes({ path, methods: [method], integration });
    }
    this.api.addStage('DefaultStage', {
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: {
        destination: new apigateway.LogGroupLogDestination(createLogGroup(this, 'AccessLogs', props.encryptionKey)),
      },
    });
  }

  /** Allows calling these routes, and no others. */
  grantInvoke(grantee: iam.IGrantable, routes: readonly string[]): iam.Grant {
    return allow(grantee, {
      actions: ['execute-api:Invoke'],
      resources: routes.map((route) => {
        const { method, path } = splitRoute(route);
        return Stack.of(this).formatArn({
          service: 'execute-api',
          resource: this.api.apiId,
          resourceName: `$default/${method}${path.replace(/\{[^}]+\}/g, '*')}`,
        });
      }),
      wildcard: 'The wildcards stand for the path parameters of named routes.',
    });
  }
}

function splitRoute(route: string): { method: apigateway.HttpMethod; path: string } {
  const [verb, path] = route.split(' ');
  const method = Object.values(apigateway.HttpMethod).find((known) => known === verb);
  if (method === undefined || path === undefined) {
    throw new Error(`Route ${JSON.stringify(route)}: expected "METHOD /path".`);
  }
  return { method, path };
}
