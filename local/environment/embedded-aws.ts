import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientEnvironment } from './client-environment.js';
import { freePort, requireFreePort } from './free-port.js';
import { LocalSetupError } from './local-setup-error.js';
import { ProcessGroup } from './process-group.js';
import { projectRoot } from './project-root.js';

const START_UP_SECONDS = 90;
const SERVICES = [
  ...['s3', 'dynamodb', 'dynamodbstreams', 'lambda', 'iam', 'sts', 'kms', 'sns', 'sqs', 'events', 'scheduler'],
  ...['states', 'logs', 'monitoring', 'cloudformation', 'ssm', 'apigateway', 'firehose', 'codebuild', 'ecr', 'tagging'],
];

export interface EmbeddedAwsProps {
  /** Takes logs, temporary files and SageMaker's files. Made if it isn't there; the caller removes it. */
  readonly workFolder: string;
  /** An interpreter with the packages of `local/requirements.txt`. */
  readonly python: string;
  readonly log: (line: string) => void;
  /** The port of every service but SageMaker. @default - a free one */
  readonly port?: number;
  /** The folder of the container folders that SageMaker runs. @default - the project's */
  readonly containers?: string;
  /** Keeps S3's objects as files, `<account>/<bucket>/<key>`; those that lie there are there. @default - in memory */
  readonly s3Folder?: string;
  /** @default - starts to its end */
  readonly signal?: AbortSignal;
}

/** A running AWS on this machine. */
export interface EmbeddedAws {
  /** Of every service, SageMaker included: `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /** Of SageMaker and SageMaker Runtime. */
  readonly sagemakerEndpoint: string;
  /** The whole environment for programs that use it. */
  readonly environment: Record<string, string>;
  readonly logFolder: string;
  /** Says which server ended, when one of the servers ends, by itself or by `stop`. */
  readonly ended: Promise<string>;
  /** Ends every process of it and removes its temporary files. May be called more than once. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts MiniStack with its mends and the SageMaker server, on loopback, and waits until both answer.
 *
 * When anything fails on the way, nothing is left running. Their processes end with this one, whatever ends it.
 * Throws a LocalSetupError for a taken port or a server that does not start.
 */
export async function startEmbeddedAws(props: EmbeddedAwsProps): Promise<EmbeddedAws> {
  const { workFolder, signal } = props;
  const root = projectRoot();
  if (props.port !== undefined) await requireFreePort(props.port);
  const port = props.port ?? (await freePort());
  const sagemakerPort = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const sagemakerEndpoint = `http://127.0.0.1:${sagemakerPort}`;
  const logFolder = join(workFolder, 'logs');
  mkdirSync(logFolder, { recursive: true });
  const environment = clientEnvironment({ workFolder, endpoint, sagemakerEndpoint });

  const groups: ProcessGroup[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(groups.map((group) => group.stop()));
    rmSync(environment.TMPDIR, { recursive: true, force: true });
  };
  const start = async (name: string, script: string, parameters: string[], variables: Record<string, string>) => {
    const group = await ProcessGroup.start({
      name,
      command: props.python,
      arguments: [join(root, 'local/environment/tied_to_parent.py'), join(root, script), ...parameters],
      environment: {
        ...environment,
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONUNBUFFERED: '1',
        PYTHONNOUSERSITE: '1',
        MLOPS_NODE: process.execPath,
        MLOPS_ONNXRUNTIME: join(root, 'node_modules/onnxruntime-node'),
        ...variables,
      },
      folder: workFolder,
      logFile: join(logFolder, `${name}.log`),
    });
    groups.push(group);
    return group;
  };

  try {
    const sagemakerFolder = join(workFolder, 'sagemaker');
    const options = { port: String(sagemakerPort), 'endpoint-url': endpoint, 'work-folder': sagemakerFolder };
    const parameters = Object.entries({ ...options, containers: props.containers ?? join(root, 'containers') });
    const sagemaker = await start(
      'sagemaker',
      'local/sagemaker/server.py',
      parameters.flatMap(([name, value]) => [`--${name}`, value]),
      {},
    );
    const ministack = await start('ministack', 'local/ministack/launch.py', [], {
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_REGION: environment.AWS_REGION,
      SERVICES: SERVICES.join(','),
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
      MLOPS_LOCAL_SAGEMAKER_URL: sagemakerEndpoint,
      ...(props.s3Folder === undefined ? {} : { S3_PERSIST: '1', S3_DATA_DIR: props.s3Folder }),
    });
    await Promise.all([
      untilHealthy(sagemaker, `${sagemakerEndpoint}/health`, signal),
      untilHealthy(ministack, `${endpoint}/_ministack/health`, signal),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  props.log(`the embedded AWS listens on ${endpoint}; its logs are in ${logFolder}`);
  const ended = Promise.race(
    groups.map(async ({ exited, props: { name } }) => {
      await exited;
      return `${name} ended, which the embedded AWS can't do without`;
    }),
  );
  return { endpoint, sagemakerEndpoint, environment, logFolder, ended, stop };
}

async function untilHealthy(group: ProcessGroup, url: string, signal: AbortSignal | undefined): Promise<void> {
  const deadline = Date.now() + START_UP_SECONDS * 1000;
  while (!(await answers(url))) {
    signal?.throwIfAborted();
    if (!group.running || Date.now() > deadline) {
      const what = group.running ? `did not answer on ${url} within ${START_UP_SECONDS} s` : 'ended while it started';
      throw new LocalSetupError(
        `${group.props.name} ${what}: ${group.lastLines(1)}`,
        `do look into ${group.props.logFile}`,
      );
    }
    await sleep(50, undefined, { signal });
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
