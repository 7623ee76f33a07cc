import type { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { RolloutStates } from './rollout-workflow';

/** What every step of a rollout is told. */
export const ROLLOUT = { 'model.$': '$.plan.model', 'version.$': '$.plan.version', 'rolloutId.$': '$.plan.rolloutId' };

/** Expects `$.failure`; ends the execution failed with it. */
export function giveUpPart(states: RolloutStates): sfn.IChainable {
  const failed = new sfn.Fail(states.workflow, 'RolloutFailed', {
    errorPath: '$.failure.Error',
    causePath: '$.failure.Cause',
  });
  const { drain, remove } = drainAndRemove(states, 'GivenUp');
  remove.next(failed);
  return finish(states, 'GiveUp', 'abort', '$.failure.Cause').next(drain);
}

/** The end of a rollout that moved the traffic: a fault leaves endpoints behind, and must not move it again. */
export function clearPart(states: RolloutStates): sfn.IChainable & sfn.State {
  const { drain, remove } = drainAndRemove(states, 'Finished');
  remove.addCatch(endpointsLeft(states), { errors: [sfn.Errors.ALL], resultPath: '$.failure' });
  remove.next(new sfn.Succeed(states.workflow, 'RolloutFinished'));
  return drain;
}

/** Ends the execution failed, so that what it left is cleaned up, with a cause that doesn't read like a failed rollout. */
function endpointsLeft({ workflow }: RolloutStates): sfn.IChainable {
  const failed = new sfn.Fail(workflow, 'EndpointsLeft', {
    errorPath: '$.failure.Error',
    causePath: '$.failure.Cause',
  });
  return new sfn.Pass(workflow, 'EndpointsNotRemoved', {
    parameters: {
      Error: 'EndpointsLeft',
      'Cause.$':
        "States.Format('The rollout has ended as it should ({}), and an endpoint that serves nobody is left: {}', " +
        '$.finish.outcome, $.failure.Cause)',
    },
    resultPath: '$.failure',
  }).next(failed);
}

export function finish(
  { workflow, handlers }: RolloutStates,
  id: string,
  outcome: string,
  reasonPath: string,
  more: Readonly<Record<string, string>> = {},
) {
  return workflow.invoke(id, {
    handler: handlers.finish,
    payload: { ...ROLLOUT, outcome, 'reason.$': reasonPath, ...more },
    resultPath: '$.finish',
  });
}

/** Waits until the gateways read the new split and requests under way are answered, then removes what serves no more. */
function drainAndRemove(states: RolloutStates, id: string) {
  const { workflow, handlers } = states;
  const drain = new sfn.Wait(workflow, `Drain${id}`, { time: waitTime(states.drain, '$.plan.drainSeconds') });
  const remove = workflow.invoke(`RemoveEndpoints${id}`, {
    handler: handlers.remove,
    payload: { 'endpointNames.$': '$.finish.endpointNames' },
    resultPath: sfn.JsonPath.DISCARD,
  });
  drain.next(remove);
  return { drain, remove };
}

const waitTime = (fixed: Duration | undefined, planned: string): sfn.WaitTime =>
  fixed === undefined ? sfn.WaitTime.secondsPath(planned) : sfn.WaitTime.duration(fixed);
