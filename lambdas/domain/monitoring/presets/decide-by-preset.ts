import { usable } from '../../columns/column-side.js';
import { InvalidInput } from '../../errors.js';
import type { ComparedColumn } from '../column-statistics.js';
import { adjustedPValues, brokenColumn, type ColumnDecision, type Decided, decisionOf } from '../decide-columns.js';
import { decideAsEvidently } from './evidently.js';
import { decideAsModelMonitor } from './model-monitor.js';
import { decideAsNannyml, decideByChunks } from './nannyml.js';
import { FEWEST_CHUNKS, type Preset, type PresetColumn, type PresetFinding, type PresetOptions } from './preset.js';

/**
 * Decides each column as another library does by default: by its test and threshold, without a minimum of rows, adjusted
 * p-values or a look at missing values. A column that is gone or of another type is `not-comparable`, and one without a
 * value on a side `insufficient-data`, where those libraries raise. Throws InvalidInput for chunks that a preset does not
 * have, or that are no whole number above 1.
 */
export function decideByPreset(
  preset: Preset,
  columns: readonly PresetColumn[],
  options: PresetOptions = {},
): ColumnDecision[] {
  checkChunks(preset, options.chunks);
  const adjusted = adjustedPValues(columns.map(({ compared }) => compared));
  return columns.map((column, i) => {
    const undecided = brokenColumn(column.compared.reference, column.compared.current) ?? emptySide(column.compared);
    const finding = undecided === null ? find(preset, column, options) : null;
    const decided = undecided ?? (finding === null ? tooFewRows(column.compared, options.chunks) : decidedBy(finding));
    return decisionOf(column.compared, decided, finding?.tests ?? [], adjusted[i] ?? null);
  });
}

function checkChunks(preset: Preset, chunks: number | undefined): void {
  if (chunks === undefined) return;
  if (preset !== 'nannyml')
    throw new InvalidInput(`the preset ${preset} has no chunks; leave them out, or use nannyml`);
  if (!Number.isInteger(chunks) || chunks < FEWEST_CHUNKS) {
    throw new InvalidInput(
      `${chunks} chunks; expected a whole number, at least ${FEWEST_CHUNKS}: the threshold is what the chunks of the baseline differ by`,
    );
  }
}

/** Null where the rows can't be cut into the chunks asked for. */
function find(preset: Preset, column: PresetColumn, { chunks }: PresetOptions): PresetFinding | null {
  const statistics = column.compared.comparison?.statistics;
  if (statistics === undefined) return null;
  if (preset === 'evidently') return decideAsEvidently(column, statistics);
  if (preset === 'model-monitor') return decideAsModelMonitor(column, statistics);
  return chunks === undefined ? decideAsNannyml(column, statistics) : decideByChunks(column, chunks);
}

const decidedBy = ({ drifted, reason }: PresetFinding): Decided => ({
  verdict: drifted === null ? 'not-comparable' : drifted ? 'drift' : 'ok',
  cause: drifted === true ? 'distribution' : null,
  reason,
  broken: false,
});

function emptySide({ reference, current }: ComparedColumn): Decided | null {
  const sides = [...(usable(reference) === 0 ? ['baseline'] : []), ...(usable(current) === 0 ? ['current rows'] : [])];
  return sides.length === 0 ? null : insufficient(`no value in the ${sides.join(' and the ')}`);
}

const tooFewRows = ({ reference, current }: ComparedColumn, chunks: number | undefined): Decided =>
  insufficient(
    `${reference.rows} rows in the baseline and ${current.rows} current rows; ${chunks} chunks take as many on both sides`,
  );

const insufficient = (reason: string): Decided => ({
  verdict: 'insufficient-data',
  cause: null,
  reason,
  broken: false,
});
