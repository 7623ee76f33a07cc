import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { addPlatformStack } from '../../../bin/platform-stack.js';
import { loadConfiguration } from '../../../config/load.js';
import { type AllowedDifference, LOCAL_AND_PROD } from './local-and-prod.js';
import { type TemplateDifference, templateDifferences } from './template-differences.js';

/** Under one name for both, so that only what the configuration says can differ. */
function templateOf(environment: 'local' | 'prod'): unknown {
  const app = new App({ context: { 'aws:cdk:disable-asset-staging': true } });
  return Template.fromStack(addPlatformStack(app, loadConfiguration(environment, undefined), 'Mlops')).toJSON();
}

function matches(pattern: string, text: string): boolean {
  const [start = '', end] = pattern.split('*');
  return end === undefined ? text === pattern : text.startsWith(start) && text.endsWith(end);
}

const covers = (allowed: AllowedDifference, { path, first, second }: TemplateDifference): boolean =>
  matches(allowed.path, path) && matches(allowed.local, first) && matches(allowed.prod, second);

const shown = ({ path, first, second }: TemplateDifference): string => `${path}: ${first} | ${second}`;

describe('the template of local', () => {
  const found = templateDifferences(templateOf('local'), templateOf('prod'));
  const reasons = Object.entries(LOCAL_AND_PROD);

  it('differs from that of prod in these lines, each with its reason, and in no other', () => {
    for (const [reason, list] of reasons) {
      const lines = found.filter((difference) => list.some((allowed) => covers(allowed, difference)));
      console.log([`${reason} (local | prod)`, ...lines.map((line) => `  ${shown(line)}`)].join('\n'));
    }
    const allowed = reasons.flatMap(([, list]) => list);
    expect(found.filter((difference) => !allowed.some((entry) => covers(entry, difference))).map(shown)).toEqual([]);
  });

  it('still has every difference that a reason is given for', () => {
    const idle = reasons.flatMap(([reason, list]) =>
      list
        .filter((allowed) => !found.some((difference) => covers(allowed, difference)))
        .map(({ path }) => [reason, path]),
    );
    expect(idle).toEqual([]);
  });
});

describe('the difference of two templates', () => {
  const machine = (seconds: number, ref: string) => ({
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      DefinitionString: {
        'Fn::Join': ['', [`{"States":{"Wait":{"Seconds":${seconds}},"Call":{"Resource":"`, { Ref: ref }, '"}}}']],
      },
    },
  });

  it('is told by value, inside the definition of a state machine too', () => {
    const found = templateDifferences(
      { Resources: { Flow12345678: machine(1, 'A') } },
      { Resources: { Flow12345678: machine(2, 'B') } },
    );
    expect(found.map(shown)).toEqual([
      'Flow.Properties.Definition.States.Wait.Seconds: 1 | 2',
      'Flow.Properties.Definition.States.Call.Resource.Ref: "A" | "B"',
    ]);
  });

  it('names a resource that only one has, and what is beside the resources', () => {
    const found = templateDifferences(
      { Resources: { Topic: { Type: 'AWS::SNS::Topic' } }, Outputs: { Url: { Value: 'a' } } },
      { Resources: {}, Outputs: {} },
    );
    expect(found.map(shown)).toEqual([
      'Topic: AWS::SNS::Topic | none',
      '(template).Outputs.Url.Value: "a" | none',
      '(template).Outputs: none | {}',
    ]);
  });
});
