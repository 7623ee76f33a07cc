import { describe, expect, test } from 'vitest';
import { HANDLER_NAMES, type HandlerName } from '../../lib/contracts/index.js';
import { functionsOfHandler, listOf, type Statement, statementsOf, statementsOfRole } from '../fixtures/rendering.js';
import { type Call, isAllowed } from '../fixtures/simulation.js';
import { resourcesOf } from '../fixtures/synthesis.js';
import { get, json, machine, put, token } from './calls.js';

const statementsOfHandler = (handler: HandlerName): Statement[] =>
  functionsOfHandler(json, handler).flatMap(({ roleId }) => statementsOfRole(json, roleId));

const allStatements = [
  ...HANDLER_NAMES.map((holder) => ({ holder: String(holder), statements: statementsOfHandler(holder) })),
  ...resourcesOf(json, 'AWS::IAM::ManagedPolicy').map(([holder, { Properties }]) => ({
    holder,
    statements: statementsOf(json, Properties.PolicyDocument),
  })),
];

async function holdersOf(call: Call): Promise<string[]> {
  const found = await Promise.all(
    allStatements.map(async ({ holder, statements }) => ((await isAllowed({ statements }, call)) ? [holder] : [])),
  );
  return found.flat();
}

/** Whoever has the token of an approval, and may answer it, ends the wait of its execution. */
describe('the task token of an approval', () => {
  test('is read by the control API alone, and written by the request alone', async () => {
    expect(await holdersOf(get(token))).toEqual(['handle-control-request']);
    expect(await holdersOf(put(token))).toEqual(['request-approval']);
  });

  // AWS asks about the state machine's ARN; the service's reference, and so the simulator, knows no resource of it.
  test('is answered by the control API alone, for the state machine of approvals alone', () => {
    const answering = allStatements.flatMap(({ holder, statements }) =>
      statements
        .filter(({ Action }) => listOf(Action).some((action) => /^(\*|states:(\*|SendTask.*))$/.test(action)))
        .map(({ Action, Resource }) => ({ holder, actions: listOf(Action), resources: listOf(Resource) })),
    );
    expect(answering).toEqual([
      {
        holder: 'handle-control-request',
        actions: ['states:SendTaskSuccess'],
        resources: [machine('ValidationWorkflow')],
      },
    ]);
  });
});
