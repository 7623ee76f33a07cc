import { rowLosses, type ScoredRow } from '../gates/metrics.js';
import type { Task } from '../signature.js';
import { AbsoluteCentre, SquaredCentre } from './centre-rivals.js';
import { ChampionRival } from './champion-rival.js';
import { ClassFrequencies } from './class-rival.js';
import type { GroupedColumn } from './grouped-column.js';
import type { Rival } from './rival.js';

/** Least excess over a rival that counts, as a share of the mean loss on all rows. */
export interface Floors {
  /** Over the best constant, and over the champion. */
  readonly constant: number;
  /** Over the version's own scores, shifted: a model that leaves something out is off in some slices, and still honest. */
  readonly shift: number;
}

const SEARCH_FLOORS: Floors = { constant: 0.25, shift: 1 };
/**
 * Of groups that somebody declared: few, and chosen before the scores were seen. Quarters of a number have the higher ones,
 * for at the ends of a number a model that was held back in training is off.
 */
export const DECLARED_FLOORS: Readonly<Record<GroupedColumn['kind'], Floors>> = {
  values: { constant: 0.1, shift: 0.25 },
  quarters: { constant: 0.1, shift: 0.5 },
};

export interface Champion {
  readonly version: number;
  /** Of the same rows, in the same order. */
  readonly losses: readonly number[];
  /** How much more a version may lose, as a share of the champion's mean loss. */
  readonly margin: number;
}

export const lossColumn = (task: Task, rows: readonly ScoredRow[]): Float64Array =>
  Float64Array.from(rowLosses(task, rows));

/**
 * What a version has to be as good as in every slice: the best constant there, its own scores moved by the best constant
 * there (binary and regression), and the champion. None of them is better in a slice that is merely harder. A coarse model
 * loses to a constant in slices that are easy; that is no harm to them, so constants count where the loss is above that of
 * the other rows.
 */
export function makeRivals(
  task: Task,
  rows: readonly ScoredRow[],
  losses: Float64Array,
  champion?: Champion,
  floors: Floors = SEARCH_FLOORS,
): readonly Rival[] {
  const actual = Float64Array.from(rows, (row) => row.actual);
  const scores = Float64Array.from(rows, (row) => row.score);
  const constant = 'the best constant there';
  const shifted = 'its own scores, moved by a constant,';
  const classes = rows[0]?.probabilities?.length;
  const own: Rival[] = [];
  if (classes !== undefined) {
    const probabilities = Float64Array.from(rows.flatMap((row) => row.probabilities ?? []));
    own.push(new ClassFrequencies({ actual, classes, probabilities, losses }, constant, floors.constant));
  } else {
    const Centre = task === 'classification' ? SquaredCentre : AbsoluteCentre;
    const given = { actual, scores, losses };
    const residuals = actual.map((value, row) => value - (scores[row] as number));
    own.push(
      new Centre(given, { name: constant, floor: floors.constant, values: actual }),
      new Centre(given, { name: shifted, floor: floors.shift, values: residuals }),
    );
  }
  if (champion === undefined) return own;
  const { version, margin } = champion;
  const name = `the champion, version ${version},`;
  return [...own, new ChampionRival(losses, Float64Array.from(champion.losses), margin, name, floors.constant)];
}
