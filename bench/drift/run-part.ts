import { type MeasuredPart, Measures } from './measures.js';
import { timeExact } from './time-exact.js';
import { summariseForMemory, timeReading } from './time-reading.js';
import { timeSummaries } from './time-summaries.js';

const PARTS: Readonly<Record<string, (measures: Measures, folder: string) => Promise<void>>> = {
  exact: timeExact,
  summaries: timeSummaries,
  reading: timeReading,
};

/**
 * Does one part of our side, in a process of its own: `PART FOLDER ROWS RUNS SECONDS` as the programs of the other side
 * have it, or `memory-of-<source> FOLDER ROWS`.
 */
export async function runPart(args: readonly string[]): Promise<MeasuredPart> {
  const [part = '', folder = '', rows, runs, seconds] = args;
  const measures = new Measures({ runs: Number(runs ?? 0), seconds: Number(seconds ?? 0) });
  const time = PARTS[part];
  if (time === undefined) await summariseForMemory(folder, part.replace(/^memory-of-/, ''), Number(rows));
  else await time(measures, folder);
  return measures.finish();
}
