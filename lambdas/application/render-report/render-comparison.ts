import { type ColumnDecision, hasDrifted } from '../../domain/monitoring/decide-columns.js';
import { reportColumn } from '../../domain/monitoring/monitor-report.js';
import type { ColumnProfile } from '../../domain/monitoring/profile/column-profile.js';
import { severityOf } from '../../domain/monitoring/severity.js';
import { Html, html } from '../page/html.js';
import { count, page } from '../page/page.js';
import { dataText } from './column-name.js';
import { columnTable } from './column-table.js';
import { OF_FILES } from './side-names.js';
import { SORT_SCRIPT } from './sort-script.js';
import { STYLE } from './style.js';
import { tile } from './summary.js';

/** Two files of rows, compared. */
export interface FileComparison {
  /** Their names. */
  readonly files: { readonly reference: string; readonly current: string };
  readonly rows: { readonly reference: number; readonly current: number };
  /** As whose rules decide; null for those of the monitor. */
  readonly preset: string | null;
  readonly columns: readonly ColumnDecision[];
  /** What the sides of each column hold. */
  readonly profiles: readonly { readonly reference: ColumnProfile; readonly current: ColumnProfile }[];
  readonly dataset: { readonly drifted: boolean; readonly driftedShare: number };
  /** What a person should know of the files, in words. */
  readonly notes: readonly string[];
}

/** Columns that the head of the page names. */
const NAMED = 10;

/** The page of `mlops drift`: one file that needs no other, the verdict first, then a row a column. */
export function renderComparison(comparison: FileComparison): string {
  const { columns, profiles, notes } = comparison;
  const drifted = columns.filter(hasDrifted).toSorted((a, b) => severityOf(b) - severityOf(a));
  const rows = columns.flatMap((column, i) => {
    const sides = profiles[i];
    return sides === undefined ? [] : [[column.name, reportColumn(column, null, sides)] as const];
  });
  const [title, tone] = headline(columns, drifted.length);
  return page({
    title,
    style: STYLE,
    body: html`<header class="${tone}">
<p class="of">${dataText(comparison.files.current)} against ${dataText(comparison.files.reference)}</p>
<h1>${title}</h1>
${causes(drifted)}
</header>
<main>${tiles(comparison, drifted.length)}<section class="columns"><h2>Columns</h2>${columnTable(rows, OF_FILES)}</section>
${notes.length === 0 ? null : html`<section class="notes"><h2>What was read</h2><ul>${notes.map((note) => html`<li>${note}</li>`)}</ul></section>`}</main>
<script>${new Html(SORT_SCRIPT)}</script>`,
  });
}

function headline(columns: readonly ColumnDecision[], drifted: number): readonly [title: string, tone: string] {
  if (drifted > 0) return [`Drift in ${drifted} of ${columns.length} columns`, 'bad'];
  const decided = columns.filter(({ verdict }) => verdict === 'ok').length;
  if (columns.length === 0) return ['No column was compared', 'quiet'];
  if (decided === 0) return ['Nothing could be decided', 'quiet'];
  return decided === columns.length
    ? ['No drift', 'good']
    : [`No drift in ${decided} of ${columns.length} columns`, 'good'];
}

function causes(drifted: readonly ColumnDecision[]): Html | null {
  if (drifted.length === 0) return null;
  const named = drifted.slice(0, NAMED).map(({ name, reason }) => html`<li>${dataText(name)}: ${reason}</li>`);
  const more = drifted.length > NAMED ? html`<li>and ${drifted.length - NAMED} more</li>` : null;
  return html`<ul class="causes">${named}${more}</ul>`;
}

function tiles({ rows, columns, dataset, preset }: FileComparison, drifted: number): Html {
  const half = dataset.drifted ? 'half or more: the data set drifted' : 'less than half';
  return html`<dl class="tiles">
${tile('Reference', count(rows.reference), 'rows')}
${tile('Current', count(rows.current), 'rows')}
${tile('Drifted columns', `${drifted} of ${columns.length}`, half)}
${preset === null ? null : tile('Decided as', preset, 'by its tests and thresholds')}
</dl>`;
}
