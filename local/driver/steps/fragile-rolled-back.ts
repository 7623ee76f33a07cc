import * as z from 'zod';
import { inferenceMetrics } from '../../../lib/contracts/index.js';
import { alarmOf } from '../alarms.js';
import { expect, type LoopContext, type Step } from '../loop-context.js';
import { readTraffic } from '../scenario.js';
import { makeSubmission } from '../submission-folder.js';
import { waitUntil } from '../wait-until.js';

const defectSchema = z.object({ column: z.string(), value: z.number() });
const submittedSchema = z.looseObject({ submissionId: z.string(), version: z.number() });

interface Counts {
  champion: { answered: number; failed: number };
  candidate: { answered: number; failed: number };
}

/** A version with a defect that its gates could not see crashes in canary, and its own alarm rolls it back. */
export const fragileRolledBack: Step = async (context) => {
  const { control, dataScientist, scenario, signal } = context;
  const champion = await control.champion(scenario.model);
  const { folder, printed } = await makeSubmission(context, 'make_fragile_version.py');
  const defect = defectSchema.parse(JSON.parse(printed));
  const submitted = dataScientist.run('submit', folder, '--model', scenario.model);
  const candidate = await waitUntil('the candidate to get traffic', 90, signal, async () =>
    (await control.model(scenario.model))?.trafficSplit?.variants.find(({ slot }) => slot === 'candidate'),
  );
  context.log(
    `   version ${candidate.version} gets ${candidate.weight} % of requests; sending ${defect.column} = ${defect.value}`,
  );
  const counts = await sendUntilRolledBack(context, defect, candidate.version);
  const { code, output } = await submitted;
  const { submissionId, version } = submittedSchema.parse(output);
  const state = await control.version(scenario.model, version);
  expect('the candidate to be rolled back', state.status === 'RolledBack' && code === 2, { code, state });
  expect('the champion to go on answering', counts.champion.answered > 0 && counts.champion.failed === 0, counts);
  expect('the candidate to have crashed', counts.candidate.failed > 0, counts);
  const [candidateAlarm, championAlarm] = await Promise.all([
    alarmOf(context, inferenceMetrics.errors5xx, 'candidate'),
    alarmOf(context, inferenceMetrics.errors5xx, 'champion'),
  ]);
  expect("the champion's alarm to be quiet", championAlarm.StateValue !== 'ALARM', championAlarm.StateValue);
  const after = await control.champion(scenario.model);
  expect('the champion to stay', after === champion, after);
  return {
    submissionId,
    version,
    status: state.status,
    reasons: state.reasons,
    defect,
    requests: counts,
    candidateAlarm: { name: candidateAlarm.AlarmName, arn: candidateAlarm.AlarmArn, state: candidateAlarm.StateValue },
    championAlarm: { name: championAlarm.AlarmName, arn: championAlarm.AlarmArn, state: championAlarm.StateValue },
    champion: after,
  };
};

/** Sends real rows, each with the value that the candidate can't bear, until the candidate is gone. */
async function sendUntilRolledBack(
  context: LoopContext,
  defect: z.infer<typeof defectSchema>,
  version: number,
): Promise<Counts> {
  const { application, control, scenario, signal } = context;
  const counts: Counts = { champion: { answered: 0, failed: 0 }, candidate: { answered: 0, failed: 0 } };
  const rows = readTraffic(scenario, 'traffic-later-2.csv');
  let next = 0;
  await waitUntil('the rollback', 60, signal, async () => {
    for (let i = 0; i < 10; i += 1) {
      const row = rows[next % rows.length];
      next += 1;
      const answer = await application.infer([{ ...row?.features, [defect.column]: defect.value }]);
      const slot = answer.slot === 'candidate' ? counts.candidate : counts.champion;
      if (answer.status === 200) slot.answered += 1;
      else slot.failed += 1;
    }
    return (await control.version(scenario.model, version)).status === 'RolledBack' ? true : undefined;
  });
  return counts;
}
