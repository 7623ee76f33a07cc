import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import type { MonitorSettings } from '../contracts';
import { HandlerFunction } from '../private/handler-function';
import { createLogGroup } from '../private/log-group';
import type { Baseline } from './baseline';

export interface MonitorHandlers {
  readonly plan: HandlerFunction;
  readonly summarise: HandlerFunction;
  readonly merge: HandlerFunction;
}

/** A child execution of the map ends after five minutes; a shard must be done before, with time for a second try. */
const SHARD_TIMEOUT = Duration.seconds(140);

/** The functions of a monitor, each with the rights that its part of the run needs. */
export function createMonitorHandlers(
  scope: Construct,
  artifacts: IArtifactStore,
  baseline: Baseline,
  settings: MonitorSettings,
): MonitorHandlers {
  const encryptionKey = artifacts.encryptionKey;
  const environment = {
    artifactBucket: artifacts.bucket.bucketName,
    monitorSettings: JSON.stringify(settings),
  };
  // One for the three: a stack holds 500 resources, and these come with each model.
  const logGroup = createLogGroup(scope, 'Logs', encryptionKey);
  const plan = new HandlerFunction(scope, 'PlanMonitorRun', {
    handler: 'plan-monitor-run',
    description: `Lists the capture of a window of ${settings.model}, and shares it out`,
    environment: { ...environment, registryTable: baseline.registry?.table.tableName },
    memorySize: 1024,
    timeout: Duration.minutes(5),
    logGroup,
  });
  const summarise = new HandlerFunction(scope, 'SummariseShard', {
    handler: 'summarise-shard',
    description: `Summarises captured records of ${settings.model}`,
    environment,
    memorySize: 1792,
    timeout: SHARD_TIMEOUT,
    logGroup,
  });
  const merge = new HandlerFunction(scope, 'MergeMonitorRun', {
    handler: 'merge-monitor-run',
    description: `Compares a window of ${settings.model} with its baseline, and reports`,
    environment,
    memorySize: 1792,
    timeout: Duration.minutes(10),
    logGroup,
  });

  const runs = `monitoring/${settings.model}/*`;
  const capture = `${settings.captureKeyPrefix}*`;
  const groundTruth = `${settings.groundTruthKeyPrefix}*`;
  const baselineKey = baseline.key ?? `models/${settings.model}/*`;
  baseline.registry?.grantRead(plan);
  artifacts.grantReadKeys(plan, capture, groundTruth, baselineKey);
  artifacts.grantReadKeys(summarise, capture, runs);
  artifacts.grantReadKeys(merge, groundTruth, baselineKey, runs);
  for (const handler of [plan, summarise, merge]) {
    artifacts.grantWriteKeys(handler, runs);
  }
  return { plan, summarise, merge };
}
