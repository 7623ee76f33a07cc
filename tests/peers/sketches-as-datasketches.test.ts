import { beforeAll, describe, expect, it } from 'vitest';
import { FrequentItems } from '../../lambdas/domain/summaries/frequent-items.js';
import { HyperLogLog } from '../../lambdas/domain/summaries/hyper-log-log.js';
import { KllSketch } from '../../lambdas/domain/summaries/kll-sketch.js';
import { largestRankError, STREAMS, stream } from '../unit/lambdas/summaries/streams.js';
import { type Answer, askPeer, type Question } from './peer.js';
import { Random } from './random.js';

const LENGTH = 50_000;
const P = 12;
const STANDARD_ERROR = 1.04 / Math.sqrt(2 ** P);
/** DataSketches has 0.75 of 2^7 places. */
const LG_SIZE = 7;
const CAPACITY = 96;

const RANKS = STREAMS.flatMap((kind) =>
  [200, 1024].flatMap((k) =>
    [1, 40].map((parts) => ({ kind: 'ranks', title: `${kind}, k ${k}, parts ${parts}`, stream: kind, k, parts })),
  ),
).map((question) => ({ ...question, values: [...stream(question.stream, LENGTH, question.k + question.parts)] }));

const DISTINCT = [10, 1000, 20_000, 300_000].flatMap((count) =>
  [1, 0.01].map((step) => ({ kind: 'distinct', title: `${count} numbers, ${step} apart`, p: P, count, step })),
);

const random = new Random(7);
/** By Zipf's law: the text of rank r comes about once in r. */
const texts = random.list(LENGTH, () => `item ${Math.floor(1 / (random.uniform() + 1e-4))}`);
const exact = new Map<string, number>();
for (const text of texts) exact.set(text, (exact.get(text) ?? 0) + 1);
const HEAVY = [...exact].sort(([, a], [, b]) => b - a).slice(0, 20);
const FREQUENT = { kind: 'frequent', texts, names: HEAVY.map(([name]) => name), lgSize: LG_SIZE };

const QUESTIONS: readonly Question[] = [...RANKS, ...DISTINCT, FREQUENT];
let answers: readonly Answer[] = [];
beforeAll(async () => {
  answers = await askPeer('datasketches', QUESTIONS);
});
const answerOf = (question: Question): Answer => answers[QUESTIONS.indexOf(question)] ?? {};
const numbersOf = (answer: Answer[string] | undefined): readonly number[] => [answer ?? []].flat();

describe('Apache DataSketches and we', () => {
  it.each(RANKS)('know ranks of values $title within the bound that both state', (question) => {
    const { worst, stated, retained } = answerOf(question);
    const values = Float64Array.from(question.values);
    const merged = new KllSketch(question.k);
    for (let part = 0; part < question.parts; part++) {
      const sketch = new KllSketch(question.k);
      sketch.add(values, (part * LENGTH) / question.parts, ((part + 1) * LENGTH) / question.parts);
      merged.merge(sketch);
    }
    expect(merged.rankError).toBeCloseTo(Number(stated), 12);
    expect(largestRankError(merged, values)).toBeLessThanOrEqual(merged.rankError);
    // Their coins have no seed, and their bound is one of 99 %.
    expect(worst).toBeLessThan(2 * Number(stated));
    expect(merged.sortedView().values.length).toBeLessThan(2 * Number(retained));
  });

  it.each(DISTINCT)('count $title within four standard errors', (question) => {
    const counter = new HyperLogLog(P);
    counter.add(Float64Array.from({ length: question.count }, (_, i) => i * question.step));
    for (const estimate of [counter.estimate(), Number(answerOf(question).estimate)]) {
      expect(Math.abs(estimate / question.count - 1)).toBeLessThan(4 * STANDARD_ERROR);
    }
  });

  it('find the commonest twenty of many texts, and bound how often they come', () => {
    const items = new FrequentItems(CAPACITY);
    for (const text of texts) items.add(text);
    const { lower, upper, total } = answerOf(FREQUENT);
    const counts = items.counts();
    expect(items.isExact).toBe(false);
    expect([items.total, total]).toEqual([LENGTH, LENGTH]);
    expect(items.errorBound).toBeLessThanOrEqual(LENGTH / (CAPACITY + 1));
    for (const [rank, [name, count]] of HEAVY.entries()) {
      const ours = counts.get(name) ?? 0;
      expect(ours).toBeGreaterThan(0);
      expect(ours).toBeLessThanOrEqual(count);
      expect(ours + items.errorBound).toBeGreaterThanOrEqual(count);
      expect(numbersOf(lower)[rank]).toBeLessThanOrEqual(count);
      expect(numbersOf(upper)[rank]).toBeGreaterThanOrEqual(count);
    }
  });
});
