import type { GatesReport } from './bench-gates.js';

const HOW_TO_READ = [
  'Best of three runs on the same rows, one thread each; metrics and variance agree at 1e-9, or the benchmark fails.',
  'Rows a second: of bootstrap means, the rows of all draws. Above 20,000 rows the gates take the normal limit of the mean',
  'instead; intervals are all that a quality gate tells of two labels (Wilson, DeLong, 2,000 draws of cell counts).',
];

const speedOf = (side: { readonly seconds: number; readonly rowsPerSecond: number } | null): string =>
  side === null ? '-' : `${(side.rowsPerSecond / 1e6).toFixed(2)} M/s (${(side.seconds * 1_000).toFixed(0)} ms)`;

/** The report as a table for people. */
export function renderGatesReport({ machine, measures }: GatesReport): string {
  const head = ['ROWS', 'WORK', 'cdk-mlops', 'scikit-learn, scipy', 'RATIO'];
  const lines = measures.map(({ rows, work, ours, theirs }) => [
    String(rows),
    work,
    speedOf(ours),
    speedOf(theirs),
    theirs === null ? '-' : (theirs.seconds / ours.seconds).toFixed(1),
  ]);
  const table = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  const shown = table.map((line) =>
    line
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...shown, '', `${machine.cpus} processors, Node ${machine.node}`, ...HOW_TO_READ].join('\n');
}
