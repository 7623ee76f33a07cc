export interface PickleMeasure {
  readonly set: string;
  readonly scanner: string;
  readonly files: number;
  readonly megabytes: number;
  readonly seconds: number;
}

export interface PickleReport {
  readonly machine: { readonly node: string };
  readonly measures: readonly PickleMeasure[];
}

const HOW_TO_READ = [
  'The best of three rounds, each scanner alone, files in memory. cdk-mlops follows the stack and the memo, and holds every',
  'import and call against its allow-list; picklescan looks for imports of a deny-list; pickletools only lists opcodes.',
];

/** The report as a table for people. */
export function renderPickleReport({ measures }: PickleReport): string {
  const rows = measures
    .toSorted((a, b) => a.set.localeCompare(b.set))
    .map(({ set, scanner, files, megabytes, seconds }) => [
      ...[set, scanner, String(files), megabytes.toFixed(1)],
      ...[(megabytes / seconds).toFixed(1), (files / seconds).toFixed(0)],
    ]);
  const head = ['PICKLES', 'SCANNER', 'FILES', 'MB', 'MB/s', 'FILES/s'];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const lines = [head, ...rows].map((row) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  '));
  return [...lines.map((line) => line.trimEnd()), '', ...HOW_TO_READ].join('\n');
}
