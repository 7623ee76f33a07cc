import { expect, type Step } from '../loop-context.js';
import { waitUntil } from '../wait-until.js';

/** The submission's own event leads to validation, approval by policy, rollout and the alias `champion`. */
export const released: Step = async ({ control, scenario, signal }) => {
  const champion = await waitUntil('a champion', 90, signal, () => control.champion(scenario.model));
  expect('version 1 to be champion', champion === 1, champion);
  const version = await control.version(scenario.model, champion);
  expect('version 1 to be Deployed', version.status === 'Deployed', version.status);
  const state = await control.model(scenario.model);
  return {
    champion,
    status: version.status,
    gates: version.gates?.map(({ gate, passed, reason }) => ({ gate, passed, reason })),
    trafficSplit: state?.trafficSplit,
    evaluationSet: state?.evaluationSet,
  };
};
