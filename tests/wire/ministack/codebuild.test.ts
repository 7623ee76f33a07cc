import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchGetBuildsCommand, CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderDigest, TestAws, testPython } from '../embedded-aws.js';

const aws = new TestAws();
let codebuild: CodeBuildClient;
let s3: S3Client;
let folder: string;
let python: string;

beforeAll(async () => {
  python = await testPython();
  codebuild = new CodeBuildClient(aws.config);
  s3 = new S3Client(aws.config);
  await s3.send(new CreateBucketCommand({ Bucket: 'assets' }));
  folder = mkdtempSync(join(tmpdir(), 'container-'));
  mkdirSync(join(folder, 'src/__pycache__'), { recursive: true });
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n');
  writeFileSync(join(folder, 'src/train.py'), 'print(1)\n');
  writeFileSync(join(folder, 'src/__pycache__/train.pyc'), 'compiled');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A zip of the folder in reverse order and without what the asset leaves out, as CDK's may be. */
function zipOf(path: string): Buffer {
  const zip = join(path, '..', `${path.split('/').at(-1)}.zip`);
  const code = `import pathlib, sys, zipfile
root = pathlib.Path(sys.argv[1])
with zipfile.ZipFile(sys.argv[2], 'w', zipfile.ZIP_DEFLATED) as archive:
  for file in sorted(root.rglob('*'), reverse=True):
    if file.is_file() and '__pycache__' not in file.parts: archive.write(file, file.relative_to(root))`;
  execFileSync(python, ['-c', code, path, zip]);
  const content = execFileSync('cat', [zip]);
  rmSync(zip);
  return content;
}

async function build(name: string, location: string) {
  const output = await aws.deploy(
    name,
    {
      Project: {
        Type: 'AWS::CodeBuild::Project',
        Properties: {
          ServiceRole: 'arn:aws:iam::000000000000:role/build',
          Source: { Type: 'S3', Location: location },
          Artifacts: { Type: 'NO_ARTIFACTS' },
          Environment: { Type: 'ARM_CONTAINER', ComputeType: 'BUILD_GENERAL1_SMALL', Image: 'aws/codebuild/x' },
        },
      },
    },
    { Project: { Ref: 'Project' } },
  );
  const started = await codebuild.send(new StartBuildCommand({ projectName: output('Project') }));
  const { builds } = await codebuild.send(new BatchGetBuildsCommand({ ids: [started.build?.id ?? ''] }));
  return builds?.[0];
}

describe('a build of a container folder', () => {
  test("exports the digest of the folder's content", async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'assets', Key: 'container.zip', Body: zipOf(folder) }));
    const built = await build('present', 'assets/container.zip');
    expect(built?.buildStatus).toBe('SUCCEEDED');
    const digest = folderDigest(python, folder);
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(built?.exportedEnvironmentVariables).toEqual([{ name: 'IMAGE_DIGEST', value: digest }]);
  });

  test('exports another digest for another content', async () => {
    const before = folderDigest(python, folder);
    writeFileSync(join(folder, 'src/train.py'), 'print(2)\n');
    expect(folderDigest(python, folder)).not.toBe(before);
  });

  test('fails when its source is not there', async () => {
    const built = await build('absent', 'assets/nothing.zip');
    expect(built?.buildStatus).toBe('FAILED');
    expect(built?.exportedEnvironmentVariables ?? []).toEqual([]);
  });
});
