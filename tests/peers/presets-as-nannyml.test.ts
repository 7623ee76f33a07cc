import { beforeAll, describe, expect, it } from 'vitest';
import type { ColumnDecision } from '../../lambdas/domain/monitoring/decide-columns.js';
import { decideByPreset } from '../../lambdas/domain/monitoring/presets/decide-by-preset.js';
import { type Cells, presetColumn } from '../fixtures/preset-columns.js';
import { COLUMN_PAIRS, type ColumnPair } from './column-pairs.js';
import { type Answer, askPeer, expectAgreement } from './peer.js';

/** Numbers of chunks that divide the rows of some pairs and leave rows over in others. */
const CHUNKS = [2, 3, 10, 64] as const;

type Sides = Pick<ColumnPair, 'type' | 'reference' | 'current'>;

function decide({ type, reference, current }: Sides, chunks?: number): ColumnDecision {
  const [decision] = decideByPreset('nannyml', [presetColumn(type, reference, current)], chunks ? { chunks } : {});
  if (decision === undefined) throw new Error('no decision');
  return decision;
}

/**
 * A chunk's shares sum to 1 but for rounding, which NannyML takes for a share outside of the reference: of the same
 * distribution it finds 1e-8 where the distance is 0.
 */
const ROUNDED_BELOW = 1e-7;
const rounded = (value: number): number => (value < ROUNDED_BELOW ? 0 : value);

const listed = (answer: Answer | undefined, name: string): readonly number[] => [answer?.[name] ?? []].flat();

interface Case {
  readonly title: string;
  readonly pair: ColumnPair;
  readonly chunks: number | null;
}

/** Of large samples two numbers of chunks are enough. */
const CASES: readonly Case[] = COLUMN_PAIRS.flatMap((pair) => {
  const counts = pair.reference.length > 5_000 ? ([3, 10] as const) : CHUNKS;
  return [null, ...counts].map((chunks) => ({ title: `${pair.title}, ${chunks ?? 'no'} chunks`, pair, chunks }));
});
const WHOLE = CASES.filter(({ chunks }) => chunks === null);
const CHUNKED = CASES.filter(({ chunks }) => chunks !== null);

/** JSON has no NaN. */
const sent = (cells: Cells) => cells.map((cell) => (typeof cell === 'number' && Number.isNaN(cell) ? null : cell));

const answers = new Map<Case, Answer | undefined>();

beforeAll(async () => {
  const questions = CASES.map(({ pair, chunks }) => ({
    kind: chunks === null ? 'rows' : 'chunks',
    ...(chunks === null ? {} : { chunks }),
    type: pair.type,
    reference: sent(pair.reference),
    current: sent(pair.current),
  }));
  const found = await askPeer('nannyml', questions);
  CASES.forEach((entry, at) => {
    answers.set(entry, found[at]);
  });
});

describe('the preset nannyml', () => {
  it.each(WHOLE.map((entry) => [entry.title, entry] as const))('decides as NannyML does: %s', (_, entry) => {
    const { value, alert } = answers.get(entry) ?? {};
    const { tests, verdict } = decide(entry.pair);
    const [test] = tests;
    expectAgreement({ value: rounded(test?.score ?? Number.NaN) }, { value: rounded(Number(value)) });
    expect([test?.name, test?.threshold, verdict]).toEqual(['jensen_shannon', 0.1, alert === 1 ? 'drift' : 'ok']);
  });

  it.each(CHUNKED.map((entry) => [entry.title, entry] as const))('alerts as NannyML does: %s', (_, entry) => {
    const answer = answers.get(entry);
    const { tests, verdict, reason } = decide(entry.pair, entry.chunks ?? 0);
    const { reference, current } = entry.pair;
    if (Math.min(reference.length, current.length) < (entry.chunks ?? 0)) {
      // Its chunks would have no rows, and it raises.
      expect([answer, verdict, tests]).toEqual([{}, 'insufficient-data', []]);
      expect(reason).toContain(`${entry.chunks} chunks take as many on both sides`);
      return;
    }
    const [starts, rows] = [listed(answer, 'starts'), listed(answer, 'rows')];
    const names = starts.map((start, at) => `jensen_shannon[${start}:${start + (rows[at] ?? 0) - 1}]`);
    expect(tests.map(({ name }) => name)).toEqual(names);
    const [threshold = Number.NaN] = listed(answer, 'threshold');
    expectAgreement(
      { threshold: rounded(tests[0]?.threshold ?? Number.NaN), values: tests.map(({ score }) => rounded(score)) },
      { threshold: rounded(threshold), values: listed(answer, 'values').map(rounded) },
    );
    const near = (score: number) => Math.abs(score - threshold) < ROUNDED_BELOW;
    const decided = tests.map(({ score, drifted }) => (near(score) ? 0 : Number(drifted)));
    expect(decided).toEqual(listed(answer, 'alerts').map((alert, at) => (near(tests[at]?.score ?? 0) ? 0 : alert)));
    expect(verdict).toBe(tests.some(({ drifted }) => drifted) ? 'drift' : 'ok');
  });

  it('leaves infinite values out, where NannyML has no edges for such a reference', async () => {
    const pair = { type: 'numeric' as const, reference: [1, 2, 3, 4, 1 / 0], current: [1, 2, 3, -1 / 0] };
    const [theirs] = await askPeer('nannyml', [
      { kind: 'rows', ...pair, reference: pair.reference.map(String), current: pair.current.map(String) },
    ]);
    expect(theirs).toEqual({});
    expect(decide(pair).tests).toEqual(decide({ ...pair, reference: [1, 2, 3, 4], current: [1, 2, 3] }).tests);
  });

  it('leaves infinite values of the current rows out, where NannyML takes them for values outside of the reference', async () => {
    const pair = { type: 'numeric' as const, reference: [1, 2, 3, 4], current: [1, 2, 3, 4, 1 / 0] };
    const [theirs] = await askPeer('nannyml', [{ kind: 'rows', ...pair, current: pair.current.map(String) }]);
    expect(Number(theirs?.value)).toBeGreaterThan(0.1);
    expect(decide(pair)).toMatchObject({ verdict: 'ok', tests: [{ score: 0 }] });
  });

  it('says insufficient-data of a side without a value, where NannyML has no distance', () => {
    expect(decide({ type: 'numeric', reference: [1, 2], current: [null] }, 2)).toMatchObject({
      verdict: 'insufficient-data',
      reason: 'no value in the current rows',
    });
  });
});
