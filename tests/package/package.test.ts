import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HANDLER_NAMES } from '../../lib/contracts/index.js';
import { packageRoot } from '../../lib/private/package-root.js';
import { evaluationCsv } from '../fixtures/submission.js';
import { submissionOnDisk } from '../fixtures/submission-on-disk.js';

const root = packageRoot();
const folder = mkdtempSync(join(tmpdir(), 'consumer-'));
const installed = join(folder, 'node_modules/cdk-mlops');
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs CommonJS in the consumer's folder, as a CDK app of a stranger would. */
const run = (source: string): string => {
  writeFileSync(join(folder, 'app.js'), source);
  return execFileSync(process.execPath, ['app.js'], { cwd: folder, encoding: 'utf8' });
};

const typesAfter = (statement: string): Record<string, number> =>
  JSON.parse(
    run(`
      const { App, Stack } = require('aws-cdk-lib');
      const { ArtifactStore, Baseline, DriftMonitor } = require('cdk-mlops');
      const stack = new Stack(new App(), 'Consumer');
      ${statement}
      const { template } = stack.node.root.synth().stacks[0];
      const counts = {};
      for (const { Type } of Object.values(template.Resources)) counts[Type] = (counts[Type] ?? 0) + 1;
      console.log(JSON.stringify(counts));
    `),
  );

// What a consumer's npm does with the tarball, without a registry: unpack it beside its peers.
beforeAll(() => {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64 * 1024 * 1024,
    }),
  ) as { filename: string }[];
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['xzf', join(folder, packed?.filename ?? ''), '--strip-components=1', '-C', installed]);
  for (const peer of ['aws-cdk-lib', 'constructs']) {
    symlinkSync(join(root, 'node_modules', peer), join(folder, 'node_modules', peer));
  }
});

describe('the packed library, in an empty CDK app', () => {
  test('synthesizes an artifact store alone', () => {
    expect(typesAfter(`new ArtifactStore(stack, 'Artifacts');`)).toEqual({
      'AWS::KMS::Key': 1,
      'AWS::S3::Bucket': 1,
      'AWS::S3::BucketPolicy': 1,
    });
  });

  test('synthesizes a monitor alone', () => {
    const types = typesAfter(
      `new DriftMonitor(stack, 'Monitor', { model: 'churn', baseline: Baseline.fromObject('baselines/churn.csv') });`,
    );
    expect(types).toMatchObject({
      'AWS::StepFunctions::StateMachine': 1,
      'AWS::Lambda::Function': 3,
      'AWS::CloudWatch::Alarm': 3,
    });
    expect(types).not.toHaveProperty('AWS::DynamoDB::Table');
  });

  test('brings each function and both images, declarations, and a jsii assembly', () => {
    for (const handler of HANDLER_NAMES) {
      expect([handler, existsSync(join(installed, 'dist/lambdas', handler, 'index.js'))]).toEqual([handler, true]);
    }
    const binaries = 'dist/lambdas/validate-model-version/node_modules/onnxruntime-node/bin/napi-v6/linux/arm64';
    expect(readdirSync(join(installed, binaries))).toContain('onnxruntime_binding.node');
    for (const path of [
      'containers/onnx-serve/Dockerfile',
      'containers/sklearn-train/Dockerfile',
      'dist/lib/index.d.ts',
      '.jsii',
    ]) {
      expect([path, existsSync(join(installed, path))]).toEqual([path, true]);
    }
  });

  test('validates a submission with the onnxruntime-node that is installed beside it, and asks for it where none is', async () => {
    const submission = await submissionOnDisk({}, { 'evaluation.csv': evaluationCsv(40) });
    const validate = () =>
      spawnSync(process.execPath, [join(installed, 'dist/bin/mlops.js'), 'validate', submission], {
        cwd: submission,
        encoding: 'utf8',
        env: { PATH: process.env.PATH },
      });
    const without = validate();
    expect(without).toMatchObject({ status: 1, stdout: '' });
    expect(without.stderr).toContain('npm install onnxruntime-node@');
    symlinkSync(join(root, 'node_modules/onnxruntime-node'), join(folder, 'node_modules/onnxruntime-node'));
    const beside = validate();
    expect(beside).toMatchObject({ status: 0, stdout: expect.stringMatching(/^quality +passed +.*mae 1/m) });
  });

  test('compares files of rows, and writes the page', () => {
    const rows = (shift: number) => `x,y\n${Array.from({ length: 200 }, (_, i) => `${i + shift},a\n`).join('')}`;
    writeFileSync(join(folder, 'before.csv'), rows(0));
    writeFileSync(join(folder, 'after.csv'), rows(100));
    const files = ['--reference', 'before.csv', '--current', 'after.csv'];
    const command = [join(installed, 'dist/bin/mlops.js'), 'drift', ...files, '--json', '--html', 'drift.html'];
    const { columns } = JSON.parse(execFileSync(process.execPath, command, { cwd: folder, encoding: 'utf8' }));
    expect(columns).toMatchObject({ x: { verdict: 'drift' }, y: { verdict: 'not-comparable' } });
    expect(existsSync(join(folder, 'drift.html'))).toBe(true);
  });

  test('brings neither sources nor tests, and keeps its contracts to itself', () => {
    expect(readdirSync(installed).filter((name) => /^(lib|lambdas|tests|local|bin|config)$/.test(name))).toEqual([]);
    expect(run(`console.log('environmentVariables' in require('cdk-mlops'))`).trim()).toBe('false');
  });
});
