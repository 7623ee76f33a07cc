/** CloudWatch metrics that the product publishes and its alarms watch. */
export const METRIC_NAMESPACE = 'Mlops';

/** By `Model` and `Slot`, from the inference gateway in embedded metric format. */
export const inferenceMetrics = {
  invocations: 'Invocations',
  errors4xx: 'Errors4xx',
  errors5xx: 'Errors5xx',
  /** Milliseconds from the call of the endpoint to its answer. */
  modelLatency: 'ModelLatency',
  /** 1 for a request that the gateway gave up on at 25 s, else 0; one alone rolls nothing back, half of all for 3 minutes do. */
  gatewayTimeouts: 'GatewayTimeouts',
} as const;

/** By `Model`, from the merge of a monitor run. */
export const monitorMetrics = {
  /** 1 when the alarm rule over the last windows holds, else 0; no value of a window that decides nothing. */
  driftAlarm: 'DriftAlarm',
  /** 1 for every run that ended, an empty window and a model without a champion included. */
  monitorRan: 'MonitorRan',
  /**
   * The share, 0 to 1, of a window's captured objects that the run could read: not those of a shard that failed, nor what was
   * damaged, gone or without one line that is a record. 1 where there was none to read. A value a run.
   */
  monitorCoverage: 'MonitorCoverage',
  driftedColumnsShare: 'DriftedColumnsShare',
  rowsMonitored: 'RowsMonitored',
  labelCoverage: 'LabelCoverage',
  qualityLoss: 'QualityLoss',
} as const;

export const metricDimensions = { model: 'Model', slot: 'Slot' } as const;

export const SLOTS = ['champion', 'candidate'] as const;
export type Slot = (typeof SLOTS)[number];
