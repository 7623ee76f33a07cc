import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { CopyObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { pack } from 'tar-stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { objectKeys } from '../../../lib/contracts/index.js';
import { linearOnnx, linearSignature } from '../../fixtures/onnx-models.js';
import { evaluationCsv, putEvaluationSet, uploadSubmission } from '../../fixtures/submission.js';
import { deployValidation } from '../deploy-validation.js';
import { TestAws } from '../embedded-aws.js';

const BLOCK = 2 ** 20;
const BLOCKS = 2_048;
/** What the function is deployed with; see the unit test of ModelValidation. */
const FUNCTION_MEGABYTES = 2_048;

const aws = new TestAws();
let stack: Awaited<ReturnType<typeof deployValidation>>;
let file: { readonly sha256: string; readonly size: number };
const artifactKey = (submissionId: string) => `${objectKeys.submission('bikes', submissionId)}model.tar.gz`;

/** The linear model beside 2 GiB that no compression makes smaller, in stored blocks: as many bytes come as go. */
function bigArtifact(): Readable {
  const tar = pack();
  const gzip = createGzip({ level: 0, chunkSize: BLOCK });
  const mtime = new Date(0);
  const block = Buffer.alloc(BLOCK);
  for (let i = 0, state = 1; i < BLOCK; i += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    block.writeUInt32LE(state, i);
  }
  // As no other format begins.
  block[0] = 0;
  const fill = async (): Promise<void> => {
    tar.entry({ name: 'model.onnx', mtime }, linearOnnx);
    tar.entry({ name: 'signature.json', mtime }, JSON.stringify(linearSignature));
    const weights = tar.entry({ name: 'weights.f32', mtime, size: BLOCK * BLOCKS });
    for (let i = 0; i < BLOCKS; i += 1) {
      if (!weights.write(block)) await new Promise<void>((resolve) => weights.once('drain', () => resolve()));
    }
    weights.end(Buffer.alloc(0));
    tar.finalize();
  };
  const out = new PassThrough({ highWaterMark: BLOCK });
  void Promise.all([pipeline(tar, gzip, out), fill()]).catch((error: Error) => out.destroy(error));
  return out;
}

beforeAll(async () => {
  stack = await deployValidation(aws, 'big-artifacts');
  await putEvaluationSet(stack.registry, stack.artifacts, 1, evaluationCsv(40));
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of bigArtifact()) {
    hash.update(chunk);
    size += chunk.length;
  }
  file = { sha256: hash.digest('hex'), size };
  const Bucket = stack.output('Bucket');
  const object = { Bucket, Key: artifactKey('job'), Body: bigArtifact(), ContentLength: size };
  await stack.s3.send(new PutObjectCommand(object));
  await stack.s3.send(
    new CopyObjectCommand({ Bucket, Key: artifactKey('function'), CopySource: `${Bucket}/${artifactKey('job')}` }),
  );
}, 300_000);

/** Submits the big artifact, which is there already, with the rest of a submission; answers with the ended execution. */
async function submit(submissionId: string) {
  const { registry, artifacts } = stack;
  await uploadSubmission(registry, artifacts, {
    submissionId,
    openedAt: new Date(),
    tamper: { 'model.tar.gz': null },
    manifest: (manifest) => ({ ...manifest, artifact: { path: 'model.tar.gz', ...file } }),
  });
  const [execution] = await stack.executionsOf(submissionId, 1, 150);
  const { version = 0 } = (await registry.readSubmission('bikes', submissionId)) ?? {};
  return { execution, version: await registry.readVersion('bikes', version) };
}

/** The most memory that the function's process has held, in MB; it has the function's name in its environment. */
function peakMegabytes(functionName: string): number {
  const peaks = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
        if (!environment.includes(`AWS_LAMBDA_FUNCTION_NAME=${functionName}`)) return [];
        return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
      } catch {
        return [];
      }
    });
  return Math.max(...peaks);
}

describe('an artifact of 2 GiB', () => {
  it('is validated by a SageMaker Processing job, by its size', async () => {
    const { execution, version } = await submit('job');
    expect(execution?.status).toBe('SUCCEEDED');
    expect(version?.reasons).toEqual([]);
    expect(version).toMatchObject({ status: 'Validated', validationReport: { key: expect.any(String) } });
    expect(version?.gates.find(({ gate }) => gate === 'quality')).toMatchObject({ verdict: 'passed' });
    // The function looked at the size only.
    expect(peakMegabytes(stack.output('Function'))).toBeLessThan(FUNCTION_MEGABYTES / 4);
  }, 180_000);

  it('streams through the function, where the threshold is above it, in less memory than that has', async () => {
    const url = `${aws.server.endpoint}/2015-03-31/functions/${stack.output('Function')}/configuration`;
    const { Environment } = (await (await fetch(url)).json()) as { Environment: { Variables: Record<string, string> } };
    const Variables = { ...Environment.Variables, ARTIFACT_LIMIT: String(5 * 2 ** 30) };
    await fetch(url, { method: 'PUT', body: JSON.stringify({ Environment: { Variables } }) });
    const { execution, version } = await submit('function');
    expect(execution?.status).toBe('SUCCEEDED');
    expect(version).toMatchObject({ status: 'Validated', reasons: [] });
    const peak = peakMegabytes(stack.output('Function'));
    const seconds = (Number(execution?.stopDate) - Number(execution?.startDate)) / 1000;
    console.log(`2 GiB through the function: at most ${peak.toFixed(0)} MB, ${seconds.toFixed(1)} s`);
    // As much as with a small one, and a quarter of what it has.
    expect(peak).toBeGreaterThan(20);
    expect(peak).toBeLessThan(FUNCTION_MEGABYTES / 4);
    // Half of the function's 15 minutes.
    expect(seconds).toBeLessThan(450);
  }, 180_000);
});
