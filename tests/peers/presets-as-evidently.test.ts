import { beforeAll, describe, expect, it } from 'vitest';
import type { ColumnDecision } from '../../lambdas/domain/monitoring/decide-columns.js';
import { decideByPreset } from '../../lambdas/domain/monitoring/presets/decide-by-preset.js';
import { type Cells, presetColumn } from '../fixtures/preset-columns.js';
import { COLUMN_PAIRS, type ColumnPair } from './column-pairs.js';
import { type Answer, askPeer, expectAgreement } from './peer.js';

const P_VALUES = new Set(['ks', 'chisquare', 'z']);

/** What Evidently has for a column's type; its Z-test takes two categories for granted. */
function testsOf({ type, reference, current }: ColumnPair): string[] {
  if (type === 'numeric') return ['psi', 'jensenshannon', 'wasserstein', 'kl_div', 'hellinger', 'ks'];
  const categories = new Set([...reference, ...current].filter((cell) => cell !== null)).size;
  const tests = ['psi', 'jensenshannon', 'kl_div', 'hellinger', 'chisquare'];
  return categories > 2 ? tests : [...tests, 'z'];
}

/** JSON has no NaN. */
const sent = (cells: Cells) =>
  cells.map((cell) => (typeof cell === 'number' && !Number.isFinite(cell) ? `${cell}` : cell));

function decide({ type, reference, current }: Pick<ColumnPair, 'type' | 'reference' | 'current'>): ColumnDecision {
  const [decision] = decideByPreset('evidently', [presetColumn(type, reference, current)]);
  if (decision === undefined) throw new Error('no decision');
  return decision;
}

const numbers = (value: Answer[string] | undefined): readonly number[] => [value ?? []].flat();

/**
 * Hellinger distances and p-values of z are a root and a difference of numbers next to 1: what is below this is rounding on
 * both sides.
 */
const ROUNDED_BELOW: Readonly<Record<string, number>> = { hellinger: 1e-7, z: 1e-9 };

const answers = new Map<ColumnPair, Answer | undefined>();

beforeAll(async () => {
  const questions = COLUMN_PAIRS.map((pair) => ({
    kind: 'column',
    type: pair.type,
    reference: sent(pair.reference),
    current: sent(pair.current),
    tests: testsOf(pair),
  }));
  const found = await askPeer('evidently', questions);
  COLUMN_PAIRS.forEach((pair, at) => {
    answers.set(pair, found[at]);
  });
});

describe('the preset evidently', () => {
  it.each(COLUMN_PAIRS.map((pair) => [pair.title, pair] as const))('decides as Evidently does: %s', (_, pair) => {
    const theirs = Object.entries(answers.get(pair) ?? {});
    const [[key = '', chosen] = []] = theirs;
    const decision = decide(pair);
    const [decisive] = decision.tests;
    expect(`default ${decisive?.name}`).toBe(key);
    expect(numbers(chosen).slice(1)).toEqual([decisive?.threshold, Number(decisive?.drifted)]);
    expect(decision.verdict).toBe(numbers(chosen)[2] === 1 ? 'drift' : 'ok');
  });

  it.each(COLUMN_PAIRS.map((pair) => [pair.title, pair] as const))('has the scores of Evidently: %s', (_, pair) => {
    const theirs = Object.entries(answers.get(pair) ?? {});
    expect(theirs.length).toBeGreaterThan(0);
    const { tests } = decide(pair);
    for (const [key, answer] of theirs) {
      const name = key.replace('default ', '');
      const ours = tests.find((test) => test.name === name);
      const [score = Number.NaN, threshold, drifted] = numbers(answer);
      if (Number.isNaN(score)) {
        // Chi-square of one category has no degrees of freedom: a test that says nothing is not listed.
        expect([name, ours]).toEqual(['chisquare', undefined]);
        continue;
      }
      expect([name, ours?.threshold, Number(ours?.drifted)]).toEqual([name, threshold, drifted]);
      const rounded = Math.max(score, ours?.score ?? 1) < (ROUNDED_BELOW[name] ?? 0);
      const label = P_VALUES.has(name) ? `${name}.pValue` : name;
      if (!rounded) expectAgreement({ [label]: ours?.score ?? Number.NaN }, { [label]: score });
    }
  });

  it('takes infinite values for missing, as its reports do', () => {
    const finite = COLUMN_PAIRS.find(({ title }) => title === 'numeric, missing values') as ColumnPair;
    const infinite = (cells: Cells) => cells.map((cell, i) => (cell === null ? (i % 20 === 3 ? 1 : -1) / 0 : cell));
    const decision = decide({ ...finite, reference: infinite(finite.reference), current: infinite(finite.current) });
    expect(decision.tests).toEqual(decide(finite).tests);
  });

  it('says of "1" and "1.0" that they are different texts, as Evidently does', () => {
    const pair = COLUMN_PAIRS.find(({ title }) => title.includes('"1" against')) as ColumnPair;
    expect(decide(pair)).toMatchObject({ verdict: 'drift', statistics: { unseen: ['1.0'], vanished: ['1'] } });
  });

  it.each<[string, Cells, Cells, string]>([
    ['no current value', [1, 2, 3], [null, null], 'no value in the current rows'],
    ['no value at all', [null], [Number.NaN], 'no value in the baseline and the current rows'],
    ['infinite values alone', [1, 2], [Number.POSITIVE_INFINITY], 'no value in the current rows'],
  ])('says insufficient-data of %s, where Evidently raises', (_, reference, current, reason) => {
    expect(decide({ type: 'numeric', reference, current })).toMatchObject({
      verdict: 'insufficient-data',
      reason,
      tests: [],
    });
  });
});
