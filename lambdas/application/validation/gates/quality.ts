import { failed, type GateFinding, unverified } from '../../../domain/gates/gate-result.js';
import { lossSummary } from '../../../domain/gates/loss-summary.js';
import { headlineMetrics } from '../../../domain/gates/metrics.js';
import { type QualityEvidence, qualityGate } from '../../../domain/gates/quality-gate.js';
import { binaryConfusion } from '../../../domain/metrics/binary-metrics.js';
import { calibrationBins } from '../../../domain/metrics/calibration.js';
import { metricIntervals } from '../../../domain/metrics/metric-intervals.js';
import { multiclassConfusion, topLabelBins } from '../../../domain/metrics/multiclass-metrics.js';
import { classColumns, type ScoredRow, scoredColumns } from '../../../domain/metrics/scored-columns.js';
import type { Signature } from '../../../domain/signature.js';
import type { Evidence } from '../evidence.js';

export function quality({ context, contents, candidate, previous, model }: Evidence): GateFinding {
  const { policy, evaluationSet } = context;
  if (candidate.value === undefined) {
    const ours = evaluationSet === undefined || model.value === undefined;
    return ours ? unverified('quality', candidate.problem) : failed('quality', candidate.problem);
  }
  const { set, rows } = candidate.value;
  return qualityGate({
    evaluationSet: set.number,
    rows: rows.length,
    metrics: headlineMetrics(policy.task, rows),
    loss: lossSummary(policy.task, rows),
    intervals: metricIntervals(policy.task, rows, policy.evaluation.seed),
    bounds: policy.gates.metrics,
    ...(previous?.value === undefined ? {} : { previousMetrics: headlineMetrics(policy.task, previous.value.rows) }),
    ...(policy.task === 'classification' ? decisionsOf(rows, contents.signature) : {}),
  });
}

function decisionsOf(
  rows: readonly ScoredRow[],
  { labels = [] }: Signature,
): Pick<QualityEvidence, 'calibration' | 'confusion'> {
  const classes = classColumns(rows);
  if (classes !== undefined) {
    return { calibration: topLabelBins(classes), confusion: { ...multiclassConfusion(classes), labels } };
  }
  const columns = scoredColumns(rows);
  return {
    calibration: calibrationBins(columns.scores, columns.actual),
    confusion: { ...binaryConfusion(columns), labels },
  };
}
