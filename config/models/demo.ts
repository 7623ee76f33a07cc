import type { ModelConfig } from '../schema.js';

/** Whether a customer leaves within the next month. */
export const demo: ModelConfig = {
  schemaVersion: 1,
  model: 'demo',
  task: 'classification',
  dataset: { target: 'churned', exclude: ['customer_id', 'month'], minimumRows: 100 },
  evaluation: { share: 0.2, seed: 1 },
  gates: { predictionTolerance: 0.001, metrics: { accuracy: { minimum: 0.6 } }, championMargin: 0.02 },
  approval: 'automatic',
  card: {
    purpose: 'Finds customers who are about to leave, so that somebody calls them first.',
    limitations: 'An example model: not for decisions about people.',
    owner: 'ML platform',
  },
  serving: { memorySizeInMb: 2048, maxConcurrency: 5 },
  rollout: { strategy: 'canary', canaryTrafficPercent: 10, bakeSeconds: 300 },
  training: {
    instanceType: 'ml.m5.large',
    volumeSizeInGb: 30,
    maxRuntimeSeconds: 3600,
    hyperparameters: { estimator: 'random-forest', n_estimators: '200', seed: '1' },
  },
  retraining: { onDrift: true, cooldownSeconds: 86_400 },
  monitoring: { everyMinutes: 60, thresholds: {} },
};
