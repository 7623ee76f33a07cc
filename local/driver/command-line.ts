import { join } from 'node:path';
import type { Person } from './people.js';
import { runNode } from './run-program.js';

/** `mlops …` as one person would type it. */
export class CommandLine {
  constructor(
    private readonly root: string,
    private readonly person: Person,
    private readonly env: NodeJS.ProcessEnv,
    private readonly signal: AbortSignal,
    private readonly log: (line: string) => void,
  ) {}

  /** Runs a command with `--json`; answers its exit code and what it printed, parsed. */
  async run(...args: string[]): Promise<{ readonly code: number; readonly output: unknown; readonly stderr: string }> {
    this.log(`   $ mlops ${args.join(' ')}`);
    return this.ask(...args);
  }

  /** As `run`, without a word; for polling. */
  async ask(...args: string[]): Promise<{ readonly code: number; readonly output: unknown; readonly stderr: string }> {
    const { accessKeyId, secretAccessKey, sessionToken } = this.person.credentials;
    const result = await runNode([join(this.root, 'dist/bin/mlops.js'), ...args, '--json'], {
      cwd: this.root,
      signal: this.signal,
      env: {
        ...this.env,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      },
    });
    let output: unknown;
    try {
      output = result.stdout.trim() === '' ? undefined : JSON.parse(result.stdout);
    } catch {
      throw new Error(`mlops ${args.join(' ')} printed no JSON: ${result.stdout}${result.stderr}`);
    }
    return { code: result.code, output, stderr: result.stderr.trim() };
  }
}
