import type { ColumnDecision } from '../../../lambdas/domain/monitoring/decide-columns.js';
import { jsonNumber } from '../../output/json-number.js';
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
    psi: jsonNumber(statistics.psi),
    ks: ks === null ? null : { statistic: jsonNumber(ks.statistic), pValue: jsonNumber(ks.pValue) },
    wasserstein: jsonNumber(statistics.wasserstein),
    wassersteinNormalized: jsonNumber(statistics.wassersteinNormalized),
    jensenShannon: jsonNumber(statistics.jensenShannon),
    hellinger: jsonNumber(statistics.hellinger),
    chi2:
      chi2 === null ? null : { statistic: jsonNumber(chi2.statistic), pValue: jsonNumber(chi2.pValue), dof: chi2.dof },
    cramersV: jsonNumber(statistics.cramersV),
    lInfinity: jsonNumber(statistics.lInfinity),
    missing: { reference: missing.reference, current: missing.current },
    unseen: statistics.unseen,
    vanished: statistics.vanished,
    pAdjusted: jsonNumber(pAdjusted),
    tests: tests.map(({ name, score, threshold, drifted }) => ({
      name,
      score: jsonNumber(score),
      threshold: jsonNumber(threshold),
      drifted,
    })),
  };
}
