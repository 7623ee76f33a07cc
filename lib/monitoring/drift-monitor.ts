import { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ArtifactStore, type IArtifactStore } from '../artifact-store/artifact-store';
import { objectKeys } from '../contracts';
import { createDeadLetterQueue } from '../private/dead-letter-queue';
import { allowStart } from '../private/executions';
import { createLogGroup } from '../private/log-group';
import { ScheduledStart } from '../private/scheduled-start';
import type { Baseline } from './baseline';
import type { CaptureLocation } from './capture-location';
import { claimModel } from './claim-model';
import type { DriftThresholds } from './drift-thresholds';
import { expireRuns } from './expire-runs';
import { createDriftAlarm, createIncompleteAlarm, createStaleAlarm } from './monitor-alarms';
import { createMonitorHandlers } from './monitor-handlers';
import {
  metricDriftAlarm,
  metricDriftedColumnsShare,
  metricLabelCoverage,
  metricMonitorCoverage,
  metricMonitorRan,
  metricQualityLoss,
  metricRowsMonitored,
} from './monitor-metrics';
import { checkMonitorSettings, monitorSettingsOf } from './monitor-settings';
import { createMonitorStateMachine } from './monitor-workflow';

/** Properties of DriftMonitor. */
export interface DriftMonitorProps {
  /**
   * Name of the model, 1 to 32 of a-z, 0-9 and inner hyphens; the dimension of its metrics. Each monitor of a stack or of a
   * store has one of its own.
   */
  readonly model: string;
  /** What the traffic is compared with. */
  readonly baseline: Baseline;
  /**
   * Where capture, labels, a fixed baseline and reports lie. Beside `Baseline.ofChampion` it is needed: the registry's store.
   * @default - a new store, for capture and a baseline that are put there later
   */
  readonly artifacts?: IArtifactStore;
  /** @default - the prefixes of this package's gateway */
  readonly capture?: CaptureLocation;
  /** @default - see DriftThresholds */
  readonly thresholds?: DriftThresholds;
  /** Time from one scheduled run to the next, and the length of their windows: 5 minutes to 3 days. @default 1 hour */
  readonly interval?: Duration;
  /** Whether a schedule starts runs; on demand they start in any case. @default true */
  readonly scheduled?: boolean;
  /** Told when there is drift, when a run could not read all of its window, and when runs stay away. @default - the alarms tell nobody */
  readonly alarmTopic?: sns.ITopic;
  /** Gets the runs that could not be started. @default - a new queue, where there is a schedule */
  readonly deadLetterQueue?: sqs.IQueue;
}

/**
 * Watches one model: compares the captured traffic of a window with a baseline, column by column, with the predictions
 * and, where labels came, the quality; writes a report and metrics, and raises an alarm when the drift lasts.
 * Works for any endpoint whose traffic is captured as SageMaker data-capture JSON lines, see EndpointCapture.
 *
 * Each window has its reports below `reportsKeyPrefix`, in `<start>_<end>/` (`20110101T000000000Z`): `report.html`,
 * `report.json` and `constraint_violations.json`. They stay; what the steps of a run leave each other, in
 * `monitoring/<model>/runs/`, expires after 7 days. An imported bucket needs a lifecycle rule of its own for that, else it
 * stays: a warning says so.
 *
 * @example
 * const artifacts = new ArtifactStore(this, 'Artifacts', { bucket: captureBucket });
 * const monitor = new DriftMonitor(this, 'Monitor', {
 *   model: 'churn',
 *   artifacts,
 *   baseline: Baseline.fromObject('baselines/churn.csv'),
 *   capture: EndpointCapture.of({ endpointName: 'churn-endpoint', destinationKeyPrefix: 'data-capture' }),
 * });
 * monitor.grantReadReports(analystRole);
 */
export class DriftMonitor extends Construct {
  /** Input: `{"model", "window": {"start", "end"}, "startedBy"}`, times in ISO 8601. */
  readonly stateMachine: sfn.IStateMachine;
  /** Where capture, labels and reports lie. */
  readonly artifacts: IArtifactStore;
  /** Prefix of the reports in the artifact bucket, a folder a window: `monitoring/<model>/reports/`. */
  readonly reportsKeyPrefix: string;
  /** In alarm while drift lasts; windows that decide nothing leave it as it is. */
  readonly driftAlarm: cloudwatch.IAlarm;
  /** In alarm while the latest run could not read a part of its window. */
  readonly incompleteAlarm: cloudwatch.IAlarm;
  /** In alarm when no run ended within twice the interval. @default - none without a schedule */
  readonly staleAlarm?: cloudwatch.IAlarm;
  private readonly model: string;

  constructor(scope: Construct, id: string, props: DriftMonitorProps) {
    super(scope, id);
    const interval = props.interval ?? Duration.hours(1);
    const settings = monitorSettingsOf(props);
    checkMonitorSettings(settings, interval.toSeconds());
    if (props.baseline.registry !== undefined && props.artifacts === undefined) {
      throw new Error(
        `DriftMonitor of model "${props.model}": its baseline is the champion's, which lies in the artifact store of the ` +
          'registry, but no artifacts were given, and a new store is empty. Pass the store of the registry as artifacts.',
      );
    }

    this.model = props.model;
    this.reportsKeyPrefix = objectKeys.monitorReports(props.model);
    this.artifacts = props.artifacts ?? new ArtifactStore(this, 'Artifacts');
    claimModel(this, props.model, this.artifacts);
    const encryptionKey = this.artifacts.encryptionKey;
    // One for all: a stack holds 500 resources, and these come with each model.
    const logGroup = createLogGroup(this, 'Logs', encryptionKey);
    const handlers = createMonitorHandlers(this, this.artifacts, props.baseline, settings, logGroup);
    this.stateMachine = createMonitorStateMachine(this, handlers, logGroup);
    expireRuns(this, this.artifacts, props.model);

    const driftAlarm = createDriftAlarm(this, props.model);
    const incompleteAlarm = createIncompleteAlarm(this, props.model);
    const alarms = [driftAlarm, incompleteAlarm];
    this.driftAlarm = driftAlarm;
    this.incompleteAlarm = incompleteAlarm;
    if (props.scheduled ?? true) {
      const schedule = new ScheduledStart(this, 'ScheduledRun', {
        stateMachine: this.stateMachine,
        schedule: ScheduleExpression.rate(interval),
        description: `Monitor runs of the model ${props.model}`,
        input: {
          model: props.model,
          scheduledTime: '<aws.scheduler.scheduled-time>',
          windowMinutes: interval.toMinutes(),
          startedBy: 'schedule',
        },
        deadLetterQueue: props.deadLetterQueue ?? createDeadLetterQueue(this, 'DeadLetters', encryptionKey),
      });
      const staleAlarm = createStaleAlarm(this, props.model, interval);
      // A rate's first run comes at once: the alarm must not look before.
      staleAlarm.node.addDependency(schedule);
      alarms.push(staleAlarm);
      this.staleAlarm = staleAlarm;
    }
    if (props.alarmTopic !== undefined) {
      for (const alarm of alarms) {
        alarm.addAlarmAction(new actions.SnsAction(props.alarmTopic));
      }
    }
  }

  /** Allows starting runs, and reading how they stand. */
  grantStart(grantee: iam.IGrantable): iam.Grant {
    return allowStart(grantee, this.stateMachine);
  }

  /** Allows reading the reports, and listing the bucket. */
  grantReadReports(grantee: iam.IGrantable): iam.Grant {
    return this.artifacts.grantReadKeys(grantee, `${this.reportsKeyPrefix}*`);
  }

  /**
   * 1 when the alarm rule over the last windows holds, else 0; no value of a window with too little data, or one that was
   * read to less than nine tenths and is not violated. @default - maximum over 1 minute
   */
  metricDriftAlarm(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricDriftAlarm(this.model, options);
  }

  /** The share, 0 to 1, of its window's captured objects that a run could read. @default - minimum over 1 minute */
  metricMonitorCoverage(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricMonitorCoverage(this.model, options);
  }

  /** Runs that ended. @default - count over 1 hour */
  metricMonitorRan(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricMonitorRan(this.model, options);
  }

  /** The share, 0 to 1, of the columns that drifted; a value for each window that had traffic. @default - maximum over 1 minute */
  metricDriftedColumnsShare(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricDriftedColumnsShare(this.model, options);
  }

  /** Rows of the window; a value a run. @default - sum over 1 hour */
  metricRowsMonitored(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricRowsMonitored(this.model, options);
  }

  /** The share, 0 to 1, of the predictions looked at that have a label; a value a run that looked for labels. @default - minimum over 1 minute */
  metricLabelCoverage(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricLabelCoverage(this.model, options);
  }

  /** Mean loss of the labelled rows; a value a run that had two of them or more. @default - maximum over 1 minute */
  metricQualityLoss(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricQualityLoss(this.model, options);
  }
}
