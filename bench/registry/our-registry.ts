import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbModelRegistryStore } from '../../lambdas/adapters/dynamodb/dynamo-db-model-registry-store.js';
import { changeRegistry } from '../../lambdas/application/change-registry.js';
import { openSubmission } from '../../lambdas/application/validation/open-submission.js';
import { transition } from '../../lambdas/domain/registry/life-cycle.js';
import { registerVersion } from '../../lambdas/domain/registry/register-version.js';
import { setAlias } from '../../lambdas/domain/registry/set-alias.js';
import { startEmbeddedAws } from '../../local/environment/embedded-aws.js';
import { projectRoot } from '../../local/environment/project-root.js';
import { preparePythonEnvironment } from '../../local/environment/python-environment.js';
import { createRegistryTable } from '../../tests/fixtures/registry-table.js';
import { manifest, versionContents } from './documents.js';
import { PAGE, type RegistryUnderTest } from './registry-under-test.js';

const ACTOR = 'arn:aws:iam::000000000000:user/bench';

/** Our registry, by its own use cases and adapter, on the DynamoDB of an embedded AWS that is started for it. */
export async function ourRegistry(workFolder: string, log: (line: string) => void): Promise<RegistryUnderTest> {
  const root = projectRoot();
  const { python } = await preparePythonEnvironment({
    folder: join(root, '.local/venv'),
    requirements: [join(root, 'local/requirements.txt'), join(root, 'containers/sklearn-train/requirements.txt')],
    log,
  });
  const aws = await startEmbeddedAws({ workFolder: join(workFolder, 'aws'), python, log: () => {} });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials });
  const registry = new DynamoDbModelRegistryStore(client, await createRegistryTable(client, 'bench'));
  let submissions = 0;

  /** Opens a submission, and takes it in as a version whose gates pass: three changes, each with its audit record. */
  const createVersion = async (model: string): Promise<number> => {
    submissions += 1;
    const submissionId = `s${submissions}`;
    const now = new Date();
    await openSubmission(registry, { model, submissionId, openedBy: ACTOR, files: [], now });
    const version = await changeRegistry(registry, model, async (head) => {
      const submission = await registry.readSubmission(model, submissionId);
      if (submission === undefined) throw new Error(`submission ${submissionId} is not there`);
      const submitted = { manifest, contents: versionContents, reasons: [] };
      const registered = registerVersion(head, submission, submitted, now.toISOString());
      return { result: registered.version.version, change: registered.change };
    });
    await changeRegistry(registry, model, async () => {
      const pending = await registry.readVersion(model, version);
      if (pending === undefined) throw new Error(`version ${version} is not there`);
      const at = now.toISOString();
      const puts = [transition(pending, 'Validated', at)];
      return { result: version, change: { action: 'ModelVersionValidated', actor: ACTOR, at, evidence: {}, puts } };
    });
    return version;
  };

  return {
    name: 'cdk-mlops',
    createVersion,
    // The first change of a model makes it.
    createModel: async (model) => {
      await openSubmission(registry, { model, submissionId: 'first', openedBy: ACTOR, files: [], now: new Date() });
    },
    setAlias: async (model, alias, version) => {
      await changeRegistry(registry, model, async () => {
        const [before, target] = await Promise.all([
          registry.readAlias(model, alias),
          registry.readVersion(model, version),
        ]);
        if (target === undefined) throw new Error(`version ${version} is not there`);
        const expectedVersion = before?.version ?? null;
        const wish = { alias, target, expectedVersion, actor: ACTOR, at: new Date().toISOString() };
        const { alias: after, ...more } = setAlias(before, wish);
        return { result: after, ...more };
      });
    },
    readVersion: async (model, version) => {
      if ((await registry.readVersion(model, version)) === undefined) throw new Error(`no version ${version}`);
    },
    listVersions: async (model, cursor) => {
      const page = await registry.listVersions(model, { limit: PAGE, ...(cursor !== undefined && { cursor }) });
      return { items: page.items.length, ...(page.cursor !== undefined && { cursor: page.cursor }) };
    },
    stop: async () => {
      client.destroy();
      await aws.stop();
    },
  };
}
