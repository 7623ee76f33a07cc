import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../../lambdas/application/documents/csv.js';
import { canonicalValue, isEvaluationRow, rowIdentity } from '../../../lambdas/domain/datasets/row-identity.js';
import { identitiesOf, type LabelledRow, splitRows } from '../../../lambdas/domain/datasets/split-rows.js';
import { formatCsv } from '../../../lambdas/domain/datasets/table.js';

const features = ['a', 'b'];
const target = 'y';
const text = fc.oneof(fc.string({ maxLength: 4 }), fc.integer().map(String), fc.constant(''));
const row: fc.Arbitrary<LabelledRow> = fc.record({
  values: fc.tuple(text, text),
  target: text,
  newlyLabelled: fc.boolean(),
});
const rows = fc.array(row, { maxLength: 60 });
const assignment = fc.record({ seed: fc.integer(), share: fc.double({ min: 0.05, max: 0.95, noNaN: true }) });
const split = (labelled: readonly LabelledRow[], by: { seed: number; share: number }) =>
  splitRows({ features, target, rows: labelled, assignment: by });
const asTexts = (table: { rows: readonly (readonly string[])[] } | undefined): string[] =>
  (table?.rows ?? []).map((cells) => JSON.stringify(cells)).sort();

describe('the assignment of rows', () => {
  it('is the same in any order and with any other rows', () => {
    fc.assert(
      fc.property(rows, rows, assignment, (some, others, by) => {
        const alone = asTexts(split(some, by).train);
        const reversed = asTexts(split(some.toReversed(), by).train);
        const together = asTexts(split([...others, ...some], by).train);
        expect(reversed).toEqual(alone);
        const left = [...together];
        for (const cells of alone) {
          const at = left.indexOf(cells);
          expect(at).toBeGreaterThanOrEqual(0);
          left.splice(at, 1);
        }
      }),
    );
  });

  it('never puts copies of a row on both sides', () => {
    fc.assert(
      fc.property(rows, assignment, (some, by) => {
        const { train, evaluation } = split([...some, ...some], by);
        const trained = new Set(identitiesOf(train, target));
        const aside = evaluation === undefined ? [] : identitiesOf(evaluation, target);
        expect(aside.filter((identity) => trained.has(identity))).toEqual([]);
      }),
    );
  });

  it('keeps a row out of training for ever, whether it is newly labelled or not', () => {
    fc.assert(
      fc.property(rows, assignment, (some, by) => {
        const later = some.map((one) => ({ ...one, newlyLabelled: false }));
        expect(asTexts(split(later, by).train)).toEqual(asTexts(split(some, by).train));
      }),
    );
  });

  it('never sets aside a row without a target', () => {
    fc.assert(
      fc.property(rows, assignment, (some, by) => {
        const unlabelled = some.map((one) => ({ ...one, target: '' }));
        const { train, evaluation } = split(unlabelled, by);
        expect(train.rows).toHaveLength(some.length);
        expect(evaluation).toBeUndefined();
      }),
    );
  });

  it.each([0.05, 0.2, 0.5])('sets aside about a share of %d of 20,000 rows, whatever the seed', (share) => {
    const n = 20_000;
    for (const seed of [0, 1, -17]) {
      let aside = 0;
      for (let i = 0; i < n; i += 1) {
        const identity = rowIdentity([['a', String(i)]], '1');
        if (isEvaluationRow(identity, { seed, share })) aside += 1;
      }
      expect(Math.abs(aside / n - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / n));
    }
  });
});

describe('the identity of a row', () => {
  it('does not depend on the order of columns, or on a missing value being there', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(fc.string(), text), { selector: ([name]) => name }), text, (cells, label) => {
        const identity = rowIdentity(cells, label);
        expect(rowIdentity(cells.toReversed(), label)).toBe(identity);
        const present = cells.filter(([, value]) => value !== '');
        expect(rowIdentity(present, label)).toBe(identity);
      }),
    );
  });

  it('is the same for a number from a CSV and from JSON', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const spelled = [String(number), number.toExponential(20), JSON.stringify(number)];
        expect(new Set(spelled.map(canonicalValue)).size).toBe(1);
      }),
    );
    expect(['1', '1.0', '+1', '1e0', '01'].map(canonicalValue)).toEqual(['1', '1', '1', '1', '1']);
    expect(['-0', '0.0'].map(canonicalValue)).toEqual(['0', '0']);
  });

  it('leaves texts that are no finite decimal number as they are', () => {
    const texts = ['', ' 1', '1,5', '0x10', 'NaN', 'Infinity', '1e999', 'wet'];
    expect(texts.map(canonicalValue)).toEqual(texts);
  });

  it('tells values, columns and target apart', () => {
    const identities = [
      rowIdentity([['a', '1']], '0'),
      rowIdentity([['a', '0']], '1'),
      rowIdentity([['b', '1']], '0'),
      rowIdentity([['a', '1,0']], ''),
    ];
    expect(new Set(identities).size).toBe(identities.length);
  });
});

describe('a CSV that is written', () => {
  it('reads back as it was', () => {
    const width = fc.integer({ min: 1, max: 4 });
    const tables = width.chain((n) =>
      fc.record({
        columns: fc.uniqueArray(
          fc.string({ minLength: 1 }).filter((name) => !name.startsWith('\uFEFF')),
          { minLength: n, maxLength: n },
        ),
        rows: fc.array(
          fc.array(fc.oneof(fc.string(), fc.constantFrom('"', '\n', '\r\n', ',')), { minLength: n, maxLength: n }),
        ),
      }),
    );
    fc.assert(
      fc.property(tables, (table) => {
        expect(parseCsv(formatCsv(table), 'x')).toEqual(table);
      }),
      { numRuns: 1000 },
    );
  });
});
