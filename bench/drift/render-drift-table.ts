import type { Measure, Repeats } from './measures.js';

/** Peaks of processes that summarise rows as they come. */
export interface MemoryMeasure {
  /** Rows that are drawn in batches, or a file read again and again. */
  readonly source: string;
  readonly rows: readonly number[];
  /** One for each of `rows`. */
  readonly megabytes: readonly number[];
}

export interface DriftMeasures {
  /** Threads that the numerical libraries of each process may take. */
  readonly machine: {
    readonly cpus: number;
    readonly node: string;
    readonly threads: Readonly<Record<string, number>>;
  };
  /** Of ten columns, on each side. */
  readonly rows: number;
  /** Captured rows. */
  readonly lines: number;
  readonly repeats: Repeats;
  /** By `<work>: <who>`. */
  readonly measures: Readonly<Record<string, Measure>>;
  readonly memory: readonly MemoryMeasure[];
}

/** Works in the order of the table, and what they are. */
const WORKS: Readonly<Record<string, string>> = {
  exact: 'all values, reference prepared too',
  'exact from Parquet, decoded': 'two Parquet files, decoded only',
  'exact from Parquet': 'two Parquet files, all values',
  fixed: 'fixed-edge summary',
  kll: 'KLL sketch alone, k 4,096',
  hll: 'HyperLogLog alone, p 12',
  full: 'full summary: edges, KLL, HyperLogLog',
  'parquet, decoded': 'Parquet, decoded only',
  parquet: 'Parquet, summarised',
  'lines, decoded': 'capture lines, decoded only',
  lines: 'capture lines, summarised',
  'gzip, decoded': 'capture lines, gzip, decoded only',
  gzip: 'capture lines, gzip, summarised',
  merge: '1,000 shards read and merged',
};
const OURS = 'cdk-mlops';
const HEAD = ['WORK', 'BY', 'BEST ms', 'MEDIAN ms', 'CPU ms', 'ROWS/s', 'ROWS/s A CORE', 'TIME / OURS', 'CPU / OURS'];

const HOW_TO_READ = [
  'Rows a second: of ten columns, the current ones, by the best run; in the exact mode as many reference rows go before.',
  'CPU: processor time of all threads, the least of the runs. Other work on the machine falls on BEST and MEDIAN, hardly on it.',
  'Exact: p-values by ours, scipy and NannyML; Evidently takes the normed Wasserstein distance above 1,000 rows, with no test.',
  'cdk-mlops, scipy, Evidently and NannyML agree on what they all measure, or the benchmark fails.',
  'Peak memory: of a process that does nothing else, with --max-semi-space-size=16; files are read again until there are so many rows.',
  'DataSketches takes no arrays into its HyperLogLog from Python: most of its time there is the call for each value.',
];

/** The report as a table for people. */
export function renderDriftTable({ machine, rows, lines, repeats, measures, memory }: DriftMeasures): string {
  const found = Object.entries(WORKS).flatMap(([work, title]) => {
    const looked = /^(lines|gzip)/.test(work) ? lines : work === 'merge' ? null : rows;
    const ours = measures[`${work}: ${OURS}`];
    return Object.entries(measures)
      .filter(([name]) => name.startsWith(`${work}: `))
      .sort(([a], [b]) => Number(b.endsWith(OURS)) - Number(a.endsWith(OURS)))
      .map(([name, measure]) => lineOf(title, name.slice(work.length + 2), measure, ours, looked));
  });
  const peaks = memory.map(({ source, megabytes, rows: sizes }) => [
    `peak memory, full summary: ${source}`,
    sizes.map((size, at) => `${grouped(size)} rows: ${(megabytes[at] ?? 0).toFixed(0)} MB`).join('; '),
  ]);
  const threads = Object.entries(machine.threads).map(([name, count]) => `${name}: ${count}`);
  return [
    ...aligned([HEAD, ...found]),
    '',
    ...aligned(peaks),
    '',
    `${grouped(rows)} rows on each side, ${grouped(lines)} captured lines; ${machine.cpus} processors, Node ${machine.node}`,
    `After a warm-up at least ${repeats.runs} runs and ${repeats.seconds} seconds of each work, on both sides; none is begun again after a minute.`,
    `Threads that libraries may take: ${threads.join('; ')}.`,
    ...HOW_TO_READ,
  ].join('\n');
}

function lineOf(
  title: string,
  who: string,
  measure: Measure,
  ours: Measure | undefined,
  rows: number | null,
): string[] {
  const [best, processor] = [Math.min(...measure.seconds), Math.min(...measure.processorSeconds)];
  const sorted = measure.seconds.toSorted((a, b) => a - b);
  const speed = (seconds: number): string => (rows === null ? '-' : grouped(Math.round(rows / seconds)));
  const against = (value: number, own: readonly number[] | undefined): string =>
    who === OURS || own === undefined ? '' : (value / Math.min(...own)).toFixed(1);
  return [
    title,
    who,
    milliseconds(best),
    milliseconds(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN),
    milliseconds(processor),
    speed(best),
    speed(processor),
    against(best, ours?.seconds),
    against(processor, ours?.processorSeconds),
  ];
}

const milliseconds = (seconds: number): string => grouped(Number((seconds * 1_000).toPrecision(3)));
const grouped = (value: number): string => value.toLocaleString('en-US');

function aligned(table: readonly (readonly string[])[]): string[] {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  return table.map((line) =>
    line
      .map((text, column) =>
        /^[\d.,-]+$/.test(text) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
