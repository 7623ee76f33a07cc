import { describe, expect, it } from 'vitest';
import {
  type FileComparison,
  renderComparison,
} from '../../../../lambdas/application/render-report/render-comparison.js';
import { type ColumnInput, compareColumn } from '../../../../lambdas/domain/monitoring/compare-columns.js';
import { decideColumns } from '../../../../lambdas/domain/monitoring/decide-columns.js';
import { datasetDrift } from '../../../../lambdas/domain/monitoring/monitor-report.js';
import { exactProfiles } from '../../../../lambdas/domain/monitoring/profile/exact-profile.js';
import { categoricalSide, numericSide } from '../../../fixtures/cell-sides.js';
import { MONITOR_SETTINGS as rules } from '../../../fixtures/monitored-model.js';

const HOSTILE = '<img src=x onerror="alert(1)">';
const numbers = (shift: number) => numericSide(Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? null : i + shift)));
const texts = (...names: string[]) => categoricalSide(Array.from({ length: 300 }, (_, i) => names[i % names.length]));
const inputs: ColumnInput[] = [
  { name: 'calm', type: 'numeric', reference: numbers(0), current: numbers(0) },
  { name: HOSTILE, type: 'numeric', reference: numbers(0), current: numbers(150) },
  {
    name: 'x'.repeat(300),
    type: 'categorical',
    reference: texts('a', 'b', HOSTILE),
    current: texts('a', `\u202e${HOSTILE}`),
  },
  { name: '', type: 'categorical', reference: texts('1', '2'), current: texts('1', '2.0') },
];

function comparison(columns: readonly ColumnInput[], changes: Partial<FileComparison> = {}): FileComparison {
  const decisions = decideColumns(columns.map(compareColumn), rules);
  return {
    files: { reference: 'before.csv', current: `${HOSTILE}.csv` },
    rows: { reference: 300, current: 300 },
    preset: null,
    columns: decisions,
    profiles: columns.map(exactProfiles),
    dataset: datasetDrift(decisions),
    notes: [],
    ...changes,
  };
}

describe('the page of two files', () => {
  it('says first how many columns drifted and which, the worst first', () => {
    const page = renderComparison(comparison(inputs));
    expect(page).toContain('<h1>Drift in 3 of 4 columns</h1>');
    const places = ['<h1>', 'class="causes"', 'class="tiles"', '<table class="compared"'].map((part) =>
      page.indexOf(part),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    const order = [...page.matchAll(/<tbody class="([a-z-]+)">/g)].map(([, verdict]) => verdict);
    expect(order).toEqual(['drift', 'drift', 'drift', 'ok']);
  });

  it('needs no other file, and shows hostile names and values as texts, cut', () => {
    const page = renderComparison(comparison(inputs));
    expect(page).not.toContain('<img');
    expect(page).not.toContain('\u202e');
    expect(page).not.toMatch(/(?:src|href)="/);
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page).toContain(`<bdi title="${'x'.repeat(300)}">${'x'.repeat(79)}…</bdi>`);
    expect(page).toContain('(empty)');
  });

  it('has below each column what both sides hold', () => {
    const page = renderComparison(comparison(inputs));
    const [moved = ''] = page.split('<tbody class=').filter((part) => part.includes('data-value="&lt;img'));
    const line = (name: string) => new RegExp(`>${name}</th><td>([^<]*)</td><td>([^<]*)</td>`).exec(moved)?.slice(1);
    expect(line('rows')).toEqual(['300', '300']);
    expect(line('missing')).toEqual(['100 (33.3 %)', '100 (33.3 %)']);
    expect(line('least')).toEqual(['1', '151']);
    expect(line('median')).toEqual(['149', '299']);
    expect(line('greatest')).toEqual(['299', '449']);
    expect(line('different values')).toEqual(['200', '200']);
    expect(line('outside the range')).toEqual(['0 %', '50 %']);
    expect(line('mean')).toEqual(['150', '300']);
    expect(page).toContain('<p>Only in the current</p><ul><li><bdi>2.0</bdi></li></ul>');
    expect(page).toContain('differ only in number format');
  });

  it('has neither importance, which nobody knows of files, nor a table without columns', () => {
    expect(renderComparison(comparison(inputs))).not.toContain('Importance');
    const none = renderComparison(comparison([]));
    expect(none).toContain('<h1>No column was compared</h1>');
    expect(none).not.toContain('<table');
  });

  it.each([
    [[inputs[0]], 'No drift', 'good'],
    [
      [{ name: 'few', type: 'numeric', reference: numericSide([1]), current: numericSide([2]) }],
      'Nothing could be decided',
      'quiet',
    ],
  ] as [ColumnInput[], string, string][])('sums up %#', (columns, headline, tone) => {
    const page = renderComparison(comparison(columns, { notes: ['a note'], preset: 'evidently' }));
    expect(page).toContain(`<header class="${tone}">`);
    expect(page).toContain(`<h1>${headline}</h1>`);
    expect(page).toContain('<li>a note</li>');
    expect(page).toContain('evidently');
  });
});
