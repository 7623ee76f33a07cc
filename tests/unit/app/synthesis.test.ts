import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { demo } from '../../../config/models/demo.js';
import { projectRoot } from '../../../local/environment/project-root.js';

const run = promisify(execFile);
const root = projectRoot();
const folder = mkdtempSync(join(tmpdir(), 'synthesis-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The real `cdk synth` of the app as it was built, in `from`; nobody's AWS settings reach it. */
async function synth(from: string, output: string, ...context: string[]): Promise<string> {
  const program = join(from, 'node_modules/aws-cdk/bin/cdk');
  const options = ['--build', 'true', '--no-notices', '--quiet', '--output', output];
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_CLI_TELEMETRY: '1',
  };
  await run(process.execPath, [program, 'synth', ...options, ...context.flatMap((value) => ['-c', value])], {
    cwd: from,
    env,
  });
  return output;
}

/** All that a synthesized app consists of, but for the traces of `metadata.json`, which name the folder's files. */
function contentOf(output: string): Record<string, string> {
  const names = readdirSync(output).sort();
  const files = names.filter((name) => /\.(template|assets)\.json$/.test(name));
  const assets = names.filter((name) => name.startsWith('asset.'));
  return {
    ...Object.fromEntries(files.map((name) => [name, readFileSync(join(output, name), 'utf8')])),
    assets: assets.join('\n'),
  };
}

describe('cdk synth', () => {
  const other = join(folder, 'some where/else');

  beforeAll(() => {
    mkdirSync(other, { recursive: true });
    for (const path of [
      'cdk.json',
      'package.json',
      'containers',
      'dist/bin',
      'dist/jobs',
      'dist/lambdas',
      'dist/lib',
    ]) {
      cpSync(join(root, path), join(other, path), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(other, 'node_modules'));
  });

  it('makes the same templates and asset hashes in two folders', { timeout: 120_000 }, async () => {
    const outputs = await Promise.all([synth(root, join(folder, 'here')), synth(other, join(folder, 'there'))]);
    const [here, there] = outputs.map(contentOf);
    expect(Object.keys(here ?? {})).toEqual(['Mlops-prod.assets.json', 'Mlops-prod.template.json', 'assets']);
    expect(here?.assets?.split('\n').length).toBeGreaterThan(15);
    expect(there).toEqual(here);
  });

  it('ships bundles that do not know the folder where they were built', () => {
    const lambdas = join(root, 'dist/lambdas');
    const bundles = readdirSync(lambdas).map((name) => join(lambdas, name, 'index.js'));
    expect(bundles.filter((bundle) => readFileSync(bundle, 'utf8').includes(root))).toEqual([]);
    expect(bundles.length).toBeGreaterThan(10);
  });
});

const failure = z.object({ code: z.number(), stderr: z.string() });

describe('a model file that does not fit', () => {
  it.each([
    [
      'an unknown key',
      { ...demo, rollout: { ...demo.rollout, bakeSecond: 5 } },
      'rollout.bakeSecond: found the unknown key "bakeSecond" (did you mean "bakeSeconds"?), allowed: strategy, canaryTrafficPercent, bakeSeconds',
    ],
    [
      'a wrong value',
      { ...demo, evaluation: { ...demo.evaluation, share: 1.5 } },
      'evaluation.share: found 1.5, allowed: below 1',
    ],
  ])('ends cdk synth with %s by file, path, what was found and what is allowed', async (_, model, problem) => {
    const file = join(folder, 'model.json');
    writeFileSync(file, JSON.stringify(model));
    const output = join(folder, 'refused');
    const error = await synth(root, output, 'environment=local', `model-file=${file}`).catch((cause) => cause);
    const { code, stderr } = failure.parse(error);
    expect(code).toBe(1);
    expect(stderr.split('\n')[0]).toBe(`${file}: ${problem}`);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
