import type { ColumnSide } from '../../../lambdas/domain/columns/column-side.js';
import type { ComparedColumn } from '../../../lambdas/domain/monitoring/column-statistics.js';
import { compareColumn } from '../../../lambdas/domain/monitoring/compare-columns.js';
import {
  type ColumnDecision,
  type DriftRules,
  decideColumns,
} from '../../../lambdas/domain/monitoring/decide-columns.js';
import { datasetDrift } from '../../../lambdas/domain/monitoring/monitor-report.js';
import { decideByPreset } from '../../../lambdas/domain/monitoring/presets/decide-by-preset.js';
import { FEWEST_CHUNKS, type Preset } from '../../../lambdas/domain/monitoring/presets/preset.js';
import type { ColumnProfile } from '../../../lambdas/domain/monitoring/profile/column-profile.js';
import { exactProfiles } from '../../../lambdas/domain/monitoring/profile/exact-profile.js';
import { MONITOR_DEFAULTS } from '../../../lib/contracts/index.js';
import { type Progress, silent } from '../../output/progress.js';
import { CommandError } from '../errors.js';
import type { TableOptions } from '../rows/read-rows.js';
import { type ColumnPair, inputOf, readFilePair } from './read-file-pair.js';

const { minimumRows, psiThreshold, distanceThreshold, significance } = MONITOR_DEFAULTS;
/** Those of a monitor for which no thresholds were set. */
export const DEFAULT_RULES: DriftRules = { minimumRows, psiThreshold, distanceThreshold, significance };

/** What is to be compared: which columns of which files, and by whose rules. */
export interface DriftQuestion extends TableOptions {
  readonly reference: string;
  readonly current: string;
  /** With these or `categorical`, columns named in neither are left out. Default: what the reference's values are. */
  readonly numeric?: readonly string[];
  readonly categorical?: readonly string[];
  /** Default: the rules of the monitor. */
  readonly preset?: Preset;
  /** Into how many chunks both files are cut, of which the reference's make the thresholds; for the preset `nannyml`. */
  readonly chunks?: number;
}

export interface DriftReport {
  readonly rows: { readonly reference: number; readonly current: number };
  /** In the order of the reference's columns. */
  readonly columns: readonly ColumnDecision[];
  /** What the sides of each column hold. */
  readonly profiles: readonly { readonly reference: ColumnProfile; readonly current: ColumnProfile }[];
  readonly dataset: { readonly drifted: boolean; readonly driftedShare: number };
  /** What a person should know of the files. */
  readonly notes: readonly string[];
}

/**
 * Compares two files of rows, and decides each column by the rules of the monitor or of a preset.
 * @throws CommandError that says what is wrong with a file or an option
 */
export async function driftReport(question: DriftQuestion, progress: Progress = silent): Promise<DriftReport> {
  const { preset, chunks } = question;
  if (chunks !== undefined && preset !== 'nannyml') {
    throw new CommandError('--chunks makes the thresholds of one preset: expected --preset nannyml with it');
  }
  if (chunks !== undefined && chunks < FEWEST_CHUNKS) {
    throw new CommandError(
      `--chunks ${chunks}: expected ${FEWEST_CHUNKS} at least, since the threshold is what the chunks of the reference differ by`,
    );
  }
  const files = await readFilePair(question, progress);
  const profiles: DriftReport['profiles'][number][] = [];
  const compare = (pair: ColumnPair) => {
    progress.update(`Comparing ${pair.name}`);
    const input = inputOf(pair);
    profiles.push(exactProfiles(input));
    return { input, compared: compareColumn(input) };
  };
  const columns =
    preset === undefined
      ? decideColumns(
          files.columns.map((pair) => withoutValues(compare(pair).compared)),
          DEFAULT_RULES,
        )
      : decideByPreset(
          preset,
          files.columns.map((pair) => ({ ...compare(pair), values: pair })),
          chunks === undefined ? {} : { chunks },
        );
  return { rows: files.rows, columns, profiles, dataset: datasetDrift(columns), notes: files.notes };
}

/** Sorted values are as large as the column, and nothing looks at them once it was compared. */
const withoutValues = (column: ComparedColumn): ComparedColumn => ({
  ...column,
  reference: counted(column.reference),
  current: counted(column.current),
});

const counted = ({ rows, missing, absent, mistyped, nonFinite }: ColumnSide): ColumnSide => ({
  rows,
  missing,
  absent,
  mistyped,
  nonFinite,
});
