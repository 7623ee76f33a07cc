import type { ControlClient } from '../client/control-client.js';
import type { Progress } from '../output/progress.js';
import type { Style } from '../output/style.js';

export interface CommandContext {
  readonly control: ControlClient;
  readonly progress: Progress;
  readonly style: Style;
  /** The pause before the second look at work that is waited for. */
  readonly firstPollMilliseconds: number;
}

export const EXIT = {
  ok: 0,
  /** The command could not be carried out. */
  error: 1,
  /** It was carried out, and the answer is no: rejected, quarantined, rolled back, a run that failed. */
  refused: 2,
} as const;

/** What a command has to say: to a program, to a person, and to the shell. */
export interface Outcome {
  readonly json: unknown;
  readonly text: string;
  readonly exitCode: (typeof EXIT)[keyof typeof EXIT];
}

/** Finds the platform, carries a command out, and prints its outcome. */
export type Run = (command: (context: CommandContext) => Promise<Outcome>) => Promise<void>;
