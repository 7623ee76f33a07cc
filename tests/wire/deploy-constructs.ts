import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { HandlerName } from '../../lib/contracts/index.js';
import { projectRoot } from '../../local/environment/project-root.js';
import { functionsOfHandler } from '../fixtures/rendering.js';
import { resourcesOf, synthesize } from '../fixtures/synthesis.js';
import { type TestAws, testPython } from './embedded-aws.js';

const ASSETS = 'assets';
const STUB = { ZipFile: 'exports.handler = async () => {};' };

/** The built bundle of a handler as a zip file; with a wrapper as its `index.js`, and its own as `handler.js`. */
async function zipOf(handler: HandlerName, wrapper?: string): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  try {
    const code = 'import shutil, sys; shutil.make_archive(sys.argv[1], "zip", sys.argv[2])';
    const bundle = join(folder, 'bundle');
    cpSync(join(projectRoot(), 'dist/lambdas', handler), bundle, { recursive: true });
    if (wrapper !== undefined) {
      renameSync(join(bundle, 'index.js'), join(bundle, 'handler.js'));
      writeFileSync(join(bundle, 'index.js'), wrapper);
    }
    execFileSync(await testPython(), ['-c', code, join(folder, handler), bundle]);
    return readFileSync(join(folder, `${handler}.zip`));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Deploys what `build` makes to the embedded AWS; it answers with values that the outputs shall tell. Functions of
 * `handlers` run their built bundles, all others do nothing. A module of `wrappers` is called in its handler's place, which
 * it finds as `./handler.js`.
 */
export async function deployConstructs<K extends string>(
  aws: TestAws,
  name: string,
  handlers: readonly HandlerName[],
  build: (stack: Stack) => Readonly<Record<K, string>>,
  wrappers: Readonly<Partial<Record<HandlerName, string>>> = {},
): Promise<(output: K) => string> {
  const { json } = synthesize((stack) => {
    for (const [key, value] of Object.entries<string>(build(stack))) {
      new CfnOutput(stack, `Output${key}`, { value }).overrideLogicalId(`Output${key}`);
    }
  }, name);
  const s3 = new S3Client({ ...aws.config, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: ASSETS }));
  for (const [, { Properties }] of resourcesOf(json, 'AWS::Lambda::Function')) {
    Properties.Code = STUB;
  }
  for (const handler of handlers) {
    const Body = await zipOf(handler, wrappers[handler]);
    await s3.send(new PutObjectCommand({ Bucket: ASSETS, Key: `${handler}.zip`, Body }));
    for (const { properties } of functionsOfHandler(json, handler)) {
      properties.Code = { S3Bucket: ASSETS, S3Key: `${handler}.zip` };
    }
  }
  const outputs = Object.fromEntries(
    Object.entries(json.Outputs).map(([key, { Value }]) => [key.replace(/^Output/, ''), Value]),
  );
  return aws.deploy(name, json.Resources, outputs);
}
