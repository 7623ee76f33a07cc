import { type GateFinding, unverified } from '../../../domain/gates/gate-result.js';
import { rowLosses } from '../../../domain/gates/metrics.js';
import { segmentsGate } from '../../../domain/gates/segments-gate.js';
import type { Evidence } from '../evidence.js';

export function segments({ context, contents, candidate, champion: scored }: Evidence): GateFinding {
  const { policy, champion } = context;
  if (candidate.value === undefined) return unverified('segments', candidate.problem);
  const { table, positions, rows } = candidate.value;
  return segmentsGate({
    task: policy.task,
    inputs: contents.signature.inputs,
    target: policy.dataset.target,
    table,
    positions,
    rows,
    // Submitted scores could be made up to be better than any honest version's.
    ...(champion === undefined || scored?.value === undefined || scored.value.source === 'submission'
      ? {}
      : {
          champion: {
            version: champion.version,
            losses: rowLosses(policy.task, scored.value.rows),
            margin: policy.gates.championMargin,
          },
        }),
    rules: policy.gates.segments ?? {},
    bounds: policy.gates.metrics,
  });
}
