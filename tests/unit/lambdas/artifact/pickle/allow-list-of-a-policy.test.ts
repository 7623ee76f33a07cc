import { describe, expect, it } from 'vitest';
import { gateRulesSchema } from '../../../../../lambdas/application/documents/model-policy.js';
import { allowListOf } from '../../../../../lambdas/domain/artifact/pickle/allow-list.js';

const rules = (entry: string) => ({ predictionTolerance: 0, metrics: {}, championMargin: 0, pickleAllowList: [entry] });

describe("an entry of a policy's pickleAllowList", () => {
  it.each([
    ['torch.*', /"torch\.\*" allows all of a package that can run code: name what is needed, as torch\.name/],
    ['os.path.*', /"os\.path\.\*" allows all of a package/],
    ['eval', /"eval" is no name: expected module\.name, or module\.\*/],
    ['churn.**', /is no name/],
  ])('that would allow nothing is refused: %s', (entry, reason) => {
    const { error } = gateRulesSchema.safeParse(rules(entry));
    expect(error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
      expect.stringMatching(reason),
    ]);
    expect(error?.issues[0]?.path).toEqual(['pickleAllowList', 0]);
  });

  it.each(['churn.features.*', 'churn.features.Encoder', 'torch.nn.modules.linear.Identity'])('allows %s', (entry) => {
    expect(gateRulesSchema.safeParse(rules(entry)).success).toBe(true);
    const dot = entry.lastIndexOf('.');
    const name = entry.slice(dot + 1).replace('*', 'Any');
    expect(allowListOf([entry]).find(entry.slice(0, dot), name)).toBeDefined();
    expect(allowListOf([]).find(entry.slice(0, dot), name)).toBeUndefined();
  });
});
