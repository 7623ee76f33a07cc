import { describe, expect, it } from 'vitest';
import type { ColumnSide } from '../../../../lambdas/domain/columns/column-side.js';
import { decideCompleteness } from '../../../../lambdas/domain/monitoring/decide-completeness.js';

const side = (counts: Partial<ColumnSide>): ColumnSide => ({
  rows: 500,
  missing: 0,
  absent: 0,
  mistyped: 0,
  nonFinite: 0,
  ...counts,
});
const decide = (reference: Partial<ColumnSide>, current: Partial<ColumnSide>, pValue = 1e-20) =>
  decideCompleteness(side(reference), side(current), pValue, 0.05);

describe('the decision of rows without a value', () => {
  it('names the part that moved where values are no numbers, which is a change of type', () => {
    expect(decide({}, { mistyped: 200 })).toEqual({
      verdict: 'drift',
      cause: 'type-change',
      broken: true,
      reason: 'values that are no numbers went from 0 % to 40 % (adjusted p below 1e-16)',
    });
    expect(decide({ mistyped: 200 }, {})).toMatchObject({ cause: 'type-change', broken: false });
  });

  it('names all parts that moved, the most first, which is the cause', () => {
    expect(decide({ mistyped: 10 }, { missing: 150, mistyped: 50, nonFinite: 5 })).toMatchObject({
      cause: 'completeness',
      reason:
        'missing values went from 0 % to 30 %, values that are no numbers from 2 % to 10 %, infinite values from 0 % to 1 % (adjusted p below 1e-16)',
    });
  });

  it('says nothing of a share that moved by less than 0.05, or by chance', () => {
    expect(decide({}, { missing: 24 })).toBeNull();
    expect(decide({}, { missing: 100 }, 0.06)).toBeNull();
  });
});
