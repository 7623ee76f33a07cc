import { type App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Configuration } from '../config/load.js';
import type { EnvironmentConfig } from '../config/schema.js';
import { InferenceAuthorization, MlopsPlatform } from '../lib/index.js';
import { modelPropsOf } from './model-props.js';

/** The one stack of a configuration: a platform with its models. */
export function addPlatformStack(app: App, { environment, models }: Configuration, id: string): Stack {
  const { timing } = environment;
  const stack = new Stack(app, id, {
    description: 'The life cycle of machine-learning models: registry, gates, canary releases, monitoring, retraining',
  });
  new MlopsPlatform(stack, 'Mlops', {
    models: models.map((model) => modelPropsOf(model, environment.schedules)),
    housekeeping: { scheduled: environment.schedules },
    notificationEmails: environment.notificationEmails,
    removalPolicy: environment.removalPolicy === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    inferenceAuthorization: authorizationOf(environment.inferenceAuthorization),
    capture: {
      bufferInterval: Duration.seconds(timing.captureBufferSeconds),
      logging: environment.captureLogging,
    },
    timing: {
      endpointPoll: Duration.seconds(timing.endpointPollSeconds),
      rolloutCheck: Duration.seconds(timing.rolloutCheckSeconds),
      drain: Duration.seconds(timing.drainSeconds),
      trafficSplitCache: Duration.seconds(timing.trafficSplitCacheSeconds),
    },
  });
  return stack;
}

function authorizationOf(config: EnvironmentConfig['inferenceAuthorization']): InferenceAuthorization {
  switch (config.kind) {
    case 'iam':
      return InferenceAuthorization.iam();
    case 'jwt':
      return InferenceAuthorization.jwt(config.issuer, config.audience);
    case 'none':
      return InferenceAuthorization.none();
  }
}
