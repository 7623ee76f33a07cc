import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { expect, test } from 'vitest';
import * as lib from '../../../lib/index.js';
import { packageRoot } from '../../../lib/private/package-root.js';
import { resourcesOf, synthesize } from '../../fixtures/synthesis.js';

const read = (path: string): string => readFileSync(join(packageRoot(), path), 'utf8');

/** The TypeScript of a page that makes a monitor, and of the examples in a source's comments. */
const inPage = (path: string): string[] =>
  [...read(path).matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code);
const inSource = (path: string): string[] =>
  [...read(path).matchAll(/@example\n(.*?)\*\//gs)].map(([, code = '']) => code.replace(/^\s*\* ?/gm, ''));

const examples = [
  ...['README.md'].flatMap((path) => inPage(path).map((code) => ({ path, code }))),
  ...['drift-monitor', 'endpoint-capture'].flatMap((name) => {
    const path = `lib/monitoring/${name}.ts`;
    return inSource(path).map((code) => ({ path, code }));
  }),
].filter(({ code }) => code.includes('new DriftMonitor('));

test('the README, the monitor and the capture of an endpoint each have an example', () => {
  expect(examples.map(({ path }) => path)).toEqual([
    'README.md',
    'lib/monitoring/drift-monitor.ts',
    'lib/monitoring/endpoint-capture.ts',
  ]);
});

test.each(examples)('the example in $path synthesizes, and looks into the bucket of the capture', ({ code }) => {
  const { json } = synthesize((stack: Stack) => {
    const given = {
      ...lib,
      captureBucket: Bucket.fromBucketName(stack, 'CaptureBucket', 'captured'),
      captureKey: new Key(stack, 'CaptureKey'),
      analystRole: new Role(stack, 'Analyst', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
    };
    new Function(...Object.keys(given), code).call(stack, ...Object.values(given));
  });
  expect(resourcesOf(json, 'AWS::S3::Bucket')).toEqual([]);
  const functions = resourcesOf(json, 'AWS::Lambda::Function').map(([, { Properties }]) => JSON.stringify(Properties));
  expect(functions.filter((text) => text.includes('"ARTIFACT_BUCKET":"captured"'))).toHaveLength(3);
});
