import {
  type CategoricalSide,
  categoricalSideOf,
  type NumericSide,
  numericSideOf,
} from '../../lambdas/domain/columns/column-side.js';
import type { ComparedColumn } from '../../lambdas/domain/monitoring/column-statistics.js';
import { compareColumn } from '../../lambdas/domain/monitoring/compare-columns.js';
import { decideColumns } from '../../lambdas/domain/monitoring/decide-columns.js';
import { type Random, seededRandom } from '../../lambdas/domain/statistics/seeded-random.js';
import { MONITOR_DEFAULTS } from '../../lib/contracts/index.js';
import { COLUMNS, drawValues, isCategorical, LAWS, type Law } from './power-columns.js';

export interface PowerOptions {
  /** Data sets of ten columns, drawn twice each. */
  readonly pairs: number;
  readonly seed: number;
  /** Rows of a side, for false alarms. */
  readonly sizes: readonly number[];
}

export const POWER_DEFAULTS: PowerOptions = { pairs: 1_000, seed: 20_261_121, sizes: [100, 500, 1_000, 10_000] };

/** So many of so many. */
export interface Share {
  readonly found: number;
  readonly of: number;
}

export interface FalseAlarms {
  readonly reference: number;
  readonly current: number;
  /** Columns of data sets of ten. */
  readonly ten: Share;
  /** Data sets of one column. */
  readonly one: Share;
  readonly oneByLaw: Readonly<Record<Law, Share>>;
}

export interface Power {
  /** Of a normal column, in its standard deviations; the other nine did not move. */
  readonly shift: number;
  readonly rows: number;
  readonly moved: Share;
  /** False alarms of the other nine. */
  readonly others: Share;
}

export interface PowerReport {
  readonly options: PowerOptions;
  readonly falseAlarms: readonly FalseAlarms[];
  /** Columns of 50 rows on one side or both that were decided all the same. */
  readonly decidedOfFew: Share;
  readonly power: readonly Power[];
}

const FEW = 50;
const SHIFTS = [
  { shift: 0.5, rows: 200 },
  { shift: 0.5, rows: 500 },
  { shift: 0.2, rows: 1_000 },
] as const;

/** How often columns that did not drift are said to, and how often one that did is found. */
export function measurePower(options: PowerOptions, log: (line: string) => void): PowerReport {
  const random = seededRandom(options.seed);
  const tallies = options.sizes.flatMap((reference) => options.sizes.map((current) => new Tally(reference, current)));
  const few = new Counted();
  const most = Math.max(...options.sizes);
  const sizes = [...options.sizes, FEW];
  for (let pair = 0; pair < options.pairs; pair++) {
    const [references, currents] = [drawSides(sizes, random), drawSides(sizes, random)];
    for (const tally of tallies) tally.add(compare(references, currents, tally.reference, tally.current));
    for (const [n, m] of [
      [FEW, FEW],
      [FEW, most],
      [most, FEW],
    ] as const) {
      const decisions = decideColumns(compare(references, currents, n, m), MONITOR_DEFAULTS);
      few.add(decisions.map(({ verdict }) => verdict !== 'insufficient-data'));
    }
    if ((pair + 1) % 100 === 0) log(`false alarms: ${pair + 1} of ${options.pairs} pairs`);
  }
  const power = SHIFTS.map(({ shift, rows }) => {
    log(`power: ${shift} sigma at ${rows} rows`);
    return powerOf(shift, rows, options.pairs, random);
  });
  return { options, falseAlarms: tallies.map((tally) => tally.result()), decidedOfFew: few.share(), power };
}

type Sides = ReadonlyMap<number, readonly (NumericSide | CategoricalSide)[]>;

/** The columns of a data set at each size: the first rows of the largest. */
function drawSides(sizes: readonly number[], random: Random, shift = 0): Sides {
  const most = Math.max(...sizes);
  const drawn = COLUMNS.map((law, at) => ({ law, values: drawValues(law, most, random, at === 0 ? shift : 0) }));
  return new Map(sizes.map((size) => [size, drawn.map(({ law, values }) => sideOf(law, values.subarray(0, size)))]));
}

const CATEGORIES = Array.from({ length: 200 }, (_, at) => `category ${at}`);

const sideOf = (law: Law, values: Float64Array): NumericSide | CategoricalSide =>
  isCategorical(law)
    ? categoricalSideOf({ kind: 'categorical', codes: Int32Array.from(values), texts: CATEGORIES })
    : numericSideOf({ kind: 'numeric', values, marks: new Uint8Array(values.length) });

function compare(references: Sides, currents: Sides, n: number, m: number): ComparedColumn[] {
  return COLUMNS.map((law, at) => {
    const [name, reference, current] = [`${law} ${at}`, references.get(n)?.[at], currents.get(m)?.[at]];
    if (reference?.kind === 'numeric' && current?.kind === 'numeric') {
      return compareColumn({ name, type: 'numeric', reference, current });
    }
    if (reference?.kind === 'categorical' && current?.kind === 'categorical') {
      return compareColumn({ name, type: 'categorical', reference, current });
    }
    throw new Error(`no rows of ${name}`);
  });
}

class Counted {
  #found = 0;
  #of = 0;

  add(found: readonly boolean[]): void {
    this.#found += found.filter(Boolean).length;
    this.#of += found.length;
  }

  share(): Share {
    return { found: this.#found, of: this.#of };
  }
}

/** False alarms at one pair of sizes. */
class Tally {
  readonly #ten = new Counted();
  readonly #one = new Counted();
  readonly #oneByLaw = new Map(LAWS.map((law) => [law, new Counted()]));

  constructor(
    readonly reference: number,
    readonly current: number,
  ) {}

  /** Of a data set: all its columns together, and each column as a data set of its own. */
  add(columns: readonly ComparedColumn[]): void {
    this.#ten.add(drifted(columns));
    for (const [at, law] of COLUMNS.entries()) {
      const alone = drifted(columns.slice(at, at + 1));
      this.#one.add(alone);
      this.#oneByLaw.get(law)?.add(alone);
    }
  }

  result(): FalseAlarms {
    const { reference, current } = this;
    const byLaw = Object.fromEntries([...this.#oneByLaw].map(([law, counted]) => [law, counted.share()]));
    return {
      reference,
      current,
      ten: this.#ten.share(),
      one: this.#one.share(),
      oneByLaw: byLaw as Record<Law, Share>,
    };
  }
}

const drifted = (columns: readonly ComparedColumn[]): boolean[] =>
  decideColumns(columns, MONITOR_DEFAULTS).map(({ verdict }) => verdict === 'drift');

function powerOf(shift: number, rows: number, pairs: number, random: Random): Power {
  const [moved, others] = [new Counted(), new Counted()];
  for (let pair = 0; pair < pairs; pair++) {
    const found = drifted(compare(drawSides([rows], random), drawSides([rows], random, shift), rows, rows));
    moved.add(found.slice(0, 1));
    others.add(found.slice(1));
  }
  return { shift, rows, moved: moved.share(), others: others.share() };
}
