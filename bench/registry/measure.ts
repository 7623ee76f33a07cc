export interface Measure {
  readonly operation: string;
  readonly count: number;
  readonly perSecond: number;
  /** Of one operation, in milliseconds. */
  readonly median: number;
  readonly p95: number;
}

/** Does all works, in as many queues side by side as there are lists, and measures it. */
export async function measure(
  operation: string,
  queues: readonly (readonly (() => Promise<unknown>)[])[],
): Promise<Measure> {
  const durations: number[] = [];
  const started = performance.now();
  await Promise.all(
    queues.map(async (works) => {
      for (const work of works) {
        const begun = performance.now();
        await work();
        durations.push(performance.now() - begun);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  durations.sort((a, b) => a - b);
  const quantile = (share: number): number => durations[Math.floor((durations.length - 1) * share)] ?? Number.NaN;
  const count = durations.length;
  return { operation, count, perSecond: count / seconds, median: quantile(0.5), p95: quantile(0.95) };
}
