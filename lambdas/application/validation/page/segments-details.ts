import * as z from 'zod';
import type { Json } from '../../../domain/canonical-json.js';
import { shown } from '../../../domain/gates/gate-result.js';
import { type Html, html } from '../../page/html.js';
import { count } from '../../page/page.js';
import { type Cell, cell, number, table, unknown } from '../../page/parts.js';
import { numbersSchema, storedNumber } from './metric-table.js';

const segment = z.object({
  group: z.string(),
  rows: z.number(),
  judged: z.boolean(),
  metrics: numbersSchema.optional(),
  loss: storedNumber.optional(),
  championLoss: storedNumber.optional(),
  problems: z.array(z.string()),
});
const slice = z.object({
  groups: z.array(z.string()),
  rows: z.number(),
  loss: z.number(),
  rest: z.number(),
  pValue: z.number(),
  rival: z.string().optional(),
  rivalLoss: z.number().optional(),
});
const segmentsSchema = z.object({
  minimumRows: z.number(),
  segments: z.array(segment),
  slices: z.object({ looked: z.number(), failed: z.array(slice), harder: z.array(slice) }).optional(),
});
type Segment = z.infer<typeof segment>;
type Slice = z.infer<typeof slice>;

/** Segments and metrics that are shown; the JSON has all. */
const MOST = 100;
const METRICS = ['accuracy', 'f1', 'roc_auc', 'mae', 'rmse'];

/** The declared segments, the worst first, then what the search found. */
export function segmentsDetails(details: Json): Html | undefined {
  const parsed = segmentsSchema.safeParse(details);
  if (!parsed.success) return undefined;
  const { segments, slices, minimumRows } = parsed.data;
  return html`${segments.length === 0 ? html`<p>${unknown('The policy declares no segment.')}</p>` : segmentTable(segments, minimumRows)}
${slices === undefined ? null : slicesFound(slices)}`;
}

function segmentTable(segments: readonly Segment[], minimumRows: number): Html {
  const names = METRICS.filter((name) => segments.some(({ metrics }) => metrics?.[name] !== undefined));
  const champion = segments.some(({ championLoss }) => championLoss !== undefined);
  const judged = segments.filter((one) => one.judged);
  const small = segments.filter((one) => !one.judged);
  const worst = judged.sort((a, b) => b.problems.length - a.problems.length || (b.loss ?? 0) - (a.loss ?? 0));
  const rows = worst
    .slice(0, MOST)
    .map((one): Cell[] => [
      cell(named(one)),
      amount(one.rows),
      ...names.map((name) => number(one.metrics?.[name] ?? null)),
      number(one.loss ?? null),
      ...(champion ? [number(one.championLoss ?? null)] : []),
      cell(verdictOf(one)),
    ]);
  const headings = ['Segment', 'Rows', ...names, 'Mean loss', ...(champion ? ["Champion's"] : []), 'Verdict'];
  const more = judged.length - rows.length;
  return html`${judged.length === 0 ? null : table('Declared segments', headings, rows)}
${more === 0 ? null : html`<p>And ${count(more)} more.</p>`}
${small.length === 0 ? null : html`<p>Not judged, with fewer than ${count(minimumRows)} rows: ${small.slice(0, MOST).map(({ group, rows: size }, i) => `${i === 0 ? '' : '; '}${group} (${size})`)}.</p>`}`;
}

const named = ({ group, problems }: Segment): Html =>
  html`${group}${problems.map((problem) => html`<br><small>${problem}</small>`)}`;

const verdictOf = ({ problems }: Segment): Html =>
  problems.length === 0 ? html`<span class="pill good">good</span>` : html`<span class="pill bad">worse</span>`;

function slicesFound({ looked, failed, harder }: NonNullable<z.infer<typeof segmentsSchema>['slices']>): Html {
  const more = html`<details><summary>Slices that are harder than the rest, for any model: ${count(harder.length)}</summary>
${table('Highest loss first', SLICE, harder.map(sliceRow))}</details>`;
  return html`<h3>Slices that were found</h3><p>${count(looked)} were looked at; chances are corrected for that many.</p>
${failed.length === 0 ? null : table('Something simple does better there', [...SLICE, 'What', 'Its loss'], failed.map(failedRow))}
${harder.length === 0 ? null : more}`;
}

const SLICE = ['Slice', 'Rows', 'Mean loss', 'In other rows', 'p'];

const sliceRow = ({ groups, rows, loss, rest, pValue }: Slice): Cell[] => [
  cell(groups.join(' and ')),
  amount(rows),
  number(loss),
  number(rest),
  { content: chance(pValue), kind: 'number' },
];

const failedRow = (found: Slice): Cell[] => [
  ...sliceRow(found),
  cell(found.rival ?? ''),
  number(found.rivalLoss ?? null),
];

const amount = (rows: number): Cell => ({ content: count(rows), kind: 'number' });

const chance = (p: number): string => (p < 0.0001 ? 'below 0.0001' : shown(Number(p.toPrecision(2))));
