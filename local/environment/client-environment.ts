import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const REGION = 'us-east-1';
const KEPT = ['HOME', 'LANG', 'LC_ALL', 'TZ', 'TERM', 'USER', 'LOGNAME', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

export interface ClientEnvironmentProps {
  readonly workFolder: string;
  readonly endpoint: string;
  readonly sagemakerEndpoint: string;
}

/**
 * The whole environment of programs that talk to the embedded AWS: its endpoints and the administrator's
 * credentials, AWS configuration files of their own, this process's Node first on PATH, and of the caller's
 * environment an allow-list only, so that neither a profile nor a proxy of theirs gets in between.
 */
export function clientEnvironment({ workFolder, endpoint, sagemakerEndpoint }: ClientEnvironmentProps) {
  const folder = join(workFolder, 'aws');
  const temporary = join(workFolder, 'tmp');
  mkdirSync(folder, { recursive: true });
  mkdirSync(temporary, { recursive: true });
  const configFile = join(folder, 'config');
  const credentialsFile = join(folder, 'credentials');
  writeFileSync(configFile, `[default]\nregion = ${REGION}\n`);
  writeFileSync(credentialsFile, '[default]\naws_access_key_id = test\naws_secret_access_key = test\n');
  const kept = Object.fromEntries(KEPT.flatMap((name) => [[name, process.env[name]]]).filter(isSet));
  const node = dirname(process.execPath);
  return {
    ...kept,
    PATH: process.env.PATH === undefined ? node : `${node}:${process.env.PATH}`,
    TMPDIR: temporary,
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_SAGEMAKER: sagemakerEndpoint,
    AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: sagemakerEndpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CONFIG_FILE: configFile,
    AWS_SHARED_CREDENTIALS_FILE: credentialsFile,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

function isSet(entry: (string | undefined)[]): entry is [string, string] {
  return entry[1] !== undefined;
}
