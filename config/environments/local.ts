import type { EnvironmentConfig } from '../schema.js';

/** The embedded AWS: everything fast, and nothing stays. */
export const local: EnvironmentConfig = {
  name: 'local',
  removalPolicy: 'destroy',
  notificationEmails: [],
  inferenceAuthorization: { kind: 'iam' },
  schedules: false,
  captureLogging: false,
  timing: {
    captureBufferSeconds: 1,
    endpointPollSeconds: 1,
    rolloutCheckSeconds: 1,
    drainSeconds: 2,
    trafficSplitCacheSeconds: 1,
  },
};
