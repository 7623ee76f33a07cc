import type { MetricBound } from '../../../lib/contracts/index.js';
import { shown } from '../gates/gate-result.js';
import { headlineMetrics, type ScoredRow } from '../gates/metrics.js';
import type { Task } from '../signature.js';
import { holm } from '../statistics/holm.js';
import { ChampionRival } from './champion-rival.js';
import type { Group, GroupedColumn } from './grouped-column.js';
import type { Champion } from './make-rivals.js';
import { chanceOf } from './rival.js';

const SIGNIFICANCE = 0.05;

/** One group of a declared column. */
export interface Segment {
  readonly column: string;
  readonly group: string;
  readonly rows: number;
  /** False of those of too few rows, and where no bound can be computed and no champion is there. */
  readonly judged: boolean;
  /** Absent where it is not judged. */
  readonly metrics?: Readonly<Record<string, number>>;
  readonly loss?: number;
  /** The champion's mean loss there, and the chance of such a difference beyond the margin, by Holm over all segments. */
  readonly championLoss?: number;
  readonly pValue?: number;
  /** Bounded metrics that these rows don't allow, such as `roc_auc` of one label. */
  readonly notComputed?: readonly string[];
  /** What is worse than expected. */
  readonly problems: readonly string[];
}

export interface DeclaredSegments {
  readonly task: Task;
  readonly columns: readonly GroupedColumn[];
  readonly rows: readonly ScoredRow[];
  readonly losses: Float64Array;
  readonly bounds: Readonly<Record<string, MetricBound>>;
  readonly minimumRows: number;
  readonly champion?: Champion | undefined;
}

/** Every group of the columns against the bounds, and against the champion on the same rows. */
export function judgeSegments(given: DeclaredSegments): readonly Segment[] {
  const { columns, losses, champion, minimumRows } = given;
  const rival =
    champion && new ChampionRival(losses, Float64Array.from(champion.losses), champion.margin, 'champion', 0);
  const groups = columns.flatMap((column) =>
    rowsOfGroups(column).map((rows, index) => ({ column: column.name, group: column.groups[index] as Group, rows })),
  );
  const judged = groups.filter(({ rows }) => rows.length >= minimumRows);
  const pValues = holm(judged.map(({ rows }) => (rival === undefined ? 1 : chanceOf(rival.excess(rows)))));
  const known = new Map(judged.map((entry, index) => [entry, pValues[index] as number]));
  return groups.map((entry) => {
    const pValue = known.get(entry);
    const { column, group } = entry;
    const segment = { column, group: group.name, rows: group.rows };
    return pValue === undefined
      ? { ...segment, judged: false, problems: [] }
      : { ...segment, ...judgeSegment(given, entry.rows, pValue) };
  });
}

function judgeSegment(
  { task, rows, losses, bounds, champion }: DeclaredSegments,
  positions: Uint32Array,
  pValue: number,
): Omit<Segment, 'column' | 'group' | 'rows'> {
  const metrics = headlineMetrics(
    task,
    Array.from(positions, (position) => rows[position] as ScoredRow),
  );
  const mean = (values: ArrayLike<number>) =>
    positions.reduce((sum, row) => sum + (values[row] as number), 0) / positions.length;
  const loss = mean(losses);
  const notComputed = Object.keys(bounds).filter((name) => metrics[name] === undefined);
  const problems = Object.entries(bounds).flatMap(([name, bound]) => boundProblems(name, metrics[name], bound));
  const asked = Object.keys(bounds).length;
  const judged = champion !== undefined || asked === 0 || notComputed.length < asked;
  const common = { judged, metrics, loss, ...(notComputed.length > 0 ? { notComputed } : {}) };
  if (champion === undefined) return { ...common, problems };
  const championLoss = mean(champion.losses);
  const worse =
    `mean loss ${shown(loss)}, the champion's ${shown(championLoss)}, at most ` +
    `${shown(championLoss * (1 + champion.margin))} expected (p ${shown(pValue)})`;
  return { ...common, championLoss, pValue, problems: pValue <= SIGNIFICANCE ? [...problems, worse] : problems };
}

const boundProblems = (name: string, value: number | undefined, { minimum, maximum }: MetricBound): string[] =>
  value === undefined
    ? []
    : [
        ...(minimum !== undefined && !(value >= minimum)
          ? [`${name} ${shown(value)}, at least ${shown(minimum)} expected`]
          : []),
        ...(maximum !== undefined && !(value <= maximum)
          ? [`${name} ${shown(value)}, at most ${shown(maximum)} expected`]
          : []),
      ];

/** Rows of each group, by its place. */
function rowsOfGroups({ groups, of }: GroupedColumn): readonly Uint32Array[] {
  const rows = groups.map((group) => new Uint32Array(group.rows));
  const seen = new Uint32Array(groups.length);
  for (let row = 0; row < of.length; row += 1) {
    const group = (of[row] as number) - 1;
    const positions = rows[group];
    if (positions === undefined) continue;
    positions[seen[group] as number] = row;
    seen[group] = (seen[group] as number) + 1;
  }
  return rows;
}
