import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKET, imageUri, type LocalSageMaker, REGION, ROLE, startLocalSageMaker } from './local-sagemaker.js';
import { modelArchive } from './model-archive.js';

let local: LocalSageMaker;
beforeAll(async () => {
  local = await startLocalSageMaker();
});
afterAll(() => local.stop());

describe('an unmodified boto3 client', () => {
  it('trains, pages, hosts, calls, and waits with its own waiters', async () => {
    const model = await local.put('models/boto3.tar.gz', await modelArchive({ 'weights.txt': 'from boto3' }));
    const script = join(import.meta.dirname, 'boto3_client.py');
    const input = [local.server.url, REGION, BUCKET, ROLE, imageUri('trainer'), imageUri('server'), model];
    const { stdout } = await promisify(execFile)(local.python, [script, ...input]);
    expect(JSON.parse(stdout)).toEqual({
      jobStatus: 'Completed',
      jobSeconds: expect.any(Number),
      models: ['boto3-0', 'boto3-1', 'boto3-2'],
      variant: 'A',
      model: { 'weights.txt': 'from boto3' },
      failure: {
        OriginalStatusCode: 400,
        OriginalMessage: 'no such column',
        LogStreamArn: `arn:aws:logs:${REGION}:000000000000:log-group:/aws/sagemaker/Endpoints/from-boto3`,
      },
      collision: {
        Code: 'ValidationException',
        Message: `Cannot create already existing model "arn:aws:sagemaker:${REGION}:000000000000:model/boto3-0".`,
      },
    });
  });
});
