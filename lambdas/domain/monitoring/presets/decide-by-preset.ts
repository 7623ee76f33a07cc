import type { ColumnDecision } from '../decide-columns.js';
import type { Preset, PresetColumn, PresetOptions } from './preset.js';

/**
 * Decides each column as another library does by default: its test, its threshold, no minimum of rows and no adjusted
 * p-values. Throws InvalidInput for chunks that the preset does not have.
 */
export function decideByPreset(
  preset: Preset,
  columns: readonly PresetColumn[],
  options: PresetOptions = {},
): ColumnDecision[] {
  throw new Error(`not there yet: ${preset} of ${columns.length} columns in ${options.chunks} chunks`);
}
