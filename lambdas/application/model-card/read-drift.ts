import { compactTime } from '../../../lib/contracts/index.js';
import { InvalidInput, NotFound } from '../../domain/errors.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { parseJsonDocument } from '../documents/parse.js';
import { type ReportLocation, walkReports } from '../monitoring/report-history.js';
import { cardReportSchema } from './card-report.js';
import type { Term } from './releases.js';
import type { DriftReading } from './summarise-drift.js';

const DAY = 86_400_000;
/** How far back windows are looked for, from the end of the newest term. */
export const LOOK_BACK_DAYS = 90;
/** Reports that are read, the newest ones: four days of hourly windows. */
export const MAXIMUM_WINDOWS = 100;
const AT_ONCE = 10;

/** Reads the newest reports of windows that began while the version was the champion; `terms` are newest first. */
export async function readDrift(
  artifacts: ArtifactStore,
  model: string,
  terms: readonly Term[],
  now: Date,
): Promise<DriftReading> {
  const [newest, oldest] = [terms[0], terms.at(-1)];
  if (newest === undefined || oldest === undefined) return { from: null, found: 0, unreadable: 0, reports: [] };
  const until = newest.until === null ? now : new Date(newest.until);
  const from = new Date(Math.max(Date.parse(oldest.since), until.getTime() - LOOK_BACK_DAYS * DAY));
  const found = await locate(artifacts, model, terms, from, until);
  const read: DriftReading['reports'][number][] = [];
  const looked = found.slice(0, MAXIMUM_WINDOWS);
  for (let at = 0; at < looked.length; at += AT_ONCE) {
    const some = await Promise.all(looked.slice(at, at + AT_ONCE).map(({ key }) => readOne(artifacts, key)));
    read.push(...some.filter((report) => report !== undefined));
  }
  return { from: from.toISOString(), found: found.length, unreadable: looked.length - read.length, reports: read };
}

async function locate(
  artifacts: ArtifactStore,
  model: string,
  terms: readonly Term[],
  from: Date,
  until: Date,
): Promise<ReportLocation[]> {
  const spans = terms.map((term) => ({
    since: compactTime(new Date(term.since)),
    until: term.until === null ? undefined : compactTime(new Date(term.until)),
  }));
  const last = compactTime(until);
  const found: ReportLocation[] = [];
  for await (const report of walkReports(artifacts, model, from)) {
    if (report.start >= last) break;
    const { start } = report;
    if (spans.some((span) => start >= span.since && (span.until === undefined || start < span.until))) {
      found.push(report);
    }
  }
  return found.sort((a, b) => (a.end === b.end ? (a.start < b.start ? 1 : -1) : a.end < b.end ? 1 : -1));
}

/** A damaged report is counted; it takes nothing from the card. */
async function readOne(artifacts: ArtifactStore, key: string) {
  try {
    return { key, report: parseJsonDocument(cardReportSchema, await artifacts.readText(key), key) };
  } catch (error) {
    if (error instanceof InvalidInput || error instanceof NotFound) return undefined;
    throw error;
  }
}
