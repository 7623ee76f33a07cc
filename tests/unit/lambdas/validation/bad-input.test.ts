import { describe, expect, it } from 'vitest';
import { findChainBreak } from '../../../fixtures/find-chain-break.js';
import { linearReport, type SubmissionOptions } from '../../../fixtures/submission.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

const MD5 = 'd'.repeat(32);
const pointer = (key: string) => ({ key, versionId: 'v1', sha256: 'b'.repeat(64) });
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'x']));
const manifest = (more: object): SubmissionOptions => ({ manifest: (given) => ({ ...given, ...more }) });
const lineage = (more: object) => manifest({ lineage: { datasets: [], trigger: 'external', ...more } });
const report = (text: string): SubmissionOptions => ({ files: { 'evaluation.json': text } });
const metrics = (given: object) => report(JSON.stringify({ ...linearReport, metrics: given }));

const cases: readonly (readonly [string, SubmissionOptions, string])[] = [
  [
    'an unknown field',
    manifest({ tag: {} }),
    'tag: found the unknown key "tag" (did you mean "tags"?), allowed: schemaVersion',
  ],
  ['a tag of a wrong name', manifest({ tags: { 'a b': 'x' } }), 'tags.a b: found the key "a b", allowed: 1 to 128 of'],
  [
    'a tag that is too long',
    manifest({ tags: { a: 'x'.repeat(257) } }),
    'of 257 characters, allowed: at most 256 characters',
  ],
  ['too many tags', manifest({ tags: many(51) }), 'allowed: at most 50 tags'],
  ['too many hyperparameters', lineage({ hyperparameters: many(101) }), 'allowed: at most 100 hyperparameters'],
  [
    '500 KB of metadata',
    manifest({ description: 'x'.repeat(500_000) }),
    'at most 262144 are allowed: keep what is long',
  ],
  [
    'metadata that no record holds',
    lineage({ hyperparameters: Object.fromEntries(Object.keys(many(90)).map((key) => [key, 'x'.repeat(2500)])) }),
    'at most 106000 are allowed: shorten signature, hyperparameters',
  ],
  [
    'dataset uses that no record holds',
    lineage({
      datasets: Array.from({ length: 48 }, (_, index) => ({
        key: `${index}`.padEnd(1020, 'k'),
        versionId: 'v'.repeat(1020),
        sha256: `${index}`.padStart(64, '0'),
      })),
    }),
    'together with the use of each dataset, has 20',
  ],
  [
    'DVC outputs in the manifest',
    lineage({ dvc: [] }),
    'lineage.dvc: found [], allowed: nothing here: submit the .dvc files',
  ],
  [
    'a parent that is not there',
    lineage({ parentVersion: 9 }),
    'lineage.parentVersion: found 9, allowed: a version of model bikes',
  ],
  [
    'an evaluation set that is not there',
    lineage({ evaluationSet: { ...pointer('evaluation/cats/0000000001/evaluation.csv'), number: 1 } }),
    'lineage.evaluationSet.number: found 1, allowed: an evaluation set of model bikes',
  ],
  [
    'a dataset that is an evaluation set',
    lineage({ datasets: [pointer('evaluation/bikes/0000000001/evaluation.csv')] }),
    'lineage.datasets.0.key: found "evaluation/bikes/0000000001/evaluation.csv", allowed: what is no evaluation set',
  ],
  ['a broken DVC file', { files: { 'a.dvc': 'outs: [' } }, 'a.dvc is not YAML as DVC writes it'],
  [
    'a DVC file of a wrong hash',
    { files: { 'a.dvc': 'outs: [{path: a, md5: xyz}]' } },
    'outs.0.md5: found "xyz", allowed: an MD5',
  ],
  [
    'too many DVC outputs',
    {
      files: { 'a.dvc': JSON.stringify({ outs: Array.from({ length: 41 }, (_, i) => ({ path: `${i}`, md5: MD5 })) }) },
    },
    'The DVC files name 41 files and folders, at most 40 are allowed',
  ],
  [
    'a metric that is NaN',
    report('{"metrics": {"rmse": NaN}}'),
    'evaluation.json is not valid: metrics.rmse: found NaN, allowed: a finite number',
  ],
  [
    'a metric beyond all numbers',
    report('{"metrics": {"rmse": 1e999}}'),
    'metrics.rmse: found Infinity, allowed: a finite number',
  ],
  ['a metric without a name', metrics({ '': 1 }), 'found the key "", allowed: at least 1 characters'],
  [
    'too many metrics',
    metrics(Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`m${i}`, i]))),
    'at most 200 metrics',
  ],
];

describe('bad input', () => {
  it.each(cases)('of %s is one whole Rejected version that says why', async (_, options, reason) => {
    const { submit, version, registry } = validationPlatform();
    expect(await submit(options)).toMatchObject({ outcome: 'Rejected', version: 1 });
    const rejected = await version(1);
    expect(rejected).toMatchObject({ status: 'Rejected', submissionId: 's1' });
    expect(rejected?.reasons.join()).toContain(reason);
    const { items } = await registry.listAuditRecords('bikes', { limit: 10 });
    expect(items.map(({ action }) => action)).toEqual([
      'SubmissionOpened',
      'ModelVersionRegistered',
      'ModelVersionRejected',
    ]);
    expect(findChainBreak(items)).toBeUndefined();
    expect((await registry.listDatasetUses(MD5, { limit: 10 })).items).toEqual([]);
  });
});

describe('DVC files', () => {
  it('become lineage and dataset uses, dependencies and outputs alike, each hash once', async () => {
    const { submit, version, registry } = validationPlatform();
    const lock = `schema: '2.0'\nstages:\n  fit:\n    cmd: fit\n    deps:\n    - path: raw\n      md5: ${MD5}.dir\n    outs:\n    - {path: m, md5: ${MD5}, size: 3}\n`;
    await submit({ files: { 'dvc.lock': lock, 'data/t.csv.dvc': `outs:\n- md5: ${MD5}\n  size: 3\n  path: t.csv\n` } });
    expect((await version(1))?.contents?.lineage.dvc).toEqual(
      expect.arrayContaining([
        { path: 'raw', md5: `${MD5}.dir`, source: 'dvc.lock' },
        { path: 'm', md5: MD5, size: 3, source: 'dvc.lock' },
        { path: 't.csv', md5: MD5, size: 3, source: 'data/t.csv.dvc' },
      ]),
    );
    expect((await registry.listDatasetUses(MD5, { limit: 10 })).items).toHaveLength(1);
    expect((await registry.listDatasetUses(`${MD5}.dir`, { limit: 10 })).items).toHaveLength(1);
  });
});
