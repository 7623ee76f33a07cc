import type { ReportColumn } from '../../domain/monitoring/monitor-report.js';
import { reachOf, severityOf, strongestTest } from '../../domain/monitoring/severity.js';
import { describeNumber, describePValue, describeShare } from '../../domain/monitoring/words.js';
import { escapeUnprintable } from '../../domain/printable.js';
import { type Html, html } from '../page/html.js';
import { columnDetails } from './column-details.js';
import { dataText } from './column-name.js';
import { drawDistribution } from './draw-distribution.js';
import { measureName } from './measure-names.js';
import type { SideNames } from './side-names.js';

const VERDICT_WORDS = {
  drift: 'drift',
  ok: 'ok',
  'insufficient-data': 'too little data',
  'not-comparable': 'not comparable',
} as const;

/** Those that the reason does not tell. */
const warningsOf = (reason: string, warnings: readonly string[]): readonly Html[] =>
  warnings
    .filter((warning) => !reason.includes(warning))
    .map((warning) => html`<small class="warning">${escapeUnprintable(warning)}</small>`);

/** Tests of a column that its row shows; a preset may have one for each chunk. */
const SHOWN_TESTS = 4;

interface Part {
  readonly heading: string;
  /** By which its heading sorts; undefined where it does not. */
  readonly value?: (name: string, column: ReportColumn) => string | number;
  readonly cell: (name: string, column: ReportColumn, sides: SideNames) => Html;
}

const PARTS: readonly Part[] = [
  {
    heading: 'Verdict',
    value: (_, column) => severityOf(column),
    cell: (_, { verdict, broken, reason, warnings }) =>
      html`<span class="pill ${broken ? 'drift' : verdict}">${VERDICT_WORDS[verdict]}</span><small>${escapeUnprintable(reason)}</small>${warningsOf(reason, warnings)}`,
  },
  {
    heading: 'Effect',
    value: (_, { tests }) => {
      const test = strongestTest(tests);
      return test === undefined ? -1 : reachOf(test);
    },
    cell: (_, { tests }) => html`<div class="effect">${tests.length === 0 ? '–' : effects(tests)}</div>`,
  },
  {
    heading: 'Adjusted p',
    value: (_, { pAdjusted }) => pAdjusted ?? 2,
    cell: (_, { pAdjusted }) => html`${pAdjusted === null ? '–' : describePValue(pAdjusted)}`,
  },
  {
    heading: 'Missing',
    value: (_, column) => missingShares(column)[1],
    cell: (_, column) => {
      const [was, is] = missingShares(column);
      return was + is === 0 ? html`none` : html`${describeShare(was)} → ${describeShare(is)}`;
    },
  },
  {
    heading: 'Importance',
    value: (_, { importance }) => importance ?? -1,
    cell: (_, { importance }) => html`${importance === null ? 'unknown' : describeShare(importance)}`,
  },
  {
    heading: 'Distribution',
    cell: (name, { distribution }, sides) => drawDistribution(name, distribution, sides),
  },
];

/** A row a column, worst first, and below it what both sides hold; the headings sort. */
export function columnTable(columns: readonly (readonly [string, ReportColumn])[], sides: SideNames): Html {
  if (columns.length === 0) return html`<p class="none">No column was compared.</p>`;
  // Of files nobody knows how much a column matters.
  const known = columns.some(([, { importance }]) => importance !== null);
  const parts = PARTS.filter(({ heading }) => heading !== 'Importance' || known);
  const heads = parts.map(({ heading, value }) =>
    value === undefined
      ? html`<th scope="col">${heading} <span class="key"><i class="reference"></i>${sides.reference} <i class="current"></i>${sides.current}</span></th>`
      : sortable(heading, heading === 'Adjusted p' ? 'ascending' : 'descending'),
  );
  const bodies = columns
    .toSorted((a, b) => severityOf(b[1]) - severityOf(a[1]))
    .map(([name, column]) => columnRows(name, column, parts, sides));
  return html`<table class="compared"><thead><tr>${sortable('Column', 'ascending')}${heads}</tr></thead>${bodies}</table>`;
}

/** @param first the order that the first press makes */
const sortable = (heading: string, first: 'ascending' | 'descending'): Html =>
  html`<th scope="col" aria-sort="none"><button type="button" data-first="${first}">${heading}</button></th>`;

function columnRows(name: string, column: ReportColumn, parts: readonly Part[], sides: SideNames): Html {
  const cells = parts.map(
    ({ heading, value, cell }) =>
      html`<td data-label="${heading}"${value === undefined ? null : html` data-value="${value(name, column)}"`}>${cell(name, column, sides)}</td>`,
  );
  return html`<tbody class="${column.broken ? 'broken' : column.verdict}"><tr>
<th scope="row" data-value="${name}"><span class="name">${dataText(name)}</span><small>${column.type}</small></th>
${cells}
</tr><tr class="more"><td colspan="${parts.length + 1}"><details><summary>Both sides in numbers</summary>${columnDetails(column, sides)}</details></td></tr></tbody>`;
}

function effects(tests: ReportColumn['tests']): Html {
  const shown = tests
    .slice(0, SHOWN_TESTS)
    .map(
      ({ name, score, threshold, drifted }) =>
        html`<div class="${drifted ? 'beyond' : ''}" title="threshold ${describeNumber(threshold)}"><span>${measureName(name)}</span> ${describeNumber(score)}</div>`,
    );
  return tests.length > SHOWN_TESTS
    ? html`${shown}<div><span>and ${tests.length - SHOWN_TESTS} more</span></div>`
    : html`${shown}`;
}

const missingShares = ({ missing, reference, current }: ReportColumn): readonly [number, number] => [
  missing.reference / Math.max(reference.rows, 1),
  missing.current / Math.max(current.rows, 1),
];
