import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { inferenceMetrics, METRIC_NAMESPACE, metricDimensions, type Slot } from '../contracts';

function inferenceMetric(
  model: string,
  slot: Slot,
  metricName: string,
  statistic: string,
  options?: cloudwatch.MetricOptions,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { [metricDimensions.model]: model, [metricDimensions.slot]: slot },
    period: Duration.minutes(1),
    statistic,
    ...options,
  });
}

/** Answers with a status of 500 or more, in a minute. */
export const metricErrors5xx = (model: string, slot: Slot, options?: cloudwatch.MetricOptions): cloudwatch.Metric =>
  inferenceMetric(model, slot, inferenceMetrics.errors5xx, cloudwatch.Stats.SUM, options);

/** Milliseconds that the endpoint took, the slowest tenth left out. */
export const metricModelLatency = (model: string, slot: Slot, options?: cloudwatch.MetricOptions): cloudwatch.Metric =>
  inferenceMetric(model, slot, inferenceMetrics.modelLatency, cloudwatch.Stats.percentile(90), options);

/** Share of the requests that the gateway gave up on, 0 to 1. */
export const metricTimeoutShare = (model: string, slot: Slot, options?: cloudwatch.MetricOptions): cloudwatch.Metric =>
  inferenceMetric(model, slot, inferenceMetrics.gatewayTimeouts, cloudwatch.Stats.AVERAGE, options);

/** Share of the requests that were answered with a status of 400 to 499, 0 to 1. */
export const metricRejectedShare = (model: string, slot: Slot, options?: cloudwatch.MetricOptions): cloudwatch.Metric =>
  inferenceMetric(model, slot, inferenceMetrics.errors4xx, cloudwatch.Stats.AVERAGE, options);
