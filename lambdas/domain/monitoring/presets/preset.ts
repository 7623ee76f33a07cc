import type { ColumnValues } from '../../columns/column-values.js';
import type { ColumnTest, ComparedColumn } from '../column-statistics.js';
import type { ColumnInput } from '../compare-columns.js';
import { describeNumber } from '../words.js';

/** Libraries whose way of deciding can be asked for. */
export const PRESETS = ['evidently', 'nannyml', 'model-monitor'] as const;

export type Preset = (typeof PRESETS)[number];

/** One chunk is the whole baseline, which does not differ from itself: everything would be above that threshold. */
export const FEWEST_CHUNKS = 2;

/** All values of both sides of a column, and what comparing them says. */
export interface PresetColumn {
  readonly input: ColumnInput;
  readonly compared: ComparedColumn;
  /** In the order of the rows; chunks are cut from them. */
  readonly values: { readonly reference: ColumnValues; readonly current: ColumnValues };
}

export interface PresetOptions {
  /** Into how many chunks `nannyml` cuts both sides, 2 at least. @default - the current rows are one chunk, held to 0.1 */
  readonly chunks?: number;
}

/** What a preset says of a column with values on both sides. */
export interface PresetFinding {
  /** What decides comes first. */
  readonly tests: readonly ColumnTest[];
  /** Null where the test that decides has no score of these values: numbers at the end of what doubles hold. */
  readonly drifted: boolean | null;
  /** In words: test, score and threshold. */
  readonly reason: string;
}

type Relation = '≥' | '>' | '≤' | '<';

const OPPOSITE: Readonly<Record<Relation, Relation>> = { '≥': '<', '>': '≤', '≤': '>', '<': '≥' };

/** What the first test decides. */
export function findingOf(
  title: string,
  drifts: Relation,
  tests: readonly [ColumnTest, ...ColumnTest[]],
): PresetFinding {
  const [decisive] = tests;
  if (Number.isNaN(decisive.score)) return { tests, drifted: null, reason: `${title} has no value for these numbers` };
  return { tests, drifted: decisive.drifted, reason: describeTest(title, drifts, decisive) };
}

/** A test in words: `PSI 0.12 ≥ 0.1`; `drifts` is how score and threshold stand where it finds drift. */
export const describeTest = (title: string, drifts: Relation, { score, threshold, drifted }: ColumnTest): string =>
  `${title} ${describeNumber(score)} ${drifted ? drifts : OPPOSITE[drifts]} ${describeNumber(threshold)}`;
