import { METRIC_NAMESPACE, metricDimensions, monitorMetrics } from '../../../lib/contracts/index.js';
import { isDecisive } from './is-decisive.js';
import type { MonitorReport } from './monitor-report.js';

export interface ReportMetrics {
  readonly _aws: {
    /** Milliseconds since the epoch. */
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: 'Count' | 'None' }[];
    }[];
  };
  readonly [field: string]: unknown;
}

/**
 * A log line in CloudWatch's embedded metric format, by model. `DriftAlarm` is left out, so that the alarm stays as it is,
 * when the window decides nothing (empty, unreadable, no champion, too little data, or incomplete and not violated), or is
 * not the newest that was reported.
 */
export function reportMetrics(report: MonitorReport, newest: boolean, now: Date): ReportMetrics {
  const { model, state, quality, dataset, rows, capture } = report;
  const judged = state === 'ok';
  const values: Record<string, number | undefined> = {
    [monitorMetrics.monitorRan]: 1,
    [monitorMetrics.monitorCoverage]: capture.coverage.share,
    [monitorMetrics.rowsMonitored]: rows.current,
    [monitorMetrics.driftAlarm]: newest && isDecisive(report) ? Number(report.alarm) : undefined,
    [monitorMetrics.driftedColumnsShare]: judged ? dataset.driftedShare : undefined,
    [monitorMetrics.labelCoverage]: judged ? quality?.coverage : undefined,
    [monitorMetrics.qualityLoss]: judged ? quality?.loss?.mean : undefined,
  };
  const known = Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined);
  const counts: readonly string[] = [monitorMetrics.monitorRan, monitorMetrics.rowsMonitored];
  return {
    _aws: {
      Timestamp: now.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [[metricDimensions.model]],
          Metrics: known.map(([Name]) => ({ Name, Unit: counts.includes(Name) ? 'Count' : 'None' })),
        },
      ],
    },
    [metricDimensions.model]: model,
    ...Object.fromEntries(known),
  };
}
