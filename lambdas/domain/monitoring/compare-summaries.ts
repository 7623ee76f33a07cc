import type { CategoricalSummary } from '../summaries/categorical-summary.js';
import type { NumericSummary } from '../summaries/numeric-summary.js';
import type { Comparison } from './column-statistics.js';
import type { ReferenceEdges } from './reference-edges.js';

/** What is kept of the reference's values, and where its statistics cut. */
export interface ReferenceSummary extends Pick<ReferenceEdges, 'deciles' | 'doane'> {
  readonly summary: NumericSummary;
}

/** Compares a numeric column by what is kept of it; null where a side has no value. */
export function compareNumericSummaries(_reference: ReferenceSummary, _current: NumericSummary): Comparison | null {
  return null;
}

/** Compares a categorical column by what is kept of it; null where a side has no value. */
export function compareCategoricalSummaries(
  _reference: CategoricalSummary,
  _current: CategoricalSummary,
): Comparison | null {
  return null;
}
