import type { EmbeddedMetrics } from '../domain/inference/request-metrics.js';

/** Fields of a log line: ids, counts, durations, verdicts. Never features, predictions, bodies or credentials. */
export type LogFields = Readonly<
  Record<string, string | number | boolean | null | undefined | readonly string[] | EmbeddedMetrics>
>;

/**
 * Writes one structured JSON line. `event` is a stable name to search by, such as `request.completed`.
 * It goes to standard output as it is, so that CloudWatch Logs indexes its fields.
 */
export function log(event: string, fields: LogFields = {}): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), event, ...fields })}\n`);
}
