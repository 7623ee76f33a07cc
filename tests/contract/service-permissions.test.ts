import { describe, expect, test } from 'vitest';
import { resourcesOf, synthesizePlatform, type TemplateJson } from '../fixtures/synthesis.js';
import { requirements, unmetRequirements } from './service-permissions.js';

const { json } = synthesizePlatform();

/** Where the statements stand that AWS's services need, and no emulator asks for. */
const HOLDERS: readonly { type: string; id: string; document: string }[] = [
  { type: 'AWS::KMS::Key', id: 'Key', document: 'KeyPolicy' },
  { type: 'AWS::SNS::TopicPolicy', id: 'AlarmTopic', document: 'PolicyDocument' },
  ...[
    'RolloutWorkflowRole',
    'RetrainingWorkflowRole',
    'ValidationWorkflowRole',
    'ValidationSubmissionsWorkflowRole',
    'ValidationProcessingRole',
    'RolloutModelRole',
    'RetrainingTrainingRole',
    'CaptureRole',
  ].map((id) => ({ type: 'AWS::IAM::Policy', id, document: 'PolicyDocument' })),
];

/** Not a service's right: what forbids, and what tracing and log delivery ask for, which the CDK adds and removes. */
const isOther = (statement: string): boolean => /"Deny"|xray:|logs:CreateLogDelivery/.test(statement);

interface Removal {
  readonly holder: string;
  readonly statement: string;
  readonly without: TemplateJson;
}

/** One template for each statement, without it. */
const removals: Removal[] = HOLDERS.flatMap(({ type, id, document }) =>
  resourcesOf(json, type)
    .filter(([logicalId]) => logicalId.includes(id))
    .flatMap(([logicalId, { Properties }]) => {
      const { Statement } = Properties[document] as { Statement: unknown[] };
      return Statement.map((statement, index) => {
        const without = structuredClone(json);
        const copy = without.Resources[logicalId]?.Properties[document] as { Statement: unknown[] };
        copy.Statement.splice(index, 1);
        return { holder: logicalId, statement: JSON.stringify(statement), without };
      }).filter(({ statement }) => !isOther(statement));
    }),
);

describe("what AWS's services are allowed", () => {
  test.each(requirements.map((requirement) => [requirement.title, requirement] as const))(
    '%s',
    async (_, requirement) => {
      expect(await requirement.holds(json)).toBe(true);
    },
  );
});

describe('removing any one of these statements is noticed', () => {
  test('there are statements to remove in each place', () => {
    expect(removals.length).toBeGreaterThan(40);
  });

  test.each(removals.map(({ holder, statement, without }) => [holder, statement, without] as const))(
    '%s %s',
    async (_holder, _statement, without) => {
      expect(await unmetRequirements(without)).not.toEqual([]);
    },
  );
});
