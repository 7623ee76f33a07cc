import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ColumnDecision } from '../../../../../lambdas/domain/monitoring/decide-columns.js';
import { datasetDrift } from '../../../../../lambdas/domain/monitoring/monitor-report.js';
import { decideByPreset } from '../../../../../lambdas/domain/monitoring/presets/decide-by-preset.js';
import type { PresetColumn } from '../../../../../lambdas/domain/monitoring/presets/preset.js';
import { presetColumn } from '../../../../fixtures/preset-columns.js';
import { REFERENCE_SETS } from '../../../../fixtures/reference-sets.js';

const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const answer = z.object({ score: number, drifted: z.boolean(), threshold: z.number() });
const robust = z.object({ linf_simple: z.number(), linf_robust: z.number() });
const shared = {
  evidently: z.object({ DEFAULT: answer.extend({ test: z.string() }) }).catchall(answer),
  nannyml: z.object({ jensen_shannon: z.object({ value: z.number() }) }),
};
const answersSchema = z.object({
  columns: z.record(
    z.string(),
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('numeric'), deequ_formula_exact_cdf: robust, ...shared }),
      z.object({ type: z.literal('categorical'), deequ_formula: robust, ...shared }),
    ]),
  ),
  evidently_dataset_drift: z.object({ share: z.number(), drift: z.boolean() }),
});

const P_VALUES = new Set(['ks', 'chisquare', 'z']);

/** Scores at 1e-9, absolute or relative; p-values at 1e-6, relative. */
function expectScore(name: string, score: number | undefined, expected: number): void {
  const tolerance = P_VALUES.has(name) ? 1e-6 * expected : 1e-9 * Math.max(1, Math.abs(expected));
  const close = score === expected || Math.abs((score ?? Number.NaN) - expected) <= tolerance;
  expect(close, `${name}: got ${score}, expected ${expected}`).toBe(true);
}

const named = ({ tests }: ColumnDecision, name: string) => tests.find((test) => test.name === name);

/** The answers may lie beside the repository; a set that is not there has no test. */
const folder = resolve(import.meta.dirname, '../../../../../../shared');
const present = REFERENCE_SETS.filter(({ answers }) => existsSync(resolve(folder, 'reference', answers)));

describe.each(present)('presets on $answers', ({ answers: file, load }) => {
  const answers = answersSchema.parse(JSON.parse(readFileSync(resolve(folder, 'reference', file), 'utf8')));
  const { reference, current } = load(resolve(folder, 'data'));
  const columns = Object.entries(answers.columns).map(([name, { type }]): PresetColumn => {
    const cells = (side: typeof reference) =>
      (side.get(name) ?? []).map((text) => (text === '' ? null : type === 'numeric' ? Number(text) : text));
    return presetColumn(type, cells(reference), cells(current), name);
  });
  const evidently = decideByPreset('evidently', columns);
  const nannyml = decideByPreset('nannyml', columns);
  const modelMonitor = decideByPreset('model-monitor', columns);
  const cases = Object.entries(answers.columns).map(([name, column], at) => ({ name, column, at }));
  const decided = (decisions: readonly ColumnDecision[], at: number) => decisions[at] as ColumnDecision;

  it.each(cases)("evidently decides $name by Evidently's default test", ({ column, at }) => {
    const { test, score, threshold, drifted } = column.evidently.DEFAULT;
    const { tests, verdict } = decided(evidently, at);
    expect(tests[0]).toMatchObject({ name: test, threshold, drifted });
    expectScore(test, tests[0]?.score, score);
    expect(verdict).toBe(drifted ? 'drift' : 'ok');
  });

  it.each(cases)('evidently has every score of Evidently for $name, and no other', ({ column, at }) => {
    const { DEFAULT: _, ...scores } = column.evidently;
    const decision = decided(evidently, at);
    for (const [name, { score, threshold, drifted }] of Object.entries(scores)) {
      expectScore(name, named(decision, name)?.score, score);
      expect(named(decision, name)).toMatchObject({ threshold, drifted });
    }
    expect(decision.tests.map(({ name }) => name).sort()).toEqual(Object.keys(scores).sort());
  });

  it("evidently's share of drifted columns decides the data set as Evidently does", () => {
    const { share, drift } = answers.evidently_dataset_drift;
    expect(datasetDrift(evidently)).toEqual({ driftedShare: share, drifted: drift });
  });

  it.each(cases)('nannyml decides $name by its Jensen-Shannon distance', ({ column, at }) => {
    const { value } = column.nannyml.jensen_shannon;
    const { tests, verdict } = decided(nannyml, at);
    expectScore('jensen_shannon', tests[0]?.score, value);
    expect([tests.length, tests[0]?.threshold, verdict]).toEqual([1, 0.1, value > 0.1 ? 'drift' : 'ok']);
  });

  it.each(cases)("model-monitor decides $name by Deequ's robust distance", ({ column, at }) => {
    const expected = column.type === 'numeric' ? column.deequ_formula_exact_cdf : column.deequ_formula;
    const { tests, verdict } = decided(modelMonitor, at);
    expect(tests.map(({ name }) => name)).toEqual(['linf_robust', 'linf_simple']);
    expectScore('linf_robust', tests[0]?.score, expected.linf_robust);
    expectScore('linf_simple', tests[1]?.score, expected.linf_simple);
    expect(verdict).toBe(expected.linf_robust > 0.1 ? 'drift' : 'ok');
  });
});
