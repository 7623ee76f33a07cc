import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HandlerFunction } from '../../../lib/private/handler-function.js';
import { packageFolder, packageRoot } from '../../../lib/private/package-root.js';
import { uniqueName } from '../../../lib/private/unique-name.js';
import { emptyStack } from '../../fixtures/synthesis.js';

describe('a function of the package', () => {
  const make = (environment: Record<string, string>) => () =>
    new HandlerFunction(emptyStack(), 'F', { handler: 'shift-traffic', description: 'test', environment });

  test('is refused without a variable that its handler reads', () => {
    expect(make({})).toThrow('The handler shift-traffic reads REGISTRY_TABLE, which its construct does not set.');
  });

  test('is refused with a variable that its handler does not read', () => {
    expect(make({ registryTable: 'table', artifactBucket: 'bucket' })).toThrow(
      'The handler shift-traffic does not read artifactBucket; it reads registryTable.',
    );
  });
});

describe('the folder of the package', () => {
  test('is found from the sources', () => {
    expect(packageFolder('lib/contracts', 'never')).toBe(join(packageRoot(), 'lib/contracts'));
  });

  test('is not taken from another package, and the error says where it was looked for', () => {
    const folder = mkdtempSync(join(tmpdir(), 'other-'));
    writeFileSync(join(folder, 'package.json'), '{"name":"other"}');
    expect(() => packageRoot(folder)).toThrow(`No package.json named cdk-mlops at or above ${folder}`);
    rmSync(folder, { recursive: true });
  });

  test('that lacks a part says how it comes to be', () => {
    expect(() => packageFolder('dist/lambdas/none', 'run `npm run build` first')).toThrow(
      /does not exist; run `npm run build`/,
    );
  });
});

describe('a unique name', () => {
  test('is 12 lower-case characters, the same each time, and another in another stack', () => {
    const one = uniqueName(emptyStack('One'));
    expect(one).toMatch(/^mlops-[a-z0-9]{6}$/);
    expect(uniqueName(emptyStack('One'))).toBe(one);
    expect(uniqueName(emptyStack('Two'))).not.toBe(one);
  });
});
