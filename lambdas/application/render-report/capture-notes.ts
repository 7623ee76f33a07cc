import type { MonitorReport } from '../../domain/monitoring/monitor-report.js';
import { describeNumber } from '../../domain/monitoring/words.js';
import { escapeUnprintable } from '../../domain/printable.js';
import { type Html, html } from '../page/html.js';
import { count } from '../page/page.js';

/** What was read, and what could not be. */
export function captureNotes({ capture, columns, groundTruth, runId }: MonitorReport): Html {
  const { versions } = capture;
  const problems = [...capture.problems, ...(groundTruth?.problems ?? [])];
  const answered = Object.entries(versions).map(([version, records]) => `${versionName(version)}: ${count(records)}`);
  const duplicates =
    capture.duplicates === 0 ? null : html`<li>${count(capture.duplicates)} records came twice, and count once</li>`;
  const rankError = Math.max(0, ...Object.values(columns).map((column) => column.rankError ?? 0));
  const sketched =
    rankError === 0
      ? null
      : html`<li>Kolmogorov-Smirnov and Wasserstein distances and quantiles come from sketches: ranks are off by ${describeNumber(rankError)} at most (99 % a side), and drift is decided with that taken off</li>`;
  const labels =
    groundTruth === null
      ? null
      : html`<li>${count(groundTruth.lines)} lines of labels in ${count(groundTruth.objects)} objects; ${count(groundTruth.corruptLines)} lines and ${count(groundTruth.damagedObjects)} objects of them could not be read</li>`;
  return html`<section class="notes"><h2>What was read</h2><ul>
<li>${count(capture.records)} records of the window (${answered.join(', ') || 'none'}), ${count(capture.outside)} of other times, in ${count(capture.objects)} objects</li>
<li>${count(capture.corruptLines)} lines and ${count(capture.damagedObjects)} objects could not be read</li>${duplicates}${labels}${sketched}
<li>run ${runId}</li></ul>
${problems.length === 0 ? null : html`<details><summary>Some that could not be read</summary><ul>${problems.map((problem) => html`<li><code>${escapeUnprintable(problem)}</code></li>`)}</ul></details>`}</section>`;
}

function versionName(version: string): string {
  if (version === '') return 'unknown version';
  return version === 'other' ? 'other versions' : `version ${version}`;
}
