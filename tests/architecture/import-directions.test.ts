import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RULES, violationOf } from './directions.js';
import { importsOf, importsOfFile, listFiles } from './imports.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const sources = listFiles(root).filter((path) => /\.(ts|mts)$/.test(path) && !path.endsWith('.d.ts'));
const imports = sources.flatMap((path) => importsOfFile(root, path));

describe('dependencies', () => {
  it('point one way', () => {
    expect(imports.map(violationOf).filter((violation) => violation !== undefined)).toEqual([]);
  });

  it('are looked at in every folder that a rule is for', () => {
    for (const { from } of RULES) {
      expect(
        sources.filter((path) => path.startsWith(from)),
        `files below ${from}`,
      ).not.toEqual([]);
    }
    expect(imports.length).toBeGreaterThan(sources.length);
  });

  it('lead to files that exist', () => {
    const ours = imports.filter(({ to }) => !/^(npm|node):/.test(to));
    const missing = ours.filter(({ to }) => {
      const path = join(root, to.replace(/\.js$/, ''));
      return !['.ts', '/index.ts', '.mjs', '.json', ''].some((end) => existsSync(path + end));
    });
    expect(missing).toEqual([]);
  });

  it.each([
    ['lib/platform/x.ts', "import * as z from 'zod';"],
    ['lib/platform/x.ts', "import { S3Client } from '@aws-sdk/client-s3';"],
    ['lib/platform/x.ts', "import { a } from '../../lambdas/domain/errors';"],
    ['lib/platform/x.ts', "import type { a } from '../../config/schema';"],
    ['lib/contracts/x.ts', "export * from '../private/allow';"],
    ['lib/private/x.ts', "import { a } from '../monitoring/drift-monitor';"],
    ['lambdas/domain/x.ts', "import { readFileSync } from 'node:fs';"],
    ['lambdas/domain/x.ts', "export type A = import('../ports/clock.js').Clock;"],
    ['lambdas/domain/columns/x.ts', "import type { A } from '../summaries/kll-sketch.js';"],
    ['lambdas/domain/summaries/x.ts', "import type { A } from '../monitoring/record-batch.js';"],
    ['lambdas/ports/x.ts', "import { a } from '../adapters/aws-errors.js';"],
    ['lambdas/application/x.ts', "import { a } from '../adapters/aws-errors.js';"],
    ['lambdas/application/x.ts', "const a = await import('@aws-sdk/client-s3');"],
    ['lambdas/adapters/s3/x.ts', "import { a } from '../../application/change-registry.js';"],
    ['lambdas/check-bake/handler.ts', "import { a } from '../shift-traffic/handler.js';"],
    ['config/models/x.ts', "const a = require('aws-cdk-lib');"],
    ['bin/x.ts', "import { a } from '../lambdas/runtime/env.js';"],
  ])('of %s must not include %s', (path, source) => {
    const found = importsOf(path, source);
    expect(found).toHaveLength(1);
    expect(found.map(violationOf)).toEqual([expect.stringContaining(path)]);
  });

  it.each([
    ['lib/platform/x.ts', "import { a } from '../contracts';"],
    ['lambdas/application/x.ts', "import { a } from '../ports/clock.js';"],
    ['lambdas/check-bake/handler.ts', "import { a } from '../application/rollout/check-bake.js';"],
    ['config/x.ts', "import { a } from '../lambdas/application/documents/model-policy.js';"],
    ['bin/x.ts', "import { a } from '../lib/index.js';"],
  ])('of %s may include %s', (path, source) => {
    expect(importsOf(path, source).map(violationOf)).toEqual([undefined]);
  });
});
