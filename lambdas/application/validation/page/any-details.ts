import type { Json } from '../../../domain/canonical-json.js';
import { type Html, html } from '../../page/html.js';
import { count } from '../../page/page.js';
import { type Cell, cell, facts, number, table, unknown } from '../../page/parts.js';

type Plain = string | number | boolean | null;
type Entries = readonly (readonly [string, Json])[];

/** Rows of a table, and characters of a value, that are shown; the JSON has all. */
const MOST_ROWS = 50;
const MOST_TEXT = 300;
const DEEPEST = 4;

const isPlain = (value: Json): value is Plain => value === null || typeof value !== 'object';
const isRecord = (value: Json): value is { readonly [key: string]: Json } => !isPlain(value) && !Array.isArray(value);
/** Sentences, that stand below each other. */
const isList = (value: Json): value is readonly string[] =>
  Array.isArray(value) && value.some((item) => typeof item === 'string' && item.length > 30) && value.every(isPlain);
/** Fits into a cell: a value, or a list of short values. */
const isCell = (value: Json): boolean =>
  isPlain(value) ||
  (isRecord(value) && Object.keys(value).length === 0) ||
  (Array.isArray(value) && value.every(isPlain) && !isList(value));
const isRow = (value: Json): value is { readonly [key: string]: Json } =>
  isRecord(value) && Object.values(value).every(isCell);

/** `minimumRows` → `minimum rows`; names that are no identifiers stay as they are. */
export const words = (name: string): string =>
  /^[a-z][A-Za-z0-9]*$/.test(name) ? name.replace(/[A-Z](?![A-Z])/g, (letter) => ` ${letter.toLowerCase()}`) : name;

/** Whatever a gate told, as lists and tables: values first, then what has parts, each under its name. */
export function anyDetails(details: Json, depth = 0): Html {
  if (isRecord(details) && Object.keys(details).length === 0) return html``;
  if (isCell(details)) return html`<p>${cellOf(details).content}</p>`;
  if (isList(details)) return list(details);
  const entries: Entries = Array.isArray(details)
    ? details.map((value, i) => [String(i + 1), value] as const)
    : Object.entries(details as { readonly [key: string]: Json });
  if (Array.isArray(details) && details.every(isRow))
    return rowTable(
      '',
      details.map((row) => Object.entries(row)),
    );
  const simple = entries.filter(([, value]) => isCell(value));
  const parts = entries.filter(([, value]) => !isCell(value));
  return html`${simple.length === 0 ? null : facts(simple.map(([name, value]) => [words(name), html`${cellOf(value).content}`]))}
${parts.map(([name, value]) => part(name, value, depth))}`;
}

function part(name: string, value: Json, depth: number): Html {
  if (isList(value)) return html`<h3>${words(name)}</h3>${list(value)}`;
  const rows = Array.isArray(value)
    ? value.every(isRow) && value.map((row) => Object.entries(row))
    : isRecord(value) && Object.values(value).every(isRow) && namedRows(value);
  if (rows) return rowTable(words(name), rows);
  if (depth >= DEEPEST) return html`<p>${words(name)}: <code>${shortened(JSON.stringify(value))}</code></p>`;
  return html`<details><summary>${words(name)}</summary>${anyDetails(value, depth + 1)}</details>`;
}

const list = (items: readonly string[]): Html => html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;

const namedRows = (value: { readonly [key: string]: Json }): Entries[] =>
  Object.entries(value).map(([name, row]) => [
    ['name', name] as const,
    ...Object.entries(row as { readonly [key: string]: Json }),
  ]);

function rowTable(caption: string, rows: readonly Entries[]): Html {
  const columns = [...new Set(rows.flatMap((row) => row.map(([name]) => name)))];
  const shownRows = rows.slice(0, MOST_ROWS);
  const body = shownRows.map((row) => {
    const values = new Map(row);
    return columns.map((column) => cellOf(values.get(column)));
  });
  const more = rows.length - shownRows.length;
  return html`${table(caption, columns.map(words), body)}${more === 0 ? null : html`<p>And ${count(more)} more.</p>`}`;
}

function cellOf(value: Json | undefined): Cell {
  if (value === null || value === undefined) return cell(unknown('–'));
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean') return cell(value ? 'yes' : 'no');
  if (typeof value === 'string') return cell(shortened(value));
  if (isRecord(value)) return cell(unknown('none'));
  return cell(shortened((value as readonly Plain[]).map(String).join(', ')) || unknown('none'));
}

const shortened = (text: string): string => (text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text);
