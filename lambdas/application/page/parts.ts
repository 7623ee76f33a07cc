import { shown } from '../../domain/gates/gate-result.js';
import type { ObjectPointer } from '../../domain/manifest.js';
import type { GateResult } from '../../domain/registry/records.js';
import { type Html, html } from './html.js';

export type Content = Html | string | null;

/** A part of a page under its heading. */
export const section = (id: string, heading: string, ...content: readonly Content[]): Html =>
  html`<section class="card" aria-labelledby="${id}"><h2 id="${id}">${heading}</h2>${content}</section>`;

/** What nobody said, or nothing measured. */
export const unknown = (words: string): Html => html`<span class="unknown">${words}</span>`;

/** Text of people's with its line breaks, or that they said nothing. */
export const prose = (text: string | null): Html =>
  text === null ? unknown('not stated') : html`<span class="prose">${text}</span>`;

export const stated = (text: string | number | null): Html =>
  text === null ? unknown('not stated') : html`<code>${text}</code>`;

/** Names with their values; those without one are left out. */
export const facts = (entries: readonly (readonly [string, Content])[]): Html =>
  html`<dl class="facts">${entries
    .filter(([, value]) => value !== null)
    .map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

export interface Cell {
  readonly content: Content;
  readonly kind?: 'number' | 'bar';
}

/** A table whose rows become blocks on a phone; the first cell of a row is its heading. */
export function table(caption: string, headings: readonly string[], rows: readonly (readonly Cell[])[]): Html {
  const body = rows.map(([first, ...rest]) => {
    const cells = rest.map(
      ({ content, kind = '' }, i) => html`<td class="${kind}" data-label="${headings[i + 1]}">${inOne(content)}</td>`,
    );
    return html`<tr><th scope="row">${first?.content}</th>${cells}</tr>`;
  });
  const heads = headings.map((heading) => html`<th scope="col">${heading}</th>`);
  return html`<table class="stack"><caption>${caption}</caption><thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table>`;
}

const inOne = (content: Content): Html => html`<div>${content}</div>`;

export const cell = (content: Content): Cell => ({ content });
export const number = (value: number | null): Cell => ({
  content: value === null ? unknown('–') : shown(value),
  kind: 'number',
});

/** An exact object: its key, its version and the start of its hash; the whole of both in titles. */
export const pointer = ({ key, versionId, sha256 }: ObjectPointer): Html =>
  html`<code>${key}</code><br><small><span class="hash" title="${versionId}">version ${short(versionId)}</span>, <span class="hash" title="${sha256}">SHA-256 ${short(sha256)}</span></small>`;

export const short = (text: string): string => (text.length > 12 ? `${text.slice(0, 12)}…` : text);

const TONES = { passed: 'good', failed: 'bad', unverified: 'warn', skipped: '' } as const;

type Judged = Pick<GateResult, 'verdict'> & { readonly advisory?: boolean | undefined };

/** A verdict, marked where the policy lets a version go on that did not pass. */
export const verdictPill = ({ verdict, advisory }: Judged): Html =>
  advisory === true
    ? html`<span class="pill warn">${verdict}</span> <small>advisory</small>`
    : html`<span class="pill ${TONES[verdict]}">${verdict}</span>`;

/** What each gate found; `link` leads to more of it. */
export const gateTable = (
  caption: string,
  gates: readonly (Judged & { readonly gate: string; readonly reason: string })[],
  link: (gate: string) => Content = (gate) => gate,
): Html =>
  table(
    caption,
    ['Gate', 'Verdict', 'Finding'],
    gates.map((gate) => [cell(link(gate.gate)), cell(verdictPill(gate)), cell(gate.reason)]),
  );
