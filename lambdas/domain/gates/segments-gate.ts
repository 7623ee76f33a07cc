import type { MetricBound, SegmentRules } from '../../../lib/contracts/index.js';
import type { Json } from '../canonical-json.js';
import type { Table } from '../datasets/table.js';
import { judgeSegments, type Segment } from '../segments/declared-segments.js';
import { groupColumn, groupDeclaredColumn } from '../segments/grouped-column.js';
import { type Champion, DECLARED_FLOORS, lossColumn, makeRivals } from '../segments/make-rivals.js';
import { type FailedSlice, type FoundSlices, type HarderSlice, searchSlices } from '../segments/search-slices.js';
import { sliceColumn } from '../segments/slice-columns.js';
import type { InputColumn, Task } from '../signature.js';
import { failed, type GateFinding, passed, shown, shownP, skipped, stored, unverified } from './gate-result.js';
import type { ScoredRow } from './metrics.js';

export const DEFAULT_MINIMUM_ROWS = 100;
/** Rows that a slice has at least: of small sets fewer than of a segment, since each has a test of its own. */
const supportOf = (rows: number): number => Math.min(DEFAULT_MINIMUM_ROWS, Math.max(30, Math.ceil(0.02 * rows)));
/** Problems that a reason tells, harder slices and small segments that a report lists, at most. */
const TOLD = 3;
const LISTED = 20;
const LISTED_SEGMENTS = 1_000;

export interface SegmentEvidence {
  readonly task: Task;
  /** The model's. */
  readonly inputs: readonly InputColumn[];
  readonly target: string;
  /** The evaluation set with all its columns, and the rows of it that were scored. */
  readonly table: Table;
  readonly positions: readonly number[];
  readonly rows: readonly ScoredRow[];
  readonly champion?: Champion;
  readonly rules: SegmentRules;
  /** Of the metrics of all rows; those of the segments where the rules give none. */
  readonly bounds: Readonly<Record<string, MetricBound>>;
}

/** Good for each declared segment, and for every slice that a search finds. */
export function segmentsGate(evidence: SegmentEvidence): GateFinding {
  const { task, inputs, target, table, positions, rows, champion, rules } = evidence;
  const { columns: declared = [], minimumRows = DEFAULT_MINIMUM_ROWS, search = true } = rules;
  const lacking = declared.filter((name) => !table.columns.includes(name));
  const known = declared.filter((name) => table.columns.includes(name));
  const textsOf = (name: string): string[] => {
    const at = table.columns.indexOf(name);
    return positions.map((position) => table.rows[position]?.[at] ?? '');
  };
  const kindOf = (name: string): 'text' | 'any' => {
    const type = inputs.find((input) => input.name === name)?.type;
    return type === 'string' || type === 'boolean' ? 'text' : 'any';
  };
  const support = rules.minimumRows ?? supportOf(rows.length);
  const most = { most: LISTED_SEGMENTS, keptFrom: Math.min(minimumRows, support) };
  const groups = known.flatMap((name) => groupDeclaredColumn(name, textsOf(name), { kind: kindOf(name), ...most }));
  const losses = lossColumn(task, rows);
  const segments = judgeSegments({
    task,
    columns: groups,
    rows,
    losses,
    bounds: rules.metrics ?? evidence.bounds,
    minimumRows,
    champion,
  });
  const names = [...known, ...inputs.map(({ name }) => name)].filter(
    (name, index, all) => name !== target && table.columns.includes(name) && all.indexOf(name) === index,
  );
  const grouped = (name: string) =>
    known.includes(name)
      ? groups.filter((column) => column.name === name)
      : [groupColumn(name, textsOf(name), { kind: kindOf(name) })];
  const beaten = (['values', 'quarters'] as const).flatMap((kind) => {
    const columns = groups.filter((column) => column.kind === kind);
    const found = searchSlices({
      columns: columns.flatMap((column) => sliceColumn(column, losses, support, column.groups.length) ?? []),
      declared: known,
      losses,
      rivals: makeRivals(task, rows, losses, undefined, DECLARED_FLOORS[kind]),
      minimumRows: support,
      pairs: false,
    });
    return found.failed;
  });
  const slices = search
    ? searchSlices({
        columns: names.flatMap(grouped).flatMap((column) => sliceColumn(column, losses, support) ?? []),
        declared: known,
        losses,
        rivals: makeRivals(task, rows, losses, champion),
        minimumRows: support,
      })
    : undefined;
  const omitted = groups.reduce((sum, column) => sum + column.omitted, 0);
  const finding = judge(evidence, { segments: minimumRows, slices: support }, { segments, omitted, beaten, slices });
  const notJudged = known.filter((name) => !segments.some(({ column, judged }) => judged && column === name));
  const undecided = [...lackingWords(lacking), ...notJudgedWords(notJudged, minimumRows)];
  if (undecided.length === 0 || finding.verdict === 'failed') return finding;
  return unverified('segments', [...undecided, finding.reason].join('; '), finding.numbers, finding.details);
}

const columnWords = (names: readonly string[]): string => `column ${names.map((name) => `"${name}"`).join(', ')}`;

const lackingWords = (names: readonly string[]): string[] =>
  names.length === 0
    ? []
    : [
        `the evaluation set lacks ${columnWords(names)}, declared as segments: have it in the datasets; the next ` +
          'retraining keeps it in the evaluation set, and away from training',
      ];

const notJudgedWords = (names: readonly string[], minimumRows: number): string[] =>
  names.length === 0
    ? []
    : [
        `no group of ${columnWords(names)}, declared as segments, can be judged: have one of at least ${minimumRows} rows ` +
          'and of all labels in the evaluation set, or lower gates.segments.minimumRows',
      ];

interface MinimumRows {
  readonly segments: number;
  readonly slices: number;
}

interface Judged {
  readonly segments: readonly Segment[];
  /** Groups of declared columns that are no segments, for they are too many and too small. */
  readonly omitted: number;
  /** Groups of declared columns against what needs no bounds and no champion. */
  readonly beaten: readonly FailedSlice[];
  readonly slices: FoundSlices | undefined;
}

function judge(
  { rows, rules, bounds, champion }: SegmentEvidence,
  minimumRows: MinimumRows,
  found: Judged,
): GateFinding {
  const { segments, omitted, beaten, slices } = found;
  const judged = segments.filter((segment) => segment.judged);
  const bad = judged.filter((segment) => segment.problems.length > 0).sort((a, b) => (b.loss ?? 0) - (a.loss ?? 0));
  const declaredNames = new Set(beaten.map(nameOf));
  const failedSlices = [
    ...beaten,
    ...(slices?.failed ?? []).filter((slice) => !slice.groups.some((group) => declaredNames.has(group))),
  ];
  const worst = failedSlices[0];
  const numbers = {
    rows: rows.length,
    segments: judged.length,
    segmentsNotJudged: segments.length - judged.length + omitted,
    segmentsFailed: bad.length,
    slices: slices?.looked ?? 0,
    slicesFailed: failedSlices.length,
    slicesHarder: slices?.harder.length ?? 0,
    ...(bad[0] === undefined ? {} : { worstSegment: bad[0].group, worstSegmentLoss: stored(bad[0].loss ?? 0) }),
    ...(worst === undefined ? {} : { worstSlice: nameOf(worst), worstSliceLoss: stored(worst.loss) }),
  };
  const details = detailsOf(minimumRows, found, failedSlices);
  const problems = [
    ...bad.map(({ group, rows: size, problems: wrong }) => `${group} (${size} rows): ${wrong.join(', ')}`),
    ...failedSlices.filter((slice) => !bad.some(({ group }) => group === nameOf(slice))).map(told),
  ];
  if (problems.length > 0) {
    const more = problems.length > TOLD ? `; and ${problems.length - TOLD} more groups` : '';
    return failed('segments', `${problems.slice(0, TOLD).join('; ')}${more}`, numbers, details);
  }
  if (judged.length + numbers.slices === 0) {
    const reason =
      slices === undefined ? `no declared group has ${minimumRows.segments}` : `no group has ${minimumRows.slices}`;
    return skipped('segments', `${reason} of the ${rows.length} rows`, numbers, details);
  }
  const small = numbers.segmentsNotJudged > 0 ? `, ${numbers.segmentsNotJudged} too small to be judged` : '';
  const harder = slices?.harder[0];
  const hardest =
    harder === undefined
      ? ''
      : `; hardest is ${nameOf(harder)} (${harder.rows} rows), mean loss ${shown(harder.loss)} against ${shown(harder.rest)} of the others`;
  const noStandard = champion === undefined && Object.keys(rules.metrics ?? bounds).length === 0;
  const standard =
    judged.length > 0 && noStandard
      ? ' (by constants alone, which find gross errors: there is no champion, and no bound in gates.segments.metrics)'
      : '';
  const reason = `good in ${judged.length} declared segments${standard}${small}, and in ${numbers.slices} slices looked at${hardest}${notComputedWords(segments)}`;
  return passed('segments', reason, numbers, details);
}

/** Bounds that were not held against a segment. */
function notComputedWords(segments: readonly Segment[]): string {
  const words = segments.flatMap(({ group, notComputed = [] }) =>
    notComputed.length === 0 ? [] : [`${notComputed.join(', ')} of ${group}`],
  );
  const more = words.length > TOLD ? ` and ${words.length - TOLD} more` : '';
  return words.length === 0 ? '' : `; can't be computed: ${words.slice(0, TOLD).join('; ')}${more}`;
}

const nameOf = ({ groups }: Pick<HarderSlice, 'groups'>): string => groups.join(' and ');

const told = (slice: FailedSlice): string =>
  `${nameOf(slice)} (${slice.rows} rows): mean loss ${shown(slice.loss)}, ${shown(slice.rest)} in the other rows; ` +
  `${slice.rival} has ${shown(slice.rivalLoss)} (p ${shownP(slice.pValue)})`;

function detailsOf(
  minimumRows: MinimumRows,
  { segments, omitted, slices }: Judged,
  failedSlices: readonly FailedSlice[],
): Json {
  const listed = [...segments].sort((a, b) => Number(b.judged) - Number(a.judged)).slice(0, LISTED_SEGMENTS);
  const record = (values: Readonly<Record<string, number>>): Json =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, stored(value)]));
  const slice = ({ groups, rows, loss, rest, pValue }: HarderSlice) => ({
    groups: [...groups],
    rows,
    loss,
    rest,
    pValue,
  });
  return {
    minimumRows: minimumRows.segments,
    segments: listed.map(({ metrics, problems, notComputed, ...segment }) => ({
      ...segment,
      problems: [...problems],
      ...(metrics === undefined ? {} : { metrics: record(metrics) }),
      ...(notComputed === undefined ? {} : { notComputed: [...notComputed] }),
    })),
    segmentsNotListed: segments.length - listed.length + omitted,
    ...(slices === undefined && failedSlices.length === 0
      ? {}
      : {
          slices: {
            minimumRows: minimumRows.slices,
            looked: slices?.looked ?? 0,
            notPaired: [...(slices?.notPaired ?? [])],
            failed: failedSlices
              .slice(0, LISTED)
              .map((found) => ({ ...slice(found), rival: found.rival, rivalLoss: found.rivalLoss })),
            harder: (slices?.harder ?? []).slice(0, LISTED).map(slice),
          },
        }),
  };
}
