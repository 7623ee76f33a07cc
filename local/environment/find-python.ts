import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';
import { LocalSetupError } from './local-setup-error.js';

const run = promisify(execFile);
const NAMES = ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python'];
const OLDEST = [3, 10] as const;
const NEWEST = [3, 13] as const;
const EXPECTED = `Python ${OLDEST.join('.')} to ${NEWEST.join('.')}`;
const REMEDY = `do install ${EXPECTED}, or set MLOPS_PYTHON to its path`;

const PROBE = `
import importlib.util, json, sys
print(json.dumps({
  'version': list(sys.version_info[:3]),
  'path': sys.executable,
  'missing': [m for m in ('venv', 'ensurepip') if importlib.util.find_spec(m) is None],
}))`;
const probeSchema = z.object({
  version: z.tuple([z.int(), z.int(), z.int()]),
  path: z.string().min(1),
  missing: z.array(z.string()),
});

/** A Python interpreter that can make virtual environments. */
export type FoundPython = z.infer<typeof probeSchema>;

/**
 * The first usable interpreter: MLOPS_PYTHON alone if set, else the newest supported `python3.x` on PATH, then
 * `python3` and `python`. Throws a LocalSetupError that says what was found instead.
 */
export async function findPython(environment: NodeJS.ProcessEnv): Promise<FoundPython> {
  const chosen = environment.MLOPS_PYTHON;
  const found: FoundPython[] = [];
  for (const name of chosen === undefined ? NAMES : [chosen]) {
    const python = await probe(name, environment);
    if (python === undefined) continue;
    if (isSupported(python) && python.missing.length === 0) return python;
    found.push(python);
  }
  throw notUsable(found, chosen);
}

async function probe(name: string, env: NodeJS.ProcessEnv): Promise<FoundPython | undefined> {
  try {
    const { stdout } = await run(name, ['-I', '-c', PROBE], { env, timeout: 20_000 });
    return probeSchema.parse(JSON.parse(stdout));
  } catch {
    return undefined; // not on PATH, a shim of a version manager without that version, or no Python 3
  }
}

function isSupported({ version: [major, minor] }: FoundPython): boolean {
  return major === OLDEST[0] && minor >= OLDEST[1] && minor <= NEWEST[1];
}

function notUsable(found: readonly FoundPython[], chosen: string | undefined): LocalSetupError {
  const withoutVenv = found.find(isSupported);
  if (withoutVenv !== undefined) {
    const [major, minor] = withoutVenv.version;
    return new LocalSetupError(
      `${withoutVenv.path} (Python ${withoutVenv.version.join('.')}) can't make virtual environments: it has no ${withoutVenv.missing.join(' and ')}`,
      `do install them (Debian and Ubuntu: apt install python${major}.${minor}-venv), or set MLOPS_PYTHON to another ${EXPECTED}`,
    );
  }
  const [other] = found;
  if (other !== undefined) {
    return new LocalSetupError(`found Python ${other.version.join('.')} (${other.path}), expected ${EXPECTED}`, REMEDY);
  }
  return new LocalSetupError(
    chosen === undefined
      ? `found no Python on PATH, expected ${EXPECTED}`
      : `MLOPS_PYTHON is ${chosen}, which is no Python`,
    REMEDY,
  );
}
