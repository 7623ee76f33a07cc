import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { addPlatformStack } from '../../../bin/platform-stack.js';
import { type Configuration, loadConfiguration } from '../../../config/load.js';

function templateOf(configuration: Configuration): unknown {
  const app = new App({ context: { 'aws:cdk:disable-asset-staging': true } });
  const stack: Stack = addPlatformStack(app, configuration, 'Mlops');
  return Template.fromStack(stack).toJSON();
}

describe('the stack of the app', () => {
  const local = loadConfiguration('local', undefined);

  it('has the authorization of the gateway that the configuration names', () => {
    const issuer = 'https://login.example.com/';
    const inferenceAuthorization = { kind: 'jwt' as const, issuer, audience: ['shop'] };
    const jwt = templateOf({ ...local, environment: { ...local.environment, inferenceAuthorization } });
    Template.fromJSON(Object(jwt)).hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      JwtConfiguration: { Issuer: issuer, Audience: ['shop'] },
    });
    const none = { kind: 'none' as const };
    const open = templateOf({ ...local, environment: { ...local.environment, inferenceAuthorization: none } });
    Template.fromJSON(Object(open)).hasResourceProperties('AWS::ApiGatewayV2::Route', {
      RouteKey: 'POST /v2/models/{model}/infer',
      AuthorizationType: 'NONE',
    });
  });

  it('holds every model of the configuration', () => {
    const other = { ...local.models[0], model: 'other' } as (typeof local.models)[number];
    const template = Template.fromJSON(Object(templateOf({ ...local, models: [...local.models, other] })));
    template.resourceCountIs('AWS::SSM::Parameter', 2);
    template.resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 2);
  });

  it('starts nothing by the clock where the environment has no schedules, and housekeeping too where it has', () => {
    const schedulesWith = (schedules: boolean): number => {
      const environment = { ...local.environment, schedules };
      const template = Template.fromJSON(Object(templateOf({ ...local, environment })));
      return Object.keys(template.findResources('AWS::Scheduler::Schedule')).length;
    };
    expect([schedulesWith(false), schedulesWith(true)]).toEqual([0, 3]);
  });
});
