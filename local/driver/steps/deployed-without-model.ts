import { expect, type Step } from '../loop-context.js';
import { readTraffic } from '../scenario.js';

/** The stack stands before any model exists: the gateway says so and when to come back. */
export const deployedWithoutModel: Step = async ({ application, scenario, outputs }) => {
  const rows = readTraffic(scenario, 'traffic-reference.csv').slice(0, 1);
  const answer = await application.infer(rows.map(({ features }) => features));
  expect(
    '503 with Retry-After for a model without a champion',
    answer.status === 503 && answer.retryAfter !== '',
    answer,
  );
  return { status: answer.status, retryAfter: answer.retryAfter, outputs };
};
