import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manifestSchema } from '../../../lambdas/application/documents/manifest.js';
import { parseJsonDocument } from '../../../lambdas/application/documents/parse.js';
import { InvalidInput } from '../../../lambdas/domain/errors.js';
import type { Manifest } from '../../../lambdas/domain/manifest.js';
import { linearSignature } from '../../fixtures/onnx-models.js';

const entry = (path: string) => ({ path, sha256: 'a'.repeat(64), size: 1 });
const valid = {
  schemaVersion: 1,
  model: 'bikes',
  submissionId: 's1',
  task: 'regression',
  framework: 'onnx',
  artifact: entry('model.tar.gz'),
  files: [entry('evaluation.json'), entry('baseline/baseline.csv')],
  signature: linearSignature,
  evaluation: { report: 'evaluation.json', predictions: 'predictions.csv', sample: 'sample.json' },
  baseline: { statistics: 'baseline/statistics.json', rows: 'baseline/baseline.csv' },
  lineage: { datasets: [], trigger: 'external' },
};
const text = JSON.stringify(valid);

function parsed(json: string): Manifest | 'refused' {
  try {
    return parseJsonDocument(manifestSchema, json, 'The manifest', { values: 'shown' });
  } catch (error) {
    if (error instanceof InvalidInput) return 'refused';
    throw error;
  }
}

const pathsOf = ({ artifact, files, evaluation, baseline }: Manifest): string[] => [
  ...[artifact, ...files].map(({ path }) => path),
  ...[...Object.values(evaluation), ...Object.values(baseline)],
];
/** By itself what leaves a folder, or may on some system. */
const leaves = (path: string): boolean =>
  path.startsWith('/') || /[\\\0:]/.test(path) || path.split('/').includes('..');

describe('a manifest', () => {
  it('is taken or refused, whatever its text, and never with a path out of its folder', () => {
    expect(parsed(text)).toEqual(valid);
    const changed = fc
      .array(
        fc.tuple(
          fc.nat(text.length - 1),
          fc.constantFrom('', '"', '{', '}', '../', '/', '\\\\', '0', '-', ',', '\\u0000'),
        ),
        {
          maxLength: 4,
        },
      )
      .map((changes) => changes.reduce((all, [at, by]) => `${all.slice(0, at)}${by}${all.slice(at + 1)}`, text));
    fc.assert(
      fc.property(fc.oneof({ weight: 1, arbitrary: fc.json() }, { weight: 4, arbitrary: changed }), (json) => {
        const manifest = parsed(json);
        if (manifest !== 'refused') expect(pathsOf(manifest).filter(leaves)).toEqual([]);
      }),
      { numRuns: 6_000 },
    );
  });

  it('with a path out of its folder is refused, wherever the path stands', () => {
    const out = fc
      .tuple(
        fc.constantFrom('', 'a/', 'a/b/', './'),
        fc.constantFrom('../', '..\\', '/', '..', '%2e%2e/', 'C:\\'),
        fc.constantFrom('', 'x'),
      )
      .map((parts) => parts.join(''));
    const place = fc.constantFrom('artifact', 'files', 'report', 'sample', 'rows');
    fc.assert(
      fc.property(out, place, (path, where) => {
        const hostile = {
          ...valid,
          ...(where === 'artifact' && { artifact: entry(path) }),
          ...(where === 'files' && { files: [...valid.files, entry(path)] }),
          ...(where === 'rows' && { baseline: { ...valid.baseline, rows: path } }),
          ...((where === 'report' || where === 'sample') && { evaluation: { ...valid.evaluation, [where]: path } }),
        };
        expect(parsed(JSON.stringify(hostile))).toBe('refused');
      }),
      { numRuns: 4_000 },
    );
  });
});
