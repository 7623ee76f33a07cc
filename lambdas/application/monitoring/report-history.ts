import * as z from 'zod';
import { compactTime, objectKeys } from '../../../lib/contracts/index.js';
import { cut } from '../../domain/cut.js';
import { InvalidInput, NotFound } from '../../domain/errors.js';
import { isDecisive } from '../../domain/monitoring/is-decisive.js';
import {
  type MonitorReport,
  type PastWindow,
  REPORT_STATES,
  REPORT_VERDICTS,
} from '../../domain/monitoring/monitor-report.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { parseJsonDocument } from '../documents/parse.js';

/** What later runs and the alarm's response read of a report. */
export const pastReportSchema = z.object({
  schemaVersion: z.union([z.literal(1), z.literal(2)]),
  model: z.string(),
  version: z.int().nullable(),
  /** Reports of version 1 don't say. */
  baseline: z.object({ key: z.string(), versionId: z.string().nullable() }).nullish(),
  window: z.object({ start: z.string(), end: z.string() }),
  state: z.enum(REPORT_STATES),
  verdict: z.enum(REPORT_VERDICTS),
  /** Reports of version 1 don't say. */
  complete: z.boolean().default(true),
  capture: z.object({ coverage: z.object({ share: z.number() }).optional() }).optional(),
  violated: z.boolean(),
  alarm: z.boolean(),
  causes: z.array(z.string()),
  rows: z.object({ reference: z.number(), current: z.number() }),
  columns: z.record(z.string(), z.object({ verdict: z.string(), broken: z.boolean(), reason: z.string() })),
  quality: z
    .object({ verdict: z.string(), reason: z.string(), overdue: z.object({ newest: z.string().nullable() }).nullish() })
    .nullable(),
});
export type PastReport = z.infer<typeof pastReportSchema>;

export interface ReportLocation {
  readonly key: string;
  /** Compact times, as in the key. */
  readonly start: string;
  readonly end: string;
  readonly writtenAt: Date;
}

const REPORT_KEY = /\/(\d{8}T\d{9}Z)_(\d{8}T\d{9}Z)\/report\.json$/;
const DAY = 86_400_000;
/** Reports that are looked through for windows with records: a day of five-minute windows. */
const MAXIMUM_READS = 300;
/** Bytes. */
const LONGEST_REASON = 400;

/** Reports of the windows that began at `from` or later, the one that began first before the others. */
export async function* walkReports(
  artifacts: ArtifactStore,
  model: string,
  from: Date,
): AsyncGenerator<ReportLocation> {
  const prefix = objectKeys.monitorReports(model);
  for await (const { key, lastModified } of artifacts.list(prefix, { startAfter: `${prefix}${compactTime(from)}` })) {
    const match = REPORT_KEY.exec(key);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    yield { key, start: match[1], end: match[2], writtenAt: lastModified };
  }
}

/** Reports of the windows that began in the `lookBackDays` before `until` or later, the one that ends last first. */
export async function listReports(
  artifacts: ArtifactStore,
  model: string,
  until: Date,
  lookBackDays: number,
): Promise<ReportLocation[]> {
  const reports: ReportLocation[] = [];
  const from = new Date(until.getTime() - lookBackDays * DAY);
  for await (const report of walkReports(artifacts, model, from)) reports.push(report);
  return reports.sort((a, b) => (a.end === b.end ? (a.start < b.start ? 1 : -1) : a.end < b.end ? 1 : -1));
}

export const readReport = async (artifacts: ArtifactStore, key: string): Promise<PastReport> =>
  parseJsonDocument(pastReportSchema, await artifacts.readText(key), key);

/** A hundred days, or longer for windows so long that the rule's would not fit. */
const lookBackDays = (start: Date, end: Date, windows: number): number =>
  Math.max(100, Math.ceil((3 * windows * (end.getTime() - start.getTime())) / DAY));

/**
 * The windows that the alarm rule looks at besides this one, newest first, and whether this is the newest of all that have
 * ended. None of them overlaps this window or another: of those that do, the one that began last counts. Windows that
 * decide nothing are passed over, those before another baseline's, and reports that cannot be read, which `problem` tells.
 */
export async function readHistory(
  artifacts: ArtifactStore,
  subject: { readonly model: string } & Pick<MonitorReport, 'version' | 'baseline'>,
  window: { readonly start: Date; readonly end: Date },
  count: number,
  now: Date,
): Promise<{ readonly history: PastWindow[]; readonly newest: boolean; readonly problem: string | null }> {
  const { model } = subject;
  const days = lookBackDays(window.start, window.end, count + 1);
  const reports = await listReports(artifacts, model, window.start, days);
  const [start, end, present] = [compactTime(window.start), compactTime(window.end), compactTime(now)];
  const earlier = reports.filter((other) => other.end <= start).sort((a, b) => (a.start < b.start ? 1 : -1));
  const history: PastWindow[] = [];
  const unreadable: string[] = [];
  let before = start;
  for (const other of earlier.slice(0, MAXIMUM_READS)) {
    if (history.length >= count) break;
    if (other.end > before) continue;
    const report = await readPast(artifacts, other.key);
    if (typeof report === 'string') unreadable.push(report);
    if (typeof report === 'string' || !isDecisive(report)) continue;
    if (!isOfBaseline(report, subject)) break;
    before = other.start;
    history.push({ window: report.window, verdict: report.verdict, violated: report.violated, reportKey: other.key });
  }
  const [first] = unreadable;
  const problem =
    first === undefined
      ? null
      : `Of the earlier reports ${unreadable.length} could not be read, and the alarm rule passes over that: ${cut(first, LONGEST_REASON)}`;
  return { history, problem, newest: !reports.some((other) => other.end > end && other.end <= present) };
}

/** The report, or why it cannot be read: damaged, of another release, or gone by now. */
async function readPast(artifacts: ArtifactStore, key: string): Promise<PastReport | string> {
  try {
    return await readReport(artifacts, key);
  } catch (error) {
    if (error instanceof InvalidInput || error instanceof NotFound) return error.message;
    throw error;
  }
}

/** A fixed baseline has no version of the registry: its object tells which it is, by reports that say so. */
const isOfBaseline = ({ version, baseline }: PastReport, now: Pick<MonitorReport, 'version' | 'baseline'>): boolean =>
  version === now.version &&
  (baseline === undefined || (baseline?.key === now.baseline?.key && baseline?.versionId === now.baseline?.versionId));
