import type { S3Client } from '@aws-sdk/client-s3';
import type { Application } from './application.js';
import type { CommandLine } from './command-line.js';
import type { Control } from './control.js';
import type { Outputs } from './deploy.js';
import type { Person } from './people.js';
import type { Scenario } from './scenario.js';

/** All that a step of the loop may use: what users have, each in their own role. */
export interface LoopContext {
  readonly scenario: Scenario;
  readonly outputs: Outputs;
  readonly application: Application;
  /** Watches through the control API, as the operator. */
  readonly control: Control;
  readonly dataScientist: CommandLine;
  readonly operator: CommandLine;
  /** Puts data sets, as the data scientist. */
  readonly dataScientistS3: S3Client;
  /** Who they are, with the credentials of their roles. */
  readonly people: Readonly<Record<'dataScientist' | 'operator' | 'applicationDeveloper', Person>>;
  readonly root: string;
  readonly workFolder: string;
  readonly python: string;
  /** Of the embedded AWS, for evidence that is read back. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { accessKeyId: string; secretAccessKey: string };
  };
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

export type Evidence = Readonly<Record<string, unknown>>;
export type Step = (context: LoopContext) => Promise<Evidence>;

/** Fails the step with what was expected and what came. */
export function expect(what: string, ok: unknown, came: unknown): asserts ok {
  if (!ok) throw new Error(`expected ${what}; got ${JSON.stringify(came)}`);
}
