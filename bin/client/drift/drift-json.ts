import type { ColumnDecision } from '../../../lambdas/domain/monitoring/decide-columns.js';
import type { DriftReport } from './drift-report.js';

/** The report as programs read it: every key always, null where it does not apply, numbers that are not finite as texts. */
export const driftJson = ({ rows, columns, dataset }: DriftReport) => ({
  rows,
  columns: Object.fromEntries(columns.map((column) => [column.name, columnJson(column)])),
  dataset: { drifted: dataset.drifted, driftedShare: dataset.driftedShare },
});

function columnJson({ type, verdict, reason, statistics, missing, pAdjusted, tests }: ColumnDecision) {
  const { ks, chi2 } = statistics;
  return {
    type,
    verdict,
    reason,
    psi: safe(statistics.psi),
    ks: ks === null ? null : { statistic: safe(ks.statistic), pValue: safe(ks.pValue) },
    wasserstein: safe(statistics.wasserstein),
    wassersteinNormalized: safe(statistics.wassersteinNormalized),
    jensenShannon: safe(statistics.jensenShannon),
    hellinger: safe(statistics.hellinger),
    chi2: chi2 === null ? null : { statistic: safe(chi2.statistic), pValue: safe(chi2.pValue), dof: chi2.dof },
    cramersV: safe(statistics.cramersV),
    lInfinity: safe(statistics.lInfinity),
    missing: { reference: missing.reference, current: missing.current },
    unseen: statistics.unseen,
    vanished: statistics.vanished,
    pAdjusted: safe(pAdjusted),
    tests: tests.map(({ name, score, threshold, drifted }) => ({
      name,
      score: safe(score),
      threshold: safe(threshold),
      drifted,
    })),
  };
}

const safe = (value: number | null): number | string | null =>
  value === null || Number.isFinite(value) ? value : String(value);
