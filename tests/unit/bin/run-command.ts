import { stripVTControlCharacters } from 'node:util';
import { runMlops, type Terminal } from '../../../bin/program.js';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process, as a shell would. */
export async function runCommand(args: readonly string[], options: Partial<Terminal> = {}): Promise<Ran> {
  let out = '';
  let err = '';
  const code = await runMlops(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    outIsTerminal: false,
    errIsTerminal: false,
    env: {},
    pauses: { baseMilliseconds: 1, firstPollMilliseconds: 10 },
    ...options,
  });
  return { code, out, err: stripVTControlCharacters(err) };
}
