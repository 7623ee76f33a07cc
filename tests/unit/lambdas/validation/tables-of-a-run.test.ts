import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { tooBig } from '../../../../lambdas/application/validation/choose-machine.js';
import { readContext } from '../../../../lambdas/application/validation/report-gates.js';
import { objectKeys } from '../../../../lib/contracts/index.js';
import { AT, put } from '../../../fixtures/registry-records.js';
import { evaluationCsv, putEvaluationSet } from '../../../fixtures/submission.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

/** A model with two evaluation sets, whose champion is version 1. */
async function championed() {
  const platform = validationPlatform();
  const { registry, artifacts, submit } = platform;
  await putEvaluationSet(registry, artifacts, 1, evaluationCsv(40));
  const evaluationSet = await putEvaluationSet(registry, artifacts, 2, evaluationCsv(40));
  await submit({ evaluationSet });
  const champion = { kind: 'Alias', model: 'bikes', revision: 0, alias: 'champion', version: 1 } as const;
  await put(registry, { ...champion, since: AT, history: [] });
  return { ...platform, evaluationSet };
}

describe('the tables of a validation', () => {
  it('are read once each, whichever gates look at them', async () => {
    const { artifacts, submit, version, evaluationSet } = await championed();
    const reads: Record<string, number> = {};
    const readBytes = artifacts.readBytes.bind(artifacts);
    artifacts.readBytes = async (key, versionId) => {
      reads[key] = (reads[key] ?? 0) + 1;
      return readBytes(key, versionId);
    };
    // Hashing streams, and holds nothing.
    artifacts.readStream = async (key, versionId) => Readable.from([await readBytes(key, versionId)]);
    await submit({ submissionId: 's2', evaluationSet });
    expect(await version(2)).toMatchObject({ status: 'Validated' });
    const tables = Object.entries(reads).filter(([key]) => key.endsWith('.csv'));
    expect(tables.sort()).toEqual([
      [objectKeys.evaluationSet('bikes', 1), 1],
      [objectKeys.evaluationSet('bikes', 2), 1],
      ['models/bikes/submissions/s2/baseline/baseline.csv', 1],
    ]);
  });

  it('send a version to a job where they are too many for a function together, if there is one', async () => {
    const platform = await championed();
    const { artifacts, submit, registry } = platform;
    await submit({ submissionId: 's2' });
    const version = await registry.readVersion('bikes', 2);
    if (version === undefined) throw new Error('version 2 is there');
    const context = await readContext(platform, version);
    const bytes = async (...keys: string[]) => {
      const heads = await Promise.all(keys.map((key) => artifacts.head(key)));
      return heads.reduce((sum, { size }) => sum + size, 0);
    };
    const folder = 'models/bikes/submissions/';
    const all = await bytes(
      `${folder}s2/predictions.csv`,
      `${folder}s2/baseline/baseline.csv`,
      `${folder}s1/predictions.csv`,
      objectKeys.evaluationSet('bikes', 1),
      objectKeys.evaluationSet('bikes', 2),
    );
    const limits = { artifactBytes: 2 ** 30, tableBytes: all, beyond: 'process' as const };
    expect(await tooBig(artifacts, context, limits)).toBeUndefined();
    expect(await tooBig(artifacts, context, { ...limits, tableBytes: all - 1 })).toBe(
      `the tables that version 2 is validated with have ${all} bytes, at most ${all - 1} are held in a function`,
    );
    // Where no job is, the function tries; what it dies of is a verdict as well.
    expect(await tooBig(artifacts, context, { ...limits, tableBytes: 0, beyond: 'reject' })).toBeUndefined();
  });
});
