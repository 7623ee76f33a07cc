import type { ReportColumn } from '../../domain/monitoring/monitor-report.js';
import { describeNumber, describePValue, describeShare } from '../../domain/monitoring/words.js';
import { type Html, html } from '../page/html.js';
import { drawDistribution } from './draw-distribution.js';

export interface TableRows {
  readonly reference: number;
  readonly current: number;
}

const VERDICT_WORDS = {
  drift: 'drift',
  ok: 'ok',
  'insufficient-data': 'too little data',
  'not-comparable': 'not comparable',
} as const;

const HEADINGS = ['Column', 'Verdict', 'Effect', 'Adjusted p', 'Missing', 'Importance', 'Distribution'] as const;

/** A row a column, worst first; the headings sort. */
export function columnTable(columns: readonly (readonly [string, ReportColumn])[], rows: TableRows): Html {
  const heads = HEADINGS.map((heading, i) =>
    heading === 'Distribution'
      ? html`<th scope="col">${heading} <span class="key"><i class="reference"></i>baseline <i class="current"></i>window</span></th>`
      : html`<th scope="col" aria-sort="none"><button type="button" data-column="${i}">${heading}</button></th>`,
  );
  const body = [...columns]
    .sort((a, b) => severity(b[1]) - severity(a[1]))
    .map(([name, column]) => row(name, column, rows));
  return html`<table><thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table>`;
}

/** The measure nearest to, or furthest beyond, its threshold. */
function strongest({ tests }: ReportColumn) {
  return [...tests].sort((a, b) => b.score / b.threshold - a.score / a.threshold)[0];
}

function severity(column: ReportColumn): number {
  const { verdict, broken } = column;
  const rank = broken
    ? 4
    : verdict === 'drift'
      ? 3
      : verdict === 'not-comparable'
        ? 2
        : verdict === 'insufficient-data'
          ? 1
          : 0;
  const test = strongest(column);
  return rank * 1e6 + Math.min(test === undefined || Number.isNaN(test.score) ? 0 : test.score / test.threshold, 1e5);
}

const MEASURES: Readonly<Record<string, string>> = {
  psi: 'PSI',
  wassersteinNormalized: 'Wasserstein',
  jensenShannon: 'Jensen-Shannon',
};

function row(name: string, column: ReportColumn, rows: TableRows): Html {
  const { verdict, broken, reason, pAdjusted, importance, missing, tests } = column;
  const effect = tests.map(
    ({ name: measure, score, drifted }) =>
      html`<div class="${drifted ? 'beyond' : ''}"><span>${MEASURES[measure] ?? measure}</span> ${describeNumber(score)}</div>`,
  );
  const [was, is] = [missing.reference / Math.max(rows.reference, 1), missing.current / Math.max(rows.current, 1)];
  const gone =
    missing.reference + missing.current === 0 ? html`none` : html`${describeShare(was)} → ${describeShare(is)}`;
  const test = strongest(column);
  return html`<tr class="${broken ? 'broken' : verdict}">
<th scope="row" data-value="${name}"><span class="name">${name}</span><small>${column.type}</small></th>
<td data-label="Verdict" data-value="${severity(column)}"><span class="pill ${broken ? 'drift' : verdict}">${VERDICT_WORDS[verdict]}</span><small>${reason}</small></td>
<td data-label="Effect" data-value="${test === undefined ? -1 : test.score / test.threshold}" class="effect">${effect.length === 0 ? '–' : effect}</td>
<td data-label="Adjusted p" data-value="${pAdjusted ?? 2}">${pAdjusted === null ? '–' : describePValue(pAdjusted)}</td>
<td data-label="Missing" data-value="${is}">${gone}</td>
<td data-label="Importance" data-value="${importance ?? -1}">${importance === null ? 'unknown' : describeShare(importance)}</td>
<td data-label="Distribution" class="picture">${drawDistribution(name, column.distribution)}</td>
</tr>`;
}
