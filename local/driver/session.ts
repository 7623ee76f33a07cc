import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type EmbeddedAws, startEmbeddedAws } from '../environment/embedded-aws.js';
import { preparePythonEnvironment } from '../environment/python-environment.js';
import { deploy } from './deploy.js';
import type { LoopContext } from './loop-context.js';
import { makeContext } from './make-context.js';
import type { OwnData } from './options.js';
import { makeScenario } from './scenario.js';
import { makeWorkFolder } from './work-folder.js';

/** The embedded AWS with all that runs on it; `stop` ends every process and removes the working folder. */
export interface Session {
  readonly aws: EmbeddedAws;
  readonly python: string;
  readonly workFolder: string;
  readonly stop: () => Promise<void>;
}

export interface SessionOptions {
  readonly root: string;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly port?: number;
}

/** Makes the Python environment and starts the embedded AWS. */
export async function startSession({ root, signal, log, port }: SessionOptions): Promise<Session> {
  const localFolder = join(root, '.local');
  const workFolder = makeWorkFolder(localFolder);
  const removeWorkFolder = (): void => rmSync(workFolder, { recursive: true, force: true });
  try {
    const { python } = await preparePythonEnvironment({
      folder: join(localFolder, 'venv'),
      requirements: [join(root, 'local/requirements.txt'), join(root, 'containers/sklearn-train/requirements.txt')],
      log,
      signal,
    });
    const aws = await startEmbeddedAws({ workFolder, python, log, signal, ...(port !== undefined && { port }) });
    const stop = async (): Promise<void> => {
      await aws.stop();
      removeWorkFolder();
    };
    if (signal.aborted) {
      await stop();
      signal.throwIfAborted();
    }
    return { aws, python, workFolder, stop };
  } catch (error) {
    removeWorkFolder();
    throw error;
  }
}

/** Copies the logs to where they outlive the session; the next failed run replaces them. */
export function keepLogs({ aws, workFolder }: Session): string {
  const kept = join(workFolder, '../../logs-of-failed-run');
  rmSync(kept, { recursive: true, force: true });
  cpSync(aws.logFolder, kept, { recursive: true });
  return kept;
}

/** Deploys the app and gives each person of the loop their role. */
export async function deployApp(
  session: Session,
  options: SessionOptions & { readonly data: OwnData | undefined },
): Promise<LoopContext> {
  const { aws, python, workFolder } = session;
  const { root, signal, log } = options;
  const env = aws.environment;
  const scenario = await makeScenario(join(workFolder, 'scenario'), python, root, options.data, { env, signal });
  log(`   data: ${scenario.source}; ${scenario.task} of ${scenario.target} from ${scenario.features.length} features`);
  const outputs = await deploy(root, workFolder, scenario, { env, signal, log });
  return makeContext({ scenario, outputs, endpoint: aws.endpoint, root, workFolder, python, env, signal, log });
}
