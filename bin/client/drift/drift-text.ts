import { measureName } from '../../../lambdas/application/render-report/measure-names.js';
import { cut } from '../../../lambdas/domain/cut.js';
import { type ColumnDecision, hasDrifted } from '../../../lambdas/domain/monitoring/decide-columns.js';
import { severityOf, strongestTest } from '../../../lambdas/domain/monitoring/severity.js';
import { describeNumber, describePValue, describeShare } from '../../../lambdas/domain/monitoring/words.js';
import { escapeUnprintable } from '../../../lambdas/domain/printable.js';
import { type Style, styledStatus } from '../../output/style.js';
import { renderFields, renderTable } from '../../output/table.js';
import type { DriftQuestion, DriftReport } from './drift-report.js';

/** Characters of a column's name, and of what else a column holds that a table shows. */
const LONGEST = 40;
const NAMED = 10;

/** The report as people read it: the verdict, then a row a column, the worst first. */
export function driftText(report: DriftReport, question: DriftQuestion, style: Style): string {
  const { rows, columns } = report;
  const head = renderFields(
    [
      ['reference', `${question.reference}, ${count(rows.reference)} rows`],
      ['current', `${question.current}, ${count(rows.current)} rows`],
      ['decided as', question.preset],
    ],
    style,
  );
  const headers = ['COLUMN', 'TYPE', 'VERDICT', 'EFFECT', 'ADJUSTED P', 'MISSING', 'REASON'];
  const table = renderTable(
    headers,
    columns.toSorted((a, b) => severityOf(b) - severityOf(a)).map((column) => tableRow(column, report, style)),
    style,
  );
  return [driftHeadline(report, style), head, '', table].join('\n');
}

function driftHeadline({ columns, dataset }: DriftReport, { good, bad }: Style): string {
  const drifted = columns.filter(hasDrifted);
  if (drifted.length > 0) {
    const some = drifted.slice(0, NAMED).map(({ name }) => shown(name));
    const names = drifted.length > NAMED ? [...some, `and ${drifted.length - NAMED} more`] : some;
    const all = dataset.drifted ? '; half of the columns or more, so the data set drifted' : '';
    return `${bad('drift')} in ${drifted.length} of ${columns.length} columns: ${names.join(', ')}${all}`;
  }
  const decided = columns.filter(({ verdict }) => verdict === 'ok').length;
  if (decided === columns.length && decided > 0) return `${good('no drift')} in ${decided} columns`;
  return decided === 0
    ? 'nothing could be decided'
    : `${good('no drift')} in ${decided} of ${columns.length} columns; the others could not be decided`;
}

function tableRow(column: ColumnDecision, { rows }: DriftReport, style: Style): string[] {
  const { name, type, verdict, broken, pAdjusted, missing, reason } = column;
  const test = strongestTest(column.tests);
  const [before, now] = [missing.reference / Math.max(rows.reference, 1), missing.current / Math.max(rows.current, 1)];
  return [
    shown(name),
    type,
    broken ? style.bad(verdict) : styledStatus(verdict, style),
    test === undefined ? '-' : `${measureName(test.name)} ${describeNumber(test.score)}`,
    pAdjusted === null ? '-' : describePValue(pAdjusted),
    missing.reference + missing.current === 0 ? 'none' : `${describeShare(before)} -> ${describeShare(now)}`,
    reason,
  ];
}

/** Escaped here, so that the columns of the table stay straight. */
const shown = (name: string): string => escapeUnprintable(cut(name, LONGEST));

const count = (value: number): string => value.toLocaleString('en-US');
