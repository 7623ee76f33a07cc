import { describe, expect, test } from 'vitest';
import { statementsOf } from '../fixtures/rendering.js';
import type { Call } from '../fixtures/simulation.js';
import { resourcesOf } from '../fixtures/synthesis.js';
import {
  arnOf,
  endpoint,
  get,
  inRegion,
  json,
  machine,
  on,
  put,
  type Rights,
  readRegistry,
  submission,
  surprises,
  writeRegistry,
} from './calls.js';

describe('the policy of a person', () => {
  const api = (part: string): string => {
    const [id] = resourcesOf(json, 'AWS::ApiGatewayV2::Api').find(([logicalId]) => logicalId.includes(part)) ?? [];
    return inRegion('execute-api', `${id?.toLowerCase()}/$default`);
  };
  const call = (part: string, route: string): Call => on('execute-api:Invoke', `${api(part)}/${route}`);
  const control = (route: string): Call => call('Control', route);
  const infer = call('Inference', 'POST/v2/models/churn/infer');
  const submit = control('POST/models/churn/submissions');
  const retrain = control('POST/models/churn/retraining-runs');
  const monitor = control('POST/models/churn/monitor-runs');
  const readModel = control('GET/models/churn');
  const direct = [
    writeRegistry,
    ...readRegistry,
    on('states:StartExecution', machine('Retraining')),
    on('lambda:InvokeFunction', arnOf('AWS::Lambda::Function', 'ValidateModelVersion')),
    on('sagemaker:InvokeEndpoint', endpoint()),
    put(submission),
  ];

  test.each<[string, Rights]>([
    [
      'DataScientist',
      {
        can: [submit, retrain, readModel, put('datasets/churn/a.csv'), get('monitoring/churn/a')],
        cannot: [monitor, infer, put('ground-truth/churn/a'), put('evaluation/churn/a'), ...direct],
      },
    ],
    [
      'Operator',
      {
        can: [retrain, monitor, readModel, get('monitoring/churn/reports/a/report.html')],
        cannot: [submit, infer, put('datasets/churn/a.csv'), get('registry/churn/audit/1.json'), ...direct],
      },
    ],
    [
      'Application',
      {
        can: [
          infer,
          call('Inference', 'POST/models/churn/invocations'),
          put('ground-truth/churn/2026/01/01/00/a.jsonl'),
        ],
        cannot: [submit, retrain, monitor, readModel, get('capture/churn/a'), ...direct],
      },
    ],
    [
      'Auditor',
      {
        can: [readModel, control('GET/models/churn/versions/1'), get('registry/churn/audit/000000000001.json')],
        cannot: [submit, retrain, monitor, infer, get('datasets/churn/a.csv'), put('registry/churn/a'), ...direct],
      },
    ],
  ])('%s allows its routes and objects, and nothing around the APIs', async (name, rights) => {
    const [, policy] = resourcesOf(json, 'AWS::IAM::ManagedPolicy').find(([id]) => id.includes(name)) ?? [];
    const statements = statementsOf(json, policy?.Properties.PolicyDocument);
    expect(await surprises({ statements }, rights)).toEqual([]);
  });
});
