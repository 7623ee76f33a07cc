import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { afterAll, describe, expect, test } from 'vitest';
import { ContainerImage } from '../../../lib/index.js';
import { emptyStack, resourcesOf, synthesize } from '../../fixtures/synthesis.js';

const folder = mkdtempSync(join(tmpdir(), 'image-'));
writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n');
afterAll(() => rmSync(folder, { recursive: true }));

const build = () => synthesize((stack) => ContainerImage.fromFolder(folder).bind(stack));
const hashOf = (json: ReturnType<typeof build>['json']): unknown =>
  resourcesOf(json, 'Custom::ContainerImage')[0]?.[1].Properties.SourceHash;

describe('an image of a folder', () => {
  test('is built in the account, privileged, and pinned by the digest that the build exports', () => {
    const { template, json } = build();
    template.hasResourceProperties('AWS::CodeBuild::Project', {
      Environment: Match.objectLike({ PrivilegedMode: true, Type: 'LINUX_CONTAINER' }),
      Source: Match.objectLike({ Type: 'S3', BuildSpec: Match.stringLikeRegexp('"exported-variables"') }),
    });
    template.hasResourceProperties('AWS::ECR::Repository', {
      ImageTagMutability: 'IMMUTABLE',
      ImageScanningConfiguration: { ScanOnPush: true },
    });
    expect(resourcesOf(json, 'Custom::ContainerImage')[0]?.[1].Properties).toMatchObject({
      ProjectName: { Ref: expect.stringContaining('Project') },
      RepositoryUri: expect.anything(),
    });
  });

  test('is built again when its content changes, and not for what installs and caches leave behind', () => {
    const before = hashOf(build().json);
    for (const path of ['node_modules/a', 'deep/__pycache__', 'deep/.pytest_cache', 'deep/node_modules']) {
      mkdirSync(join(folder, path), { recursive: true });
      writeFileSync(join(folder, path, 'left-behind.js'), 'x');
    }
    writeFileSync(join(folder, 'deep/module.pyc'), 'x');
    expect(hashOf(build().json)).toBe(before);
    writeFileSync(join(folder, 'deep/module.py'), 'x');
    expect(hashOf(build().json)).not.toBe(before);
  });
});

describe('an image that exists', () => {
  const digest = `sha256:${'0a'.repeat(32)}`;

  test('is taken by its digest, and nothing is built', () => {
    const { template } = synthesize((stack) => {
      const repository = Repository.fromRepositoryName(stack, 'Mine', 'mine');
      const { imageUri } = ContainerImage.fromEcr(repository, digest).bind(stack);
      expect(imageUri.endsWith(`/mine@${digest}`)).toBe(true);
    });
    template.resourceCountIs('AWS::CodeBuild::Project', 0);
  });

  test('is refused by a tag', () => {
    const repository = Repository.fromRepositoryName(emptyStack(), 'Mine', 'mine');
    expect(() => ContainerImage.fromEcr(repository, 'latest')).toThrow(
      'Digest "latest": expected "sha256:" and 64 hexadecimal digits, not a tag.',
    );
  });
});
