import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_NAMESPACE, metricDimensions, monitorMetrics } from '../contracts';

/** One of the metrics of a model's monitor. */
export function monitorMetric(
  model: string,
  metricName: string,
  defaults: cloudwatch.MetricOptions,
  options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { [metricDimensions.model]: model },
    ...defaults,
    ...options,
  });
}

/**
 * 1 when the alarm rule over the last windows holds, else 0. A value a run of the newest window; none when that decides
 * nothing: it has no records or too little data, or could be read to less than nine tenths and is not violated by that.
 */
export const metricDriftAlarm = (model: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric =>
  monitorMetric(
    model,
    monitorMetrics.driftAlarm,
    { statistic: cloudwatch.Stats.MAXIMUM, period: Duration.minutes(1) },
    options,
  );

/** The share, 0 to 1, of its window's captured objects that a run could read. */
export const metricMonitorCoverage = (model: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric =>
  monitorMetric(
    model,
    monitorMetrics.monitorCoverage,
    { statistic: cloudwatch.Stats.MINIMUM, period: Duration.minutes(1) },
    options,
  );

/** Runs that ended. */
export const metricMonitorRan = (model: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric =>
  monitorMetric(
    model,
    monitorMetrics.monitorRan,
    { statistic: cloudwatch.Stats.SAMPLE_COUNT, period: Duration.hours(1) },
    options,
  );

/** The share, 0 to 1, of the columns that drifted. */
export const metricDriftedColumnsShare = (model: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric =>
  monitorMetric(
    model,
    monitorMetrics.driftedColumnsShare,
    { statistic: cloudwatch.Stats.MAXIMUM, period: Duration.minutes(1) },
    options,
  );

/** Rows of the window. */
export const metricRowsMonitored = (model: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric =>
  monitorMetric(
    model,
    monitorMetrics.rowsMonitored,
    { statistic: cloudwatch.Stats.SUM, period: Duration.hours(1) },
    options,
  );

/** The share, 0 to 1, of the window's rows that have a label. */
export const metricLabelCoverage = (model: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric =>
  monitorMetric(
    model,
    monitorMetrics.labelCoverage,
    { statistic: cloudwatch.Stats.MINIMUM, period: Duration.minutes(1) },
    options,
  );

/** Mean loss of the labelled rows. */
export const metricQualityLoss = (model: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric =>
  monitorMetric(
    model,
    monitorMetrics.qualityLoss,
    { statistic: cloudwatch.Stats.MAXIMUM, period: Duration.minutes(1) },
    options,
  );
