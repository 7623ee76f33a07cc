import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../../lambdas/application/render-report/render-report.js';
import { type ColumnInput, compareColumn } from '../../../../lambdas/domain/monitoring/compare-columns.js';
import { decideColumns } from '../../../../lambdas/domain/monitoring/decide-columns.js';
import { type MonitorReport, reportColumn } from '../../../../lambdas/domain/monitoring/monitor-report.js';
import type { ColumnProfile } from '../../../../lambdas/domain/monitoring/profile/column-profile.js';
import { categoricalSide, numericSide } from '../../../fixtures/cell-sides.js';
import { MONITOR_SETTINGS as rules } from '../../../fixtures/monitored-model.js';

const numbers = (shift: number) => numericSide(Array.from({ length: 300 }, (_, i) => i / 300 + shift));
const texts = (...names: string[]) => categoricalSide(Array.from({ length: 300 }, (_, i) => names[i % names.length]));
const inputs: ColumnInput[] = [
  { name: 'quiet', type: 'numeric', reference: numbers(0), current: numbers(0) },
  { name: '<b>moved</b>', type: 'numeric', reference: numbers(0), current: numbers(0.5) },
  { name: 'city', type: 'categorical', reference: texts('a', 'b'), current: texts('a', '"><script>alert(1)</script>') },
  { name: 'gone', type: 'numeric', reference: numbers(0), current: numericSide(Array(300).fill(undefined)) },
];

const capture = {
  objects: 1,
  damagedObjects: 0,
  lines: 300,
  corruptLines: 0,
  records: 300,
  outside: 0,
  late: 0,
  versions: { 1: 300 },
  problems: [],
  duplicates: 0,
  coverage: {
    shards: { planned: 1, read: 1 },
    objects: { planned: 1, read: 1 },
    bytes: { planned: 9000, read: 9000 },
    share: 1,
  },
};

const profile: ColumnProfile = {
  rows: 300,
  missing: 0,
  absent: 0,
  mistyped: 0,
  nonFinite: 0,
  outOfRange: null,
  distinct: null,
  mean: null,
  standardDeviation: null,
  minimum: null,
  maximum: null,
  quantiles: null,
};

const report = (changes: Partial<MonitorReport> = {}): MonitorReport => ({
  schemaVersion: 2,
  model: 'bikes',
  version: 1,
  baseline: { key: 'baseline.csv', versionId: 'v1' },
  runId: 'run-1',
  window: { start: '2026-01-01T00:00:00.000Z', end: '2026-01-01T01:00:00.000Z' },
  state: 'ok',
  verdict: 'drift',
  complete: true,
  violated: true,
  alarm: true,
  causes: ['column x & y: moved'],
  rows: { reference: 300, current: 300 },
  columns: Object.fromEntries(
    decideColumns(inputs.map(compareColumn), rules).map((column) => [
      column.name,
      reportColumn(column, 0.25, { reference: profile, current: profile }),
    ]),
  ),
  prediction: null,
  quality: null,
  history: [],
  dataset: { drifted: true, driftedShare: 0.5 },
  rules,
  capture,
  groundTruth: null,
  ...changes,
});

describe('the page of a report', () => {
  it('needs no other file and runs no text of the data', () => {
    const page = renderReport(report());
    expect(page).not.toMatch(/(src|href)=/);
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page).toContain('&lt;b&gt;moved&lt;/b&gt;');
    expect(page).toContain('column x &amp; y: moved');
  });

  it('says the verdict before anything else, and the worst column first', () => {
    const page = renderReport(report());
    const places = ['<h1>Drift</h1>', 'Alarm on.', '&lt;b&gt;moved', '>quiet<'].map((text) => page.indexOf(text));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(page.indexOf('>gone<')).toBeLessThan(page.indexOf('&lt;b&gt;moved&lt;/b&gt;</bdi>'));
  });

  it('draws both distributions of every column that has them', () => {
    const page = renderReport(report());
    expect(page.match(/<polygon class="reference"/g)).toHaveLength(2);
    expect(page.match(/<polyline class="current"/g)).toHaveLength(2);
    expect(page.match(/<svg class="bars"/g)).toHaveLength(1);
    expect(page).toContain('nothing to draw');
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it.each([
    ['empty', 'No traffic in this window'],
    ['no-champion', 'No champion'],
  ] as const)('of a window that is %s has a headline and no table', (state, headline) => {
    const page = renderReport(
      report({ state, verdict: state, violated: false, alarm: false, causes: [], columns: {} }),
    );
    expect(page).toContain(headline);
    expect(page).not.toContain('<table');
  });

  it('says in red, before the causes, what an incomplete window rests on', () => {
    const coverage = { ...capture.coverage, shards: { planned: 14, read: 12 }, share: 0.91 };
    const page = renderReport(report({ complete: false, capture: { ...capture, coverage } }));
    const said = page.indexOf(
      '<p class="incomplete">Incomplete: this report rests on 12 of 14 parts, 91 % of the objects.</p>',
    );
    expect(said).toBeGreaterThan(page.indexOf('<h1>'));
    expect(said).toBeLessThan(page.indexOf('<ul class="causes">'));
    expect(renderReport(report())).not.toContain('Incomplete');
  });

  it('tells of late records, duplicates and sketches', () => {
    const columns = Object.entries(report().columns).map(([name, column]) => [name, { ...column, rankError: 0.0025 }]);
    const page = renderReport(
      report({ columns: Object.fromEntries(columns), capture: { ...capture, late: 1234, duplicates: 7 } }),
    );
    expect(page).toContain('1,234 records of earlier windows came late: run those windows again to count them.');
    expect(page).toContain('7 records came twice, and count once');
    expect(page).toContain('ranks are off by 0.0025 at most');
    expect(page).toContain('± 0.0025, from a sketch');
    expect(page).toContain('ranks are off by 0.0025 at most (99 % a side)');
    expect(renderReport(report())).not.toMatch(/came late|came twice|sketch/);
  });
});
