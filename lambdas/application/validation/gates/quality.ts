import { failed, type GateFinding, unverified } from '../../../domain/gates/gate-result.js';
import { headlineMetrics } from '../../../domain/gates/metrics.js';
import { qualityGate } from '../../../domain/gates/quality-gate.js';
import type { Evidence } from '../evidence.js';

export function quality({ context, candidate, previous, model }: Evidence): GateFinding {
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
    bounds: policy.gates.metrics,
    ...(previous?.value === undefined ? {} : { previousMetrics: headlineMetrics(policy.task, previous.value.rows) }),
  });
}
