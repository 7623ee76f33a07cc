import * as z from 'zod';
import { expect, type Step } from '../loop-context.js';
import { makeSubmission } from '../submission-folder.js';

const submittedSchema = z.looseObject({ submissionId: z.string(), version: z.number() });

/** A worse version is refused, and the registry says by which gate and with what numbers. */
export const worseRejected: Step = async (context) => {
  const { control, dataScientist, scenario } = context;
  const before = await control.champion(scenario.model);
  const { folder } = await makeSubmission(context, 'make_worse_version.py');
  const { code, output, stderr } = await dataScientist.run('submit', folder, '--model', scenario.model);
  expect('exit code 2 of a rejected submission', code === 2, { code, output, stderr });
  const { submissionId, version } = submittedSchema.parse(output);
  const state = await control.version(scenario.model, version);
  expect('the version to be Rejected with reasons', state.status === 'Rejected' && state.reasons.length > 0, state);
  const champion = await control.champion(scenario.model);
  expect('the champion to stay', champion === before, champion);
  const failed = state.gates?.filter(({ passed }) => !passed);
  return { submissionId, version, status: state.status, reasons: state.reasons, failedGates: failed, champion };
};
