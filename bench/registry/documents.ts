import type { VersionContents } from '../../lambdas/domain/registry/records.js';

const pointer = (name: string) => ({
  key: `models/bench/submissions/s/${name}`,
  versionId: '5743bdf1-e05d-4fb5-89a8-e88cd79530b0',
  sha256: 'a'.repeat(64),
});

export const manifest = pointer('manifest.json');

/** What a version says of itself, about 2 KB: both registries keep all of it. */
export const versionContents: VersionContents = {
  task: 'regression',
  signature: {
    task: 'regression',
    inputs: Array.from({ length: 12 }, (_, index) => ({ name: `feature_${index}`, type: 'double', required: true })),
    outputs: [{ name: 'prediction', type: 'double' }],
  },
  artifact: { ...pointer('model.tar.gz'), size: 123_456 },
  evaluation: {
    report: pointer('evaluation.json'),
    predictions: pointer('predictions.csv'),
    sample: pointer('sample.json'),
  },
  baseline: { statistics: pointer('baseline/statistics.json'), rows: pointer('baseline/baseline.csv') },
  lineage: { datasets: [], trigger: 'external', hyperparameters: { n_estimators: '50', max_depth: '8' } },
};
