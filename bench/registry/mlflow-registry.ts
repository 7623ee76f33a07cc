import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { freePort } from '../../local/environment/free-port.js';
import { ProcessGroup } from '../../local/environment/process-group.js';
import { projectRoot } from '../../local/environment/project-root.js';
import { preparePythonEnvironment } from '../../local/environment/python-environment.js';
import { manifest, versionContents } from './documents.js';
import { PAGE, type RegistryUnderTest } from './registry-under-test.js';

const START_UP_SECONDS = 120;
const versionSchema = z.object({ model_version: z.object({ version: z.coerce.number() }) });
const pageSchema = z.object({
  model_versions: z.array(z.object({ version: z.coerce.number() })).default([]),
  next_page_token: z.string().optional(),
});

/** The MLflow tracking server with SQLite, as `mlflow server` starts it, through its REST API. */
export async function mlflowRegistry(workFolder: string, log: (line: string) => void): Promise<RegistryUnderTest> {
  const root = projectRoot();
  const { python } = await preparePythonEnvironment({
    folder: join(root, '.local/bench/mlflow'),
    requirements: [join(root, 'bench/registry/mlflow/requirements.txt')],
    log,
  });
  const folder = join(workFolder, 'mlflow');
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const options = {
    'backend-store-uri': `sqlite:///${join(folder, 'mlflow.db')}`,
    'default-artifact-root': join(folder, 'artifacts'),
    host: '127.0.0.1',
    port: String(port),
  };
  const group = await ProcessGroup.start({
    name: 'MLflow',
    command: python,
    arguments: [
      ...[join(root, 'local/environment/tied_to_parent.py'), '-m', 'mlflow', 'server'],
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    ],
    environment: {
      PATH: `${join(python, '..')}:${process.env.PATH ?? ''}`,
      HOME: folder,
      MLFLOW_DISABLE_TELEMETRY: 'true',
      DO_NOT_TRACK: 'true',
      PYTHONDONTWRITEBYTECODE: '1',
    },
    folder,
    logFile: join(folder, 'mlflow.log'),
  });
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await untilHealthy(group, `${endpoint}/health`);
  } catch (error) {
    await group.stop();
    throw error;
  }
  const call = callerOf(`${endpoint}/api/2.0/mlflow`);
  const tags = [
    { key: 'contents', value: JSON.stringify(versionContents) },
    { key: 'manifest', value: JSON.stringify(manifest) },
  ];
  return {
    name: 'MLflow',
    createModel: (name) => call('POST', 'registered-models/create', { name }, z.unknown()).then(() => {}),
    createVersion: async (name) => {
      const body = { name, source: 's3://bench/model', tags };
      return (await call('POST', 'model-versions/create', body, versionSchema)).model_version.version;
    },
    setAlias: async (name, alias, version) => {
      await call('POST', 'registered-models/alias', { name, alias, version: String(version) }, z.unknown());
    },
    readVersion: async (name, version) => {
      await call('GET', 'model-versions/get', { name, version: String(version) }, versionSchema);
    },
    listVersions: async (name, cursor) => {
      const query = { filter: `name='${name}'`, max_results: String(PAGE), order_by: 'version_number DESC' };
      const more = cursor === undefined ? {} : { page_token: cursor };
      const page = await call('GET', 'model-versions/search', { ...query, ...more }, pageSchema);
      const next = page.next_page_token ?? '';
      return { items: page.model_versions.length, ...(next !== '' && { cursor: next }) };
    },
    stop: () => group.stop(),
  };
}

function callerOf(base: string) {
  return async <T>(method: 'GET' | 'POST', path: string, input: object, schema: z.ZodType<T>): Promise<T> => {
    const query = method === 'GET' ? `?${new URLSearchParams({ ...input })}` : '';
    const response = await fetch(`${base}/${path}${query}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method === 'POST' && { body: JSON.stringify(input) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`MLflow, ${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    return schema.parse(JSON.parse(text));
  };
}

async function untilHealthy(group: ProcessGroup, url: string): Promise<void> {
  const deadline = Date.now() + START_UP_SECONDS * 1000;
  for (;;) {
    const ok = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    if (!group.running || Date.now() > deadline) throw new Error(`MLflow did not start: ${group.lastLines(20)}`);
    await sleep(200);
  }
}
