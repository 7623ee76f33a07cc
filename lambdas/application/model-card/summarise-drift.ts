import { hasDrifted } from '../../domain/monitoring/decide-columns.js';
import type { ModelCard } from '../documents/model-card.js';
import type { CardReport } from './card-report.js';
import { championTerms, type Term } from './releases.js';

/** What was read of the monitor's reports, the newest first. */
export interface DriftReading {
  /** Where the look back ends; null when there was nothing to look for. */
  readonly from: string | null;
  /** Windows that began while the version was the champion. */
  readonly found: number;
  readonly unreadable: number;
  readonly reports: readonly { readonly key: string; readonly report: CardReport }[];
}

/** Windows about this version: judged against its baseline, or against the fixed one while it was the champion. */
export function summariseDrift(
  version: number,
  releases: ModelCard['releases'],
  reading: DriftReading,
): ModelCard['drift'] {
  const terms = championTerms(releases);
  const judged = reading.reports.filter(({ report }) => isAbout(report, version, terms));
  const of = (test: (report: CardReport) => boolean): number => judged.filter(({ report }) => test(report)).length;
  const [newest] = judged;
  return {
    measured: of(({ state }) => state === 'ok') > 0,
    note: noteOf(releases, reading, judged.length),
    from: reading.from,
    until: terms[0]?.until ?? null,
    windows: {
      found: reading.found,
      lookedAt: reading.reports.length + reading.unreadable,
      unreadable: reading.unreadable,
      judged: judged.length,
      empty: of(({ state }) => state === 'empty'),
      drifted: of(({ verdict }) => verdict === 'drift'),
      violated: of(({ violated }) => violated),
      predictionDrifted: of(({ prediction }) => prediction !== null && hasDrifted(prediction)),
      qualityDropped: of(({ quality }) => quality?.verdict === 'drop'),
    },
    columns: countColumns(judged.map(({ report }) => report)),
    newest: newest === undefined ? null : newestOf(newest.key, newest.report),
  };
}

/** A report of a fixed baseline names no version: the window has to lie within a term. */
function isAbout(report: CardReport, version: number, terms: readonly Term[]): boolean {
  if (report.state === 'no-champion') return false;
  if (report.version !== null) return report.version === version;
  const { start, end } = report.window;
  return terms.some(({ since, until }) => start >= since && (until === null || end <= until));
}

function noteOf(releases: ModelCard['releases'], { found, reports, unreadable }: DriftReading, judged: number): string {
  if (championTerms(releases).length === 0) {
    return releases.complete
      ? 'not measured: it never was the champion, and the monitor watches champions'
      : 'not measured: if it ever was the champion, that was long ago';
  }
  if (found === 0) return 'not measured: the monitor wrote no report while it was the champion';
  const read = reports.length + unreadable;
  const part =
    read < found ? `the newest ${read} of ${found} reports were looked at` : `${found} reports were looked at`;
  const damaged = unreadable === 0 ? '' : `, ${unreadable} of them could not be read`;
  return judged === 0 ? `not measured: ${part}${damaged}, none of them about this version` : `${part}${damaged}`;
}

function countColumns(reports: readonly CardReport[]): ModelCard['drift']['columns'] {
  const counts = new Map<string, number>();
  for (const { columns } of reports) {
    for (const [name, column] of Object.entries(columns)) {
      if (hasDrifted(column)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([column, windows]) => ({ column, windows }))
    .sort((a, b) => b.windows - a.windows || (a.column < b.column ? -1 : 1));
}

const newestOf = (reportKey: string, report: CardReport): ModelCard['drift']['newest'] => ({
  window: { start: report.window.start, end: report.window.end },
  verdict: report.verdict,
  violated: report.violated,
  alarm: report.alarm,
  causes: [...report.causes],
  reportKey,
  quality: report.quality === null ? null : { verdict: report.quality.verdict, reason: report.quality.reason },
});
