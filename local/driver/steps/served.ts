import { capturedRecordIds } from '../capture.js';
import { expect, type Step } from '../loop-context.js';
import { readTraffic } from '../scenario.js';
import { waitUntil } from '../wait-until.js';

/** Signed requests are answered with prediction, version and inference id, and captured; unsigned ones are refused. */
export const served: Step = async (context) => {
  const { application, scenario, signal } = context;
  const rows = readTraffic(scenario, 'traffic-reference.csv')
    .slice(0, 3)
    .map(({ features }) => features);
  const unsigned = await application.infer(rows, { signed: false });
  expect('403 for an unsigned request', unsigned.status === 403, unsigned);
  const answer = await application.infer(rows);
  const { body } = answer;
  expect('200 for a signed request', body !== undefined, answer);
  const expected = rows.map((_, row) => `${body.id}#${row}`);
  const captured = await waitUntil('the captured records', 20, signal, async () => {
    const ids = await capturedRecordIds(context);
    return expected.every((id) => ids.has(id)) ? ids : undefined;
  });
  return {
    unsignedStatus: unsigned.status,
    signedStatus: answer.status,
    modelVersion: body.model_version,
    inferenceId: body.id,
    outputs: body.outputs,
    capturedRecords: expected,
    capturedInTotal: captured.size,
  };
};
