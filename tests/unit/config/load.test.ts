import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { local } from '../../../config/environments/local.js';
import { prod } from '../../../config/environments/prod.js';
import { ConfigurationError, loadConfiguration, parseConfig } from '../../../config/load.js';
import { demo } from '../../../config/models/demo.js';
import { environmentSchema, modelSchema } from '../../../config/schema.js';

const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function modelFile(content: unknown): string {
  const file = join(folder, 'model.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function problemOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return error instanceof Error ? error.message : '';
  }
  throw new Error('nothing was refused');
}

describe('the configuration', () => {
  it('is that of prod with the configured model when the context names nothing', () => {
    expect(loadConfiguration(undefined, undefined)).toEqual({ environment: prod, models: [demo] });
  });

  it('names the environments that exist when the context asks for another', () => {
    expect(problemOf(() => loadConfiguration('staging', undefined))).toBe(
      'context key environment: found "staging", allowed: "local", "prod"',
    );
    expect(problemOf(() => loadConfiguration('constructor', undefined))).toContain('found "constructor"');
  });

  it('takes the model of a file instead of the configured ones, or a list of them', () => {
    const other = { ...demo, model: 'other' };
    expect(loadConfiguration('local', modelFile(other)).models).toEqual([other]);
    expect(loadConfiguration('local', modelFile([other, demo])).models).toEqual([other, demo]);
  });

  it('refuses a model file that is not there, is not JSON, or names a model twice, and names the file', () => {
    expect(problemOf(() => loadConfiguration('local', '/nowhere/model.json'))).toMatch(
      /^\/nowhere\/model\.json: it can't be read \(ENOENT.*; pass the path of a JSON file$/,
    );
    const file = modelFile('{"model":');
    expect(problemOf(() => loadConfiguration('local', file))).toMatch(`${file}: it is not JSON (`);
    expect(problemOf(() => loadConfiguration('local', modelFile([demo, demo])))).toBe(
      `${file}: model: found "demo", which another model has, allowed: a name of its own`,
    );
    expect(problemOf(() => loadConfiguration('local', true))).toBe(
      "context key model-file: found true, allowed: a JSON file's path",
    );
  });
});

const cases: readonly (readonly [string, unknown, string])[] = [
  [
    'an unknown key, with the known ones and the nearest',
    { ...demo, rollout: { ...demo.rollout, bakeSecond: 5 } },
    'f.json: rollout.bakeSecond: found the unknown key "bakeSecond" (did you mean "bakeSeconds"?), allowed: strategy, canaryTrafficPercent, bakeSeconds',
  ],
  [
    'an unknown key inside a record',
    { ...demo, gates: { ...demo.gates, metrics: { f1: { minimum: 0.5, least: 1 } } } },
    'f.json: gates.metrics.f1.least: found the unknown key "least", allowed: minimum, maximum',
  ],
  [
    'a number out of its range',
    { ...demo, evaluation: { share: 1, seed: 1 } },
    'f.json: evaluation.share: found 1, allowed: below 1',
  ],
  [
    'a value of the wrong type',
    { ...demo, rollout: { ...demo.rollout, bakeSeconds: '300' } },
    'f.json: rollout.bakeSeconds: found "300", allowed: a number',
  ],
  [
    'a value outside its list',
    { ...demo, task: 'ranking' },
    'f.json: task: found "ranking", allowed: "classification", "regression"',
  ],
  [
    'a memory size that SageMaker does not have',
    { ...demo, serving: { memorySizeInMb: 1500, maxConcurrency: 5 } },
    'f.json: serving.memorySizeInMb: found 1500, allowed: 1024, 2048, 3072, 4096, 5120, 6144',
  ],
  [
    'a canary share where all shifts at once',
    { ...demo, rollout: { ...demo.rollout, strategy: 'all-at-once', canaryTrafficPercent: 10 } },
    'f.json: rollout.canaryTrafficPercent: found 10, allowed: 100, since the strategy is "all-at-once"',
  ],
  [
    'a key that is missing',
    { ...demo, approval: undefined },
    'f.json: approval: found nothing, allowed: "automatic", an object',
  ],
  [
    'an unknown key of what may also be a word, with the known ones and the nearest',
    { ...demo, approval: { quorom: 2, expirySeconds: 60 } },
    [
      'f.json: approval.quorum: found nothing, allowed: a number',
      'f.json: approval.quorom: found the unknown key "quorom" (did you mean "quorum"?), allowed: role, quorum, expirySeconds',
    ].join('\n'),
  ],
  [
    'a key that is missing of what may also be a word',
    { ...demo, approval: { quorum: 1 } },
    'f.json: approval.expirySeconds: found nothing, allowed: a number',
  ],
  ['something that is no object', 'demo', 'f.json: (the whole file): found "demo", allowed: an object'],
];

describe('a model that does not fit', () => {
  it.each(cases)('is told of %s', (_, model, message) => {
    expect(problemOf(() => parseConfig(modelSchema, model, 'f.json'))).toBe(message);
  });

  it('is told of all its problems at once, a line each', () => {
    const message = problemOf(() => parseConfig(modelSchema, { ...demo, model: 'Demo!', extra: 1 }, 'f.json'));
    expect(message.split('\n')).toEqual([
      'f.json: model: found "Demo!", allowed: 1 to 32 of a-z, 0-9 and inner hyphens',
      expect.stringMatching(/^f\.json: extra: found the unknown key "extra", allowed: schemaVersion, model, task,/),
    ]);
  });
});

describe('an environment that does not fit', () => {
  it.each([
    [
      'timing.endpointPollSeconds',
      { ...prod, timing: { ...prod.timing, endpointPollSeconds: 0 } },
      'found 0, allowed: at least 1',
    ],
    ['notificationEmails.0', { ...prod, notificationEmails: ['nobody'] }, 'found "nobody", allowed: an e-mail address'],
    [
      'inferenceAuthorization.kind',
      { ...prod, inferenceAuthorization: { kind: 'key' } },
      'found "key", allowed: "iam", "jwt", "none"',
    ],
    [
      'inferenceAuthorization.issuers',
      { ...prod, inferenceAuthorization: { kind: 'jwt', issuer: 'https://i.example', audience: ['a'], issuers: 1 } },
      'found the unknown key "issuers" (did you mean "issuer"?), allowed: kind, issuer, audience',
    ],
    ['removalPolicy', { ...local, removalPolicy: 'snapshot' }, 'found "snapshot", allowed: "retain", "destroy"'],
  ])('is told where: %s', (path, environment, problem) => {
    expect(problemOf(() => parseConfig(environmentSchema, environment, 'config/environments/x.ts'))).toBe(
      `config/environments/x.ts: ${path}: ${problem}`,
    );
  });
});
