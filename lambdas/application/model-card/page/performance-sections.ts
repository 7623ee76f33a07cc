import { shown } from '../../../domain/gates/gate-result.js';
import { describeShare } from '../../../domain/monitoring/words.js';
import type { ModelCard } from '../../documents/model-card.js';
import { boundPill, boundWords } from '../../page/bounds.js';
import { type Html, html } from '../../page/html.js';
import { count } from '../../page/page.js';
import { type Cell, cell, gateTable, number, section, table, unknown } from '../../page/parts.js';

type Performance = ModelCard['performance'];
/** Columns that are drawn; the others are summed up. */
const DRAWN = 20;

/** How good it is: metrics against what the policy asks for, the gates, and what the model looks at. */
export function performance({ performance: measured, gates }: ModelCard): Html {
  const { metrics, importance } = measured;
  return section(
    'performance',
    'Performance',
    html`<p>${measuredOn(measured)} ${submitted(measured)}</p>`,
    metrics.length === 0 ? html`<p>${unknown('No metric is known.')}</p>` : metricTable(measured),
    html`<h3>Gates</h3>`,
    gates.length === 0 ? html`<p>${unknown('The gates have not run.')}</p>` : gateTable('What validation found', gates),
    html`<h3>Importance</h3>`,
    importance === null || importance.length === 0
      ? html`<p>${unknown('not measured')}</p>`
      : importanceTable(importance),
  );
}

function measuredOn({ measuredOn: on }: Performance): Html {
  if (on === null) return unknown('The platform measured nothing.');
  const rows = on.rows === null ? null : html` (${count(on.rows)} rows)`;
  return html`Measured by the platform on evaluation set ${on.evaluationSet}${rows}.`;
}

function submitted({ submitted: { available, note, rows }, loss }: Performance): Html {
  if (!available) return html`Nothing of the submitter's own evaluation: ${note}.`;
  const mean = loss === null ? null : html`; mean ${loss.name.replace('_', ' ')} ${shown(loss.mean)}`;
  return html`The submitter's own evaluation has ${rows === null ? 'some' : count(rows)} rows${mean}.`;
}

function metricTable({ metrics }: Performance): Html {
  const before = metrics.some(({ previous }) => previous !== null);
  const rows = metrics.map(({ name, measured, previous, submitted: theirs, bound, within }): Cell[] => [
    cell(name),
    number(measured),
    ...(before ? [number(previous)] : []),
    number(theirs),
    cell(bound === null ? unknown('none') : boundWords(bound)),
    cell(boundPill(within, bound !== null)),
  ]);
  const headings = ['Metric', 'Measured', ...(before ? ['Set before'] : []), 'Submitted', 'Asked for', 'Verdict'];
  return table("Metrics, against the bounds of the model's policy of today", headings, rows);
}

function importanceTable(importance: NonNullable<Performance['importance']>): Html {
  const top = Math.max(...importance.map(({ share }) => share), Number.MIN_VALUE);
  const drawn = importance.slice(0, DRAWN);
  const rest = importance.slice(DRAWN);
  const others = rest.reduce((sum, { share }) => sum + share, 0);
  const rows = drawn.map(({ column, share }): Cell[] => [
    cell(column),
    { content: describeShare(share), kind: 'number' },
    { content: bar(share / top), kind: 'bar' },
  ]);
  const more = rest.length === 0 ? null : html`<p>And ${rest.length} more with ${describeShare(others)} together.</p>`;
  return html`${table('Share of each column in the performance, by permutation on evaluation rows', ['Column', 'Share', 'Drawn'], rows)}${more}`;
}

const bar = (part: number): Html =>
  html`<svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="current" width="${Math.round(part * 1000) / 10}" height="4"/></svg>`;
