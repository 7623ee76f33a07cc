import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface OwnData {
  readonly file: string;
  readonly target: string;
  readonly time: string;
  readonly splitAt: string;
  readonly exclude: string;
}

export interface Options {
  readonly keep: boolean;
  readonly exit: boolean;
  readonly json?: string;
  readonly port?: number;
  readonly data?: OwnData;
}

export const USAGE = `npm run local -- [options]
  Deploys the app to the embedded AWS on this machine and drives the whole loop on real data.

  --exit              end after the loop (by default it goes on serving until Ctrl-C)
  --keep              go on serving even when a step failed
  --json FILE         write the steps with their evidence
  --port N            port of the embedded AWS (by default a free one)
  --data FILE --target COLUMN --time COLUMN --split-at VALUE [--exclude a,b]
                      the same on your own CSV: rows before the split train, rows after it are the later era
  --help`;

/** Parses the command line; an Error of it is one clear line for the person. */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = {
    exit: flag,
    keep: flag,
    help: flag,
    json: text,
    port: text,
    data: text,
    target: text,
    time: text,
    'split-at': text,
    exclude: text,
  };
  const { values } = asked(() => parseArgs({ args: [...args], options }));
  if (values.help) return 'help';
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new Error(`--port: got ${values.port}, expected a number from 1 to 65535`);
  }
  const json = values.json === undefined ? undefined : resolve(values.json);
  if (json !== undefined && kindOf(dirname(json)) !== 'folder') {
    throw new Error(`--json: there is no folder ${dirname(json)}`);
  }
  if (json !== undefined && kindOf(json) === 'folder') throw new Error(`--json: ${json} is a folder, expected a file`);
  return {
    keep: values.keep,
    exit: values.exit,
    ...(json !== undefined && { json }),
    ...(port !== undefined && { port }),
    ...ownData(values),
  };
}

/** Node's own message, less its advice on quoting. */
function asked<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const [message = ''] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    throw new Error(`${message.replace(/\.$/, '')}; --help lists the options`, { cause: error });
  }
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return found.isDirectory() ? 'folder' : 'file';
}

function ownData(values: Readonly<Record<string, string | boolean | undefined>>): { data?: OwnData } {
  const parts = ['data', 'target', 'time', 'split-at'] as const;
  const missing = parts.filter((part) => values[part] === undefined);
  if (missing.length === parts.length && values.exclude === undefined) return {};
  if (missing.length > 0) {
    throw new Error(
      `--data, --target, --time and --split-at go together; missing: ${missing.map((m) => `--${m}`).join(', ')}`,
    );
  }
  const file = resolve(String(values.data));
  const kind = kindOf(file);
  if (kind === undefined) throw new Error(`--data: there is no file ${file}`);
  if (kind === 'folder') throw new Error(`--data: ${file} is a folder, expected a CSV file`);
  return {
    data: {
      file,
      target: String(values.target),
      time: String(values.time),
      splitAt: String(values['split-at']),
      exclude: String(values.exclude ?? ''),
    },
  };
}
