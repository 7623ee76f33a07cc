import { constraintViolations } from '../../domain/monitoring/constraint-violations.js';
import type { MonitorReport } from '../../domain/monitoring/monitor-report.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { renderReport } from '../render-report/render-report.js';

/**
 * Writes the reports of a window in place of an earlier run's. The JSON comes last: where it is, the others are too. Another
 * run of the window may write its own meanwhile; so the run whose JSON stands looks whether the others are its own, and writes
 * them again where they are not.
 */
export async function writeReport(
  artifacts: Pick<ArtifactStore, 'write' | 'head'>,
  report: MonitorReport,
  folder: string,
): Promise<{ readonly reportKey: string; readonly htmlReportKey: string }> {
  const [reportKey, htmlReportKey] = [`${folder}report.json`, `${folder}report.html`];
  const json = { contentType: 'application/json' };
  const others = [
    [`${folder}constraint_violations.json`, toJson(constraintViolations(report)), json],
    [htmlReportKey, renderReport(report), { contentType: 'text/html; charset=utf-8' }],
  ] as const;
  const written = [];
  for (const [key, body, options] of others) {
    written.push({ key, body, options, versionId: (await artifacts.write(key, body, options)).versionId });
  }
  const { versionId: own } = await artifacts.write(reportKey, toJson(report), json);
  for (const { key, body, options, versionId } of written) {
    if ((await artifacts.head(key)).versionId === versionId) continue;
    if ((await artifacts.head(reportKey)).versionId === own) await artifacts.write(key, body, options);
  }
  return { reportKey, htmlReportKey };
}

/** Numbers that JSON lacks are the strings "NaN", "Infinity" and "-Infinity". */
const toJson = (document: object): string =>
  `${JSON.stringify(document, (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value), 2)}\n`;
