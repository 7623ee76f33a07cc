import { describe, expect, it } from 'vitest';
import { modelPropsOf } from '../../../bin/model-props.js';
import { demo } from '../../../config/models/demo.js';
import { modelSchema } from '../../../config/schema.js';
import { modelPolicyOf } from '../../../lib/governance/model-policy-document.js';

describe('a configured model', () => {
  it('becomes a policy with every rule of its gates', () => {
    const gates = {
      predictionTolerance: 0.01,
      metrics: { f1: { minimum: 0.7 } },
      championMargin: 0.1,
      advisory: ['bias', 'robustness'],
      allowUnverified: ['reproduction', 'quality'],
      pickleAllowList: ['mypackage.*'],
      data: { leakage: 0.99, timeOrder: true },
      segments: { columns: ['region'], metrics: { f1: { minimum: 0.6 } }, minimumRows: 50, search: false },
      bias: {
        facets: [
          { column: 'sex', value: 'F' },
          { column: 'age', above: 60 },
        ],
        group: 'region',
        metrics: { DPPL: { minimum: -0.1, maximum: 0.1 } },
      },
    };
    const config = modelSchema.parse({ ...demo, dataset: { ...demo.dataset, time: 'day' }, gates });
    expect(JSON.parse(JSON.stringify(modelPolicyOf(modelPropsOf(config, false)).gates))).toEqual(gates);
  });

  it('awaits labels within the hours that it says, and else none', () => {
    const thresholdsOf = (thresholds: object) => {
      const config = modelSchema.parse({ ...demo, monitoring: { everyMinutes: 60, thresholds } });
      return modelPropsOf(config, false).monitoring?.thresholds;
    };
    expect(thresholdsOf({ labelsWithinHours: 36 })?.labelsWithin?.toSeconds()).toBe(129_600);
    expect(thresholdsOf({ psi: 0.3 })).toEqual({ psi: 0.3 });
  });
});
