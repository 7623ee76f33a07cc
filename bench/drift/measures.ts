import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** Runs of a piece of work, as both sides tell them. */
const measureSchema = z.object({
  /** Of each run, after a first one that only warms up. */
  seconds: z.array(z.number()).nonempty(),
  /** Of all threads of the process. Other work on the machine adds little to it. */
  processorSeconds: z.array(z.number()).nonempty(),
  /** What has to be the same on both sides. */
  answer: z.record(z.string(), z.number()),
});
export type Measure = z.infer<typeof measureSchema>;

/** What a process of its own measured, by `<work>: <who>`. */
export const partSchema = z.object({
  measures: z.record(z.string(), measureSchema),
  /** Threads that the libraries may take. */
  threads: z.int(),
  peakMegabytes: z.number(),
});
export type MeasuredPart = z.infer<typeof partSchema>;

/** How often each piece of work runs: at least `runs` times and `seconds` long. */
export interface Repeats {
  readonly runs: number;
  readonly seconds: number;
}

const MOST_RUNS = 25;
/** Seconds after which a piece of work is not run again, however few its runs. */
const LONGEST = 60;

/** Runs on the clock; `peers/measure.py` has the same for the other side. */
export class Measures {
  readonly #measures: Record<string, Measure> = {};

  constructor(readonly repeats: Repeats) {}

  async time<T>(
    what: string,
    run: () => T | Promise<T>,
    answer: (result: T) => Readonly<Record<string, number>> = () => ({}),
  ): Promise<void> {
    let result = await run();
    const runs: { seconds: number; processor: number }[] = [];
    for (let sum = 0; !this.#isEnough(runs.length, sum); ) {
      const used = process.cpuUsage();
      const started = performance.now();
      result = await run();
      const seconds = (performance.now() - started) / 1_000;
      const { user, system } = process.cpuUsage(used);
      runs.push({ seconds, processor: (user + system) / 1e6 });
      sum += seconds;
    }
    this.#measures[what] = measureSchema.parse({
      seconds: runs.map(({ seconds }) => seconds),
      processorSeconds: runs.map(({ processor }) => processor),
      answer: answer(result),
    });
  }

  #isEnough(runs: number, taken: number): boolean {
    return taken >= LONGEST || (runs >= this.repeats.runs && (taken >= this.repeats.seconds || runs >= MOST_RUNS));
  }

  finish(): MeasuredPart {
    return { measures: this.#measures, threads: 1, peakMegabytes: peakMegabytes() };
  }
}

/** Of this process alone, where Linux tells: `maxRSS` begins with what its parent had. */
export function peakMegabytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(found?.[1]) / 1024;
}
