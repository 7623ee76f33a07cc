import { Duration } from 'aws-cdk-lib';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import { type MonitorSettings, objectKeys } from '../contracts';
import { HandlerFunction } from '../private/handler-function';
import type { Baseline } from './baseline';

export interface MonitorHandlers {
  readonly plan: HandlerFunction;
  readonly summarise: HandlerFunction;
  readonly merge: HandlerFunction;
}

/** A child execution of the map ends after five minutes, within which a shard is tried three times. */
const SHARD_TIMEOUT = Duration.seconds(90);

/** The functions of a monitor, each with the rights that its part of the run needs. */
export function createMonitorHandlers(
  scope: Construct,
  artifacts: IArtifactStore,
  baseline: Baseline,
  settings: MonitorSettings,
  logGroup: logs.ILogGroup,
): MonitorHandlers {
  const environment = {
    artifactBucket: artifacts.bucket.bucketName,
    monitorSettings: JSON.stringify(settings),
  };
  const plan = new HandlerFunction(scope, 'PlanMonitorRun', {
    handler: 'plan-monitor-run',
    description: `Lists the capture of a window of ${settings.model}, and shares it out`,
    environment: { ...environment, registryTable: baseline.registry?.table.tableName },
    // A whole processor; and a baseline of 128 MiB of CSV.
    memorySize: 1792,
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

  const runs = `${objectKeys.monitorRuns(settings.model)}*`;
  const reports = `${objectKeys.monitorReports(settings.model)}*`;
  const capture = `${settings.captureKeyPrefix}*`;
  const groundTruth = `${settings.groundTruthKeyPrefix}*`;
  const baselineKey = baseline.key ?? `models/${settings.model}/*`;
  baseline.registry?.grantRead(plan);
  artifacts.grantReadKeys(plan, baselineKey);
  artifacts.grantWriteKeys(plan, runs);
  artifacts.grantReadKeys(summarise, capture, runs);
  artifacts.grantWriteKeys(summarise, runs);
  artifacts.grantReadKeys(merge, groundTruth, runs, reports);
  artifacts.grantWriteKeys(merge, runs, reports);
  return { plan, summarise, merge };
}
