import type { ColumnTest, ComparedColumn } from '../column-statistics.js';
import type { ColumnInput } from '../compare-columns.js';
import type { ColumnValues } from '../record-batch.js';

/** Decide as another library does by default, for who comes from it. */
export const PRESETS = ['evidently', 'nannyml', 'model-monitor'] as const;

export type Preset = (typeof PRESETS)[number];

/** All values of both sides of a column, and what comparing them says. */
export interface PresetColumn {
  readonly input: ColumnInput;
  readonly compared: ComparedColumn;
  /** In the order of the rows; chunks are cut from them. */
  readonly values: { readonly reference: ColumnValues; readonly current: ColumnValues };
}

export interface PresetOptions {
  /** How many chunks of equal size `nannyml` cuts both sides into. @default - the current rows are one chunk, held to 0.1 */
  readonly chunks?: number;
}

/** What a preset says of a column with values on both sides. */
export interface PresetFinding {
  /** The test that decides comes first. Empty where the preset can't test these values. */
  readonly tests: readonly ColumnTest[];
  readonly drifted: boolean;
  /** In words: test, score and threshold. */
  readonly reason: string;
}
