import { inferenceMetrics, METRIC_NAMESPACE, metricDimensions, type Slot } from '../../../lib/contracts/index.js';

export interface MeasuredRequest {
  readonly model: string;
  readonly slot: Slot;
  /** HTTP status of the answer. */
  readonly status: number;
  /** The endpoint was given up on; a slow start is not an error of the model, so this is no `Errors5xx`. */
  readonly timedOut: boolean;
  /** Milliseconds of the endpoint's answer; absent when it gave none. */
  readonly modelLatencyMs?: number;
}

/** CloudWatch's embedded metric format. */
export interface EmbeddedMetrics {
  /** Milliseconds since the epoch. */
  readonly Timestamp: number;
  readonly CloudWatchMetrics: readonly {
    readonly Namespace: string;
    readonly Dimensions: readonly (readonly string[])[];
    readonly Metrics: readonly { readonly Name: string; readonly Unit: 'Count' | 'Milliseconds' }[];
  }[];
}

export type MetricFields = { readonly _aws: EmbeddedMetrics } & Readonly<
  Record<string, string | number | EmbeddedMetrics>
>;

/** What a log line needs to become the metrics of one request, by model and slot. */
export function requestMetrics(request: MeasuredRequest, now: Date): MetricFields {
  const { model, slot, status, timedOut, modelLatencyMs } = request;
  const counts: Record<string, number> = {
    [inferenceMetrics.invocations]: 1,
    [inferenceMetrics.errors4xx]: status >= 400 && status < 500 ? 1 : 0,
    [inferenceMetrics.errors5xx]: status >= 500 && !timedOut ? 1 : 0,
    [inferenceMetrics.gatewayTimeouts]: timedOut ? 1 : 0,
  };
  const latency: Record<string, number> =
    modelLatencyMs === undefined ? {} : { [inferenceMetrics.modelLatency]: modelLatencyMs };
  const metrics = [
    ...Object.keys(counts).map((Name) => ({ Name, Unit: 'Count' as const })),
    ...Object.keys(latency).map((Name) => ({ Name, Unit: 'Milliseconds' as const })),
  ];
  const dimensions = { [metricDimensions.model]: model, [metricDimensions.slot]: slot };
  return {
    _aws: {
      Timestamp: now.getTime(),
      CloudWatchMetrics: [{ Namespace: METRIC_NAMESPACE, Dimensions: [Object.keys(dimensions)], Metrics: metrics }],
    },
    ...dimensions,
    ...counts,
    ...latency,
  };
}
