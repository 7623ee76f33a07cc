import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { capturedRecordIds } from './capture.js';
import { expect, type LoopContext } from './loop-context.js';
import { type LabelledRow, readTraffic } from './scenario.js';
import { waitUntil } from './wait-until.js';

const runSchema = z.looseObject({
  runId: z.string(),
  executionArn: z.string(),
  output: z.looseObject({
    verdict: z.string(),
    reportKey: z.string(),
    htmlReportKey: z.string(),
    driftedColumns: z.array(z.string()),
    violated: z.boolean(),
    alarm: z.number(),
  }),
});

export interface MonitoredWindow {
  readonly window: { readonly start: string; readonly end: string };
  readonly rows: number;
  readonly executionArn: string;
  readonly verdict: string;
  readonly driftedColumns: readonly string[];
  readonly violated: boolean;
  readonly alarm: number;
  readonly reportKey: string;
  readonly htmlReportKey: string;
}

/** Sends a file's rows through the gateway, their labels if wanted, and has the operator monitor that interval. */
export async function monitorTraffic(
  context: LoopContext,
  file: string,
  options: { readonly labels: boolean },
): Promise<MonitoredWindow> {
  const { application, operator, scenario, signal, log } = context;
  const rows: LabelledRow[] = readTraffic(scenario, file);
  const start = new Date().toISOString();
  const ids = await application.sendAll(rows.map(({ features }) => features));
  await sleep(5, undefined, { signal });
  const end = new Date().toISOString();
  if (options.labels) await application.tellLabels(ids, rows);
  log(`   sent ${rows.length} rows of ${file}${options.labels ? ' with their labels' : ''}`);
  await waitUntil('the captured records', 30, signal, async () => {
    const captured = await capturedRecordIds(context);
    return ids.every((id) => captured.has(id)) ? true : undefined;
  });
  const { code, output, stderr } = await operator.run(
    'monitor',
    'run',
    '--model',
    scenario.model,
    '--start',
    start,
    '--end',
    end,
    '--wait',
  );
  expect('the monitor run to succeed', code === 0, stderr || output);
  const run = runSchema.parse(output);
  const { verdict, driftedColumns, violated, alarm, reportKey, htmlReportKey } = run.output;
  const drifted = driftedColumns.length === 0 ? '' : `: ${driftedColumns.join(', ')}`;
  log(`   monitor: ${verdict}${drifted}`);
  return {
    window: { start, end },
    rows: rows.length,
    executionArn: run.executionArn,
    verdict,
    driftedColumns,
    violated,
    alarm,
    reportKey,
    htmlReportKey,
  };
}
