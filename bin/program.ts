import { Command, CommanderError, Option } from 'commander';
import { version } from '../package.json';
import { ControlClient } from './client/control-client.js';
import { findDeployment, findOutputs } from './client/deployment.js';
import { describeError } from './client/errors.js';
import type { RetryOptions } from './client/retry.js';
import { EXIT, type Outcome } from './commands/command.js';
import { defineCommands } from './commands/define-commands.js';
import { examplesOf, exampleText } from './commands/options.js';
import { escapedJson, escapedLines } from './output/escaped.js';
import { type Progress, progressOn, silent } from './output/progress.js';
import { styleFor } from './output/style.js';

/** The world around the command line. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether a person reads `out`: only then it has colour. */
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @default the pauses that suit AWS */
  readonly pauses?: RetryOptions & { readonly firstPollMilliseconds?: number };
}

interface GlobalOptions {
  readonly json?: true;
  readonly debug?: true;
  readonly stack?: string;
  readonly environment?: string;
  readonly controlUrl?: string;
}

const HELP = `
Exit codes:
  0  done
  1  the command could not be carried out; stderr says why, in a line
  2  carried out, and the answer is no: the version was rejected, quarantined or rolled back, the run failed, a
     rollback that was waited for did not come about, an audit found something, or drift --fail-on-drift did

Environment:
  AWS_PROFILE, AWS_REGION, …  credentials and region, as for every AWS tool
  AWS_ENDPOINT_URL            an emulator instead of AWS
  MLOPS_CONTROL_URL           the control API; without it the deployed stack is looked up by its outputs
  NO_COLOR                    no colour`;

/** Runs one command; answers its exit code. Results go to `out`, everything else to `err`. */
export async function runMlops(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = createProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.error;
    terminal.err(escapedLines(`error: ${describeError(error)}\n`, false));
    if (args.includes('--debug') && error instanceof Error) {
      terminal.err(escapedLines(`${error.stack}\n`, false));
    }
    return EXIT.error;
  }
  return exitCode;
}

function createProgram(terminal: Terminal, end: (code: number) => void): Command {
  const program = new Command('mlops')
    .description(
      'Submits model versions to a deployed platform, decides what becomes of them, and reads what the registry knows.',
    )
    .version(version, '-V', 'print the version of this package')
    .option('--json', 'print the result as JSON, for programs')
    .option('--stack <name>', 'the stack of the platform (default: the only one of the region)')
    .addOption(new Option('--environment <name>', 'short for --stack Mlops-<name>').conflicts('stack'))
    .option('--control-url <url>', 'the control API itself; no stack is looked up')
    .option('--debug', 'print the stack trace of an error')
    .configureOutput({ writeOut: terminal.out, writeErr: (text) => terminal.err(escapedLines(text, false)) })
    .exitOverride()
    .addHelpText('after', ({ command }) => `${HELP}\n\n${exampleText(examplesOf(command))}`);
  const settle = (command: (progress: Progress) => Promise<Outcome>): Promise<void> =>
    carryOut(command, program.opts(), terminal, end);
  const style = styleFor(terminal.outIsTerminal, terminal.env);
  // Records go into a pipe as they are.
  const print = (text: string) => terminal.out(terminal.outIsTerminal ? escapedLines(text, true) : text);
  defineCommands(
    program,
    (command) =>
      settle(async (progress) => {
        const deployment = await findDeployment({ ...program.opts<GlobalOptions>(), env: terminal.env });
        const control = new ControlClient(deployment, terminal.pauses);
        const firstPollMilliseconds = terminal.pauses?.firstPollMilliseconds ?? 500;
        return command({ control, progress, style, firstPollMilliseconds, print });
      }),
    (command) =>
      settle((progress) => {
        const outputs = () => findOutputs({ ...program.opts<GlobalOptions>(), env: terminal.env });
        return command({ progress, style, outputs, env: terminal.env, print });
      }),
  );
  return program;
}

/** Runs the command, and prints what it has to say. */
async function carryOut(
  command: (progress: Progress) => Promise<Outcome>,
  { json }: GlobalOptions,
  terminal: Terminal,
  end: (code: number) => void,
): Promise<void> {
  const progress = json ? silent : progressOn(terminal.err, terminal.errIsTerminal);
  try {
    const outcome = await command(progress);
    progress.end();
    if (outcome.text !== undefined) {
      terminal.out(
        `${json ? escapedJson(JSON.stringify(outcome.json)) : escapedLines(outcome.text, terminal.outIsTerminal)}\n`,
      );
    }
    end(outcome.exitCode);
  } finally {
    progress.end();
  }
}
