/** How much of some objects of lines was read, and what could not be. */
export interface Reading {
  readonly objects: number;
  /** Objects that end in the middle, are damaged on the way, or are gone; the lines before count. */
  readonly damagedObjects: number;
  readonly lines: number;
  /** Lines that are no record, or too long for one: skipped. */
  readonly corruptLines: number;
  /** The first few that could not be read, each with its key and the reason. */
  readonly problems: readonly string[];
}

const PROBLEMS_KEPT = 20;

/** Counts what is read, and keeps the first few problems. */
export class ReadingTally {
  private readonly counts = { objects: 0, damagedObjects: 0, lines: 0, corruptLines: 0 };
  private readonly problems: string[] = [];

  count(what: keyof ReadingTally['counts'], problem?: string, times = 1): void {
    this.counts[what] += times;
    if (problem !== undefined) this.keep(problem);
  }

  add({ problems, ...counts }: Reading): void {
    for (const name of Object.keys(this.counts) as (keyof ReadingTally['counts'])[]) this.counts[name] += counts[name];
    for (const problem of problems) this.keep(problem);
  }

  /** Whether one more problem would be kept. */
  get keepsProblems(): boolean {
    return this.problems.length < PROBLEMS_KEPT;
  }

  get reading(): Reading {
    return { ...this.counts, problems: [...this.problems] };
  }

  private keep(problem: string): void {
    if (this.keepsProblems) this.problems.push(problem);
  }
}
