import type { MonitorReport } from '../../domain/monitoring/monitor-report.js';
import { Html, html } from '../page/html.js';
import { page } from '../page/page.js';
import { captureNotes } from './capture-notes.js';
import { columnTable } from './column-table.js';
import { OF_WINDOW } from './side-names.js';
import { SORT_SCRIPT } from './sort-script.js';
import { STYLE } from './style.js';
import { outcomes, tiles, verdictBanner } from './summary.js';

/** `report.html`: one file that needs no other, the verdict first, then a row a column. */
export function renderReport(report: MonitorReport): string {
  const { model, window, verdict, state } = report;
  const columns = Object.entries(report.columns);
  const judged =
    state === 'ok'
      ? html`${tiles(report)}${outcomes(report)}<section class="columns"><h2>Columns</h2>${columnTable(columns, OF_WINDOW)}</section>`
      : null;
  return page({
    title: `${model}: ${verdict}, ${window.end.slice(0, 16)}`,
    style: STYLE,
    body: html`${verdictBanner(report)}
<main>${judged}${captureNotes(report)}</main>
<script>${new Html(SORT_SCRIPT)}</script>`,
  });
}
