import type { MonitorReport } from '../../domain/monitoring/monitor-report.js';
import { columnTable } from './column-table.js';
import { Html, html } from './html.js';
import { SORT_SCRIPT, STYLE } from './style.js';
import { captureNotes, outcomes, tiles, verdictBanner } from './summary.js';

/** `report.html`: one file that needs no other, the verdict first, then a row a column. */
export function renderReport(report: MonitorReport): string {
  const { model, window, verdict, state, rows } = report;
  const columns = Object.entries(report.columns);
  const judged =
    state === 'ok'
      ? html`${tiles(report)}${outcomes(report)}<section class="columns"><h2>Columns</h2>${columnTable(columns, rows)}</section>`
      : null;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${model}: ${verdict}, ${window.end.slice(0, 16)}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
${verdictBanner(report)}
<main>${judged}${captureNotes(report)}</main>
<script>${new Html(SORT_SCRIPT)}</script>
</body>
</html>
`.markup;
}
