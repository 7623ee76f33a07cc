import { writeFileSync } from 'node:fs';

export interface StepResult {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** Tells what happens as it happens, and in a table at the end. */
export class Progress {
  private readonly results: StepResult[] = [];
  private readonly started = Date.now();

  /** A line of what is going on, with the seconds since the start. */
  readonly log = (line: string): void => {
    const seconds = ((Date.now() - this.started) / 1000).toFixed(1).padStart(6);
    process.stderr.write(`${seconds} s  ${line}\n`);
  };

  /** Runs one step; its failure is kept as evidence and thrown on. */
  async step(name: string, work: () => Promise<Readonly<Record<string, unknown>>>): Promise<void> {
    this.log(`${this.results.length + 1}. ${name} …`);
    const begun = Date.now();
    const end = (ok: boolean, evidence: Readonly<Record<string, unknown>>): void => {
      this.results.push({ name, ok, seconds: Math.round((Date.now() - begun) / 100) / 10, evidence });
    };
    try {
      end(true, await work());
    } catch (error) {
      end(false, { error: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  }

  get steps(): readonly StepResult[] {
    return this.results;
  }

  /** `step, result, seconds`, a row a step. */
  table(): string {
    const rows = this.results.map((result, index) => [
      `${index + 1}. ${result.name}`,
      result.ok ? 'ok' : 'FAILED',
      result.seconds.toFixed(1),
    ]);
    const width = Math.max(...rows.map(([name = '']) => name.length), 4);
    const line = ([name = '', result = '', seconds = '']: readonly string[]): string =>
      `${name.padEnd(width)}  ${result.padEnd(6)}  ${seconds.padStart(7)}`;
    return [
      line(['step', 'result', 'seconds']),
      line(['-'.repeat(width), '------', '-------']),
      ...rows.map(line),
    ].join('\n');
  }

  writeJson(file: string): void {
    writeFileSync(file, `${JSON.stringify({ steps: this.results }, null, 2)}\n`);
  }
}
