import type { Measure } from './measure.js';
import type { Workload } from './workload.js';

export interface RegistryReport {
  readonly workload: Workload;
  readonly machine: { readonly cpus: number; readonly node: string };
  readonly registries: readonly { readonly name: string; readonly measures: readonly Measure[] }[];
}

const HOW_TO_READ = [
  'Operations a second (median and 95th percentile of one, in ms), the same clients and work for both, in one run.',
  'A write of cdk-mlops is a DynamoDB transaction under a condition: records, head of the model, and the next link of the',
  "audit record's hash chain. Registering a version is three of them (submission opened, registered, validated), moving an",
  'alias one, by compare-and-set with history. MLflow writes rows in SQLite, without audit, and its last alias wins.',
  'Neither goes through Lambda or API Gateway: the embedded AWS is one Python process, MLflow its default of four workers.',
];

/** The report as a table for people. */
export function renderReport({ workload, registries }: RegistryReport): string {
  const operations = registries[0]?.measures.map(({ operation, count }) => ({ operation, count })) ?? [];
  const cell = (measure: Measure | undefined): string =>
    measure === undefined
      ? '-'
      : `${measure.perSecond.toFixed(0)}/s (${measure.median.toFixed(1)}, ${measure.p95.toFixed(1)})`;
  const rows = operations.map(({ operation, count }) => [
    operation,
    String(count),
    ...registries.map(({ measures }) => cell(measures.find((measure) => measure.operation === operation))),
  ]);
  const head = ['OPERATION', 'TIMES', ...registries.map(({ name }) => name)];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const lines = [head, ...rows].map((row) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  '));
  const load = `${workload.clients} clients, each with a model of ${workload.versions} versions`;
  return [...lines.map((line) => line.trimEnd()), '', load, ...HOW_TO_READ].join('\n');
}
