import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { objectKeys } from '../contracts';
import { metricDriftAlarm, metricMonitorCoverage, metricMonitorRan } from './monitor-metrics';

/**
 * In alarm while the newest window that decides anything says so. Runs that stay away change nothing, and neither do windows
 * without enough data, or read to less than nine tenths and not violated: they neither end the alarm nor start it again.
 */
export function createDriftAlarm(scope: Construct, model: string): cloudwatch.Alarm {
  return new cloudwatch.Alarm(scope, 'DriftAlarm', {
    alarmDescription:
      `The traffic of ${model} drifted from its baseline, or its quality fell, in several windows and in the latest. ` +
      `Next: read the newest report under ${objectKeys.monitorReports(model)}, which names the columns; ` +
      'where the policy says so, retraining has started.',
    metric: metricDriftAlarm(model),
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: cloudwatch.TreatMissingData.IGNORE,
  });
}

/** In alarm while the latest run could not read a part of its window; runs that stay away change nothing. */
export function createIncompleteAlarm(scope: Construct, model: string): cloudwatch.Alarm {
  return new cloudwatch.Alarm(scope, 'MonitorIncomplete', {
    alarmDescription:
      `A monitor run of ${model} could not read a part of its window's capture: a shard failed at each try, or objects ` +
      `are damaged or gone. Its report covers the rest only. Next: read in the newest report under ` +
      `${objectKeys.monitorReports(model)} how much that is, mend what its problems and the logs of the function ` +
      'SummariseShard name, then run the window again.',
    metric: metricMonitorCoverage(model),
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: cloudwatch.TreatMissingData.IGNORE,
  });
}

/** In alarm when no run ended in twice the interval. CloudWatch's periods end at a day, its evaluation at a week. */
export function createStaleAlarm(scope: Construct, model: string, interval: Duration): cloudwatch.Alarm {
  const period = Duration.seconds(Math.min(interval.toSeconds(), 86_400));
  const periods = Math.ceil((2 * interval.toSeconds()) / period.toSeconds());
  return new cloudwatch.Alarm(scope, 'MonitorStale', {
    alarmDescription:
      `No monitor run of ${model} ended within twice its interval: drift would go unseen. ` +
      "Next: look at the failed executions of the monitor's state machine, then start a run by hand.",
    metric: metricMonitorRan(model, { period }),
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: periods,
    datapointsToAlarm: periods,
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
  });
}
