import type { EnvironmentConfig } from '../schema.js';

/** An AWS account; the account and region are those of the credentials that deploy. */
export const prod: EnvironmentConfig = {
  name: 'prod',
  removalPolicy: 'retain',
  notificationEmails: [],
  inferenceAuthorization: { kind: 'iam' },
  schedules: true,
  captureLogging: true,
  timing: {
    captureBufferSeconds: 60,
    endpointPollSeconds: 10,
    rolloutCheckSeconds: 15,
    drainSeconds: 40,
    trafficSplitCacheSeconds: 5,
  },
};
