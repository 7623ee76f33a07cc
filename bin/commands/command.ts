import type { ControlClient } from '../client/control-client.js';
import type { StackOutputs } from '../client/deployment.js';
import type { Progress } from '../output/progress.js';
import type { Style } from '../output/style.js';

interface Surroundings {
  readonly progress: Progress;
  readonly style: Style;
  /** Prints a part of a result that is too long to be held. */
  readonly print: (text: string) => void;
}

export interface CommandContext extends Surroundings {
  readonly control: ControlClient;
  /** The pause before the second look at work that is waited for. */
  readonly firstPollMilliseconds: number;
}

/** Of a command that reads the account with the caller's own rights, and asks no control API. */
export interface DirectContext extends Surroundings {
  /** The outputs of the platform's stack. Throws CommandError where there is none. */
  readonly outputs: () => Promise<StackOutputs>;
  readonly env: Readonly<Record<string, string | undefined>>;
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
  /** Nothing is printed without one, JSON neither. */
  readonly text?: string;
  readonly exitCode: (typeof EXIT)[keyof typeof EXIT];
}

/** Finds the platform, carries a command out, and prints its outcome. */
export type Run = (command: (context: CommandContext) => Promise<Outcome>) => Promise<void>;

/** The same for a command that needs no control API; a platform need not be there. */
export type RunDirectly = (command: (context: DirectContext) => Promise<Outcome>) => Promise<void>;
