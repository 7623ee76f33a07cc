import { hasDrifted } from '../../domain/monitoring/decide-columns.js';
import { isDecisive } from '../../domain/monitoring/is-decisive.js';
import type { MonitorReport, ReportVerdict } from '../../domain/monitoring/monitor-report.js';
import { describeNumber, describeShare } from '../../domain/monitoring/words.js';
import { escapeUnprintable } from '../../domain/printable.js';
import { type Html, html } from '../page/html.js';
import { count, time } from '../page/page.js';
import { drawDistribution } from './draw-distribution.js';
import { OF_WINDOW } from './side-names.js';

const HEADLINES: Readonly<Record<ReportVerdict, string>> = {
  ok: 'No drift',
  drift: 'Drift',
  'quality-drop': 'The quality dropped',
  'insufficient-data': 'Too little data to decide',
  empty: 'No traffic in this window',
  unreadable: 'The capture of this window could not be read',
  'no-champion': 'No champion: nothing to watch',
};

/** Labels that stay away are no verdict of the data, and would not show in one that is quiet. */
function headline({ verdict, quality }: MonitorReport): string {
  const isOverdue = quality !== null && quality.overdue !== null;
  const isQuiet = verdict === 'ok' || verdict === 'insufficient-data';
  return isOverdue && isQuiet ? `${HEADLINES[verdict]}, but labels are overdue` : HEADLINES[verdict];
}

const tone = ({ verdict, violated }: MonitorReport): string =>
  violated ? 'bad' : verdict === 'ok' ? 'good' : verdict === 'drift' || verdict === 'quality-drop' ? 'warn' : 'quiet';

/** The verdict, why, and what the alarm makes of it: what somebody who was woken up reads first. */
export function verdictBanner(report: MonitorReport): Html {
  const { model, version, window, violated, alarm, causes, history, rules } = report;
  const of = version === null ? html`${model}` : html`${model}, version ${version}`;
  const reasons =
    causes.length === 0
      ? null
      : html`<ul class="causes">${causes.map((cause) => html`<li>${escapeUnprintable(cause)}</li>`)}</ul>`;
  const recent = [...history]
    .reverse()
    .map(
      (past) =>
        html`<li class="${past.violated ? 'bad' : 'good'}"><span>${past.window.end.slice(5, 16).replace('T', ' ')}</span></li>`,
    );
  const own = html`<li class="${tone(report)} own"><span>${window.end.slice(5, 16).replace('T', ' ')}</span></li>`;
  const counted = violated ? 'This window counts as violated' : 'This window is not violated';
  return html`<header class="${tone(report)}">
<p class="of">${of}</p>
<h1>${headline(report)}</h1>
<p class="window">${time(window.start)} – ${time(window.end)}</p>
${incompleteness(report)}
${reasons}
${lateRecords(report)}
${isDecisive(report) ? html`<div class="rule"><p><strong>Alarm ${alarm ? 'on' : 'off'}.</strong> ${counted}; the alarm is on when the latest window and ${rules.violatedWindows} of the last ${rules.windows} are.</p><ol class="history">${recent}${own}</ol></div>` : html`<p>The alarm keeps the state that it had.</p>`}
</header>`;
}

/** In red, since what was not read may hold more. */
function incompleteness({ complete, capture }: MonitorReport): Html | null {
  if (complete) return null;
  const { shards, share } = capture.coverage;
  return html`<p class="incomplete">Incomplete: this report rests on ${count(shards.read)} of ${count(shards.planned)} parts, ${describeShare(share)} of the objects.</p>`;
}

function lateRecords({ capture }: MonitorReport): Html | null {
  if (capture.late === 0) return null;
  return html`<p class="late">${count(capture.late)} records of earlier windows came late: run those windows again to count them.</p>`;
}

export const tile = (label: string, value: string, note: string): Html =>
  html`<div class="tile"><dt>${label}</dt><dd>${value}<small>${note}</small></dd></div>`;

/** The handful of numbers that say how much the verdict rests on. */
export function tiles({ rows, columns, dataset, quality }: MonitorReport): Html {
  const all = Object.values(columns);
  const drifted = all.filter(hasDrifted).length;
  return html`<dl class="tiles">
${tile('Rows', count(rows.current), 'records of the window')}
${tile('Baseline', count(rows.reference), 'rows')}
${tile('Drifted columns', `${drifted} of ${all.length}`, dataset.drifted ? 'half or more: the data set drifted' : 'less than half')}
${quality === null ? null : tile('Labels', count(quality.labelled), `${describeShare(quality.coverage)} of the version's rows`)}
</dl>`;
}

/** Prediction drift and quality, side by side. */
export function outcomes({ prediction, quality }: MonitorReport): Html {
  return html`<div class="outcomes">
${prediction === null ? null : html`<section class="card"><h2>Prediction <span class="pill ${prediction.verdict}">${prediction.verdict}</span></h2><p>${prediction.reason}</p>${drawDistribution(prediction.name, prediction.distribution, OF_WINDOW)}</section>`}
${quality === null ? null : qualityCard(quality)}
</div>`;
}

function qualityCard(quality: NonNullable<MonitorReport['quality']>): Html {
  const { loss, baselineLoss, metrics, verdict, reason } = quality;
  const pill = verdict === 'drop' ? 'drift' : verdict;
  const interval =
    loss === null
      ? null
      : html`<tr><th scope="row">mean loss</th><td>${describeNumber(loss.mean)} <small>(95 %: ${describeNumber(loss.low)} – ${describeNumber(loss.high)})</small></td></tr>`;
  const before =
    baselineLoss === null
      ? null
      : html`<tr><th scope="row">on the evaluation set</th><td>${describeNumber(baselineLoss.mean)} <small>(${baselineLoss.rows} rows)</small></td></tr>`;
  const others = Object.entries(metrics).map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td>${describeNumber(value)}</td></tr>`,
  );
  return html`<section class="card"><h2>Quality <span class="pill ${pill}">${verdict}</span></h2><p>${reason}</p><table class="plain"><tbody>${interval}${before}${others}</tbody></table></section>`;
}
