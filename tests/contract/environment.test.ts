import { describe, expect, test } from 'vitest';
import {
  environmentVariables,
  HANDLER_NAMES,
  handlerEnvironment,
  optionalEnvironment,
} from '../../lib/contracts/index.js';
import { Baseline, DriftMonitor } from '../../lib/index.js';
import { functionsOfHandler, render } from '../fixtures/rendering.js';
import { synthesize, synthesizePlatform } from '../fixtures/synthesis.js';

const { json } = synthesizePlatform();
const variablesOf = (properties: Record<string, unknown>): Record<string, unknown> =>
  (properties.Environment as { Variables?: Record<string, unknown> } | undefined)?.Variables ?? {};

describe('the environment of a function', () => {
  test.each(HANDLER_NAMES)('%s gets the variables that it reads, and no others', (handler) => {
    const expected = handlerEnvironment[handler].map((name) => environmentVariables[name]).sort();
    const found = functionsOfHandler(json, handler);
    expect(found).not.toEqual([]);
    for (const { properties } of found) {
      expect(Object.keys(variablesOf(properties)).sort()).toEqual(expected);
    }
  });

  test('of a monitor without a registry lacks what is optional, and nothing else', () => {
    const alone = synthesize((stack) => {
      new DriftMonitor(stack, 'Monitor', { model: 'churn', baseline: Baseline.fromObject('baselines/churn.csv') });
    });
    const [plan] = functionsOfHandler(alone.json, 'plan-monitor-run');
    const optional = optionalEnvironment['plan-monitor-run'] ?? [];
    const expected = handlerEnvironment['plan-monitor-run'].filter((name) => !optional.includes(name));
    expect(Object.keys(variablesOf(plan?.properties ?? {})).sort()).toEqual(
      expected.map((name) => environmentVariables[name]).sort(),
    );
  });

  test("of a monitor holds settings that the handlers' schema takes", async () => {
    const { monitorSettingsSchema } = await import('../../lambdas/application/documents/monitor-settings.js');
    const [plan] = functionsOfHandler(json, 'plan-monitor-run');
    const settings = render(variablesOf(plan?.properties ?? {}).MONITOR_SETTINGS, json);
    expect(monitorSettingsSchema.parse(JSON.parse(String(settings)))).toMatchObject({
      model: 'churn',
      captureKeyPrefix: 'capture/churn/',
      windows: 5,
      violatedWindows: 2,
    });
  });
});

describe("a model's policy", () => {
  test("is what the handlers' schema takes, with the names of what was made for it", async () => {
    const { deployedModelPolicySchema } = await import('../../lambdas/application/documents/model-policy.js');
    const parameter = Object.values(json.Resources).find(({ Type }) => Type === 'AWS::SSM::Parameter');
    const policy = deployedModelPolicySchema.parse(JSON.parse(String(render(parameter?.Properties.Value, json))));
    const ids = Object.keys(json.Resources).map((id) => id.toLowerCase());
    expect(ids).toContain(policy.resources.captureStreamName);
    expect(policy.resources.rollbackAlarmNames).toHaveLength(3);
    for (const alarm of policy.resources.rollbackAlarmNames) {
      expect(ids).toContain(alarm);
      expect(alarm).toContain('candidate');
    }
  });
});
