import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { objectKeys } from '../../../lib/contracts/index.js';
import type { LoopContext } from '../../../local/driver/loop-context.js';
import { readTraffic } from '../../../local/driver/scenario.js';
import { waitUntil } from '../../../local/driver/wait-until.js';
import type { KeptLoop } from '../kept-loop.js';
import { listVersions } from './registry.js';
import { goodFolder } from './submission.js';

const runSchema = z.looseObject({
  runId: z.string(),
  executionArn: z.string(),
  status: z.string(),
  error: z.string().optional(),
  cause: z.string().optional(),
  output: z.object({ submissionId: z.string() }).optional(),
});

const submittedSchema = z.looseObject({ submissionId: z.string() });

/** A training that fails, and what comes after it. */
export function failedTraining(loop: KeptLoop): void {
  const retrain = async (reason: string) => {
    const { dataScientist, scenario } = loop.context();
    const started = ['retrain', 'start', '--model', scenario.model, '--reason', reason, '--wait'];
    const { code, output, stderr } = await dataScientist.ask(...started);
    return { code, stderr, run: runSchema.parse(output) };
  };
  const putDataset = async (text: string): Promise<void> => {
    const { dataScientistS3, outputs, scenario } = loop.context();
    const Key = `${objectKeys.datasets(scenario.model)}later.csv`;
    await dataScientistS3.send(new PutObjectCommand({ Bucket: outputs.ArtifactBucketName, Key, Body: text }));
  };
  /** The data set's header, and as many of its rows with a number in `column` that no float32 holds. */
  const dataset = (count: number, column = ''): string => {
    const [header = '', ...lines] = readFileSync(loop.context().scenario.trainingFile, 'utf8').trim().split(/\r?\n/);
    const at = header.split(',').indexOf(column);
    const broken = lines.slice(0, count).map((line) => line.split(',').with(at, '1e300').join(','));
    return `${[header, ...broken].join('\n')}\n`;
  };

  describe('a training job that fails', () => {
    it("fails the execution with the container's own last lines, and the champion stays", async () => {
      const context = loop.context();
      const { control, scenario, client } = context;
      const [column = ''] = scenario.numeric;
      const before = await control.model(scenario.model);
      const versions = await listVersions(context);
      await putDataset(dataset(10, column));
      const { code, run } = await retrain('a number that the model cannot hold');
      expect({ code, status: run.status }).toEqual({ code: 2, status: 'FAILED' });
      const own = `column ${column}: the number is beyond float32`;
      expect(run.cause).toContain(own);
      const sfn = new SFNClient(client);
      const execution = await sfn.send(new DescribeExecutionCommand({ executionArn: run.executionArn }));
      expect(execution).toMatchObject({ status: 'FAILED', error: run.error, cause: run.cause });
      expect(await control.model(scenario.model)).toEqual(before);
      expect(await listVersions(context)).toEqual(versions);
    });

    it('is no obstacle once the data is right: a submission and two trainings at once, and the newest serves', async () => {
      const context = loop.context();
      const { control, dataScientist, scenario, signal } = context;
      const before = await listVersions(context);
      await putDataset(dataset(0));
      const traffic = askUntilStopped(context);
      const [submitted, ...runs] = await Promise.all([
        dataScientist.ask('submit', goodFolder(context), '--model', scenario.model, '--until', 'validated'),
        retrain('right data'),
        retrain('right data, and impatient'),
      ]);
      expect(submitted.code).toBe(0);
      expect(runs.map(({ code, run }) => [code, run.status])).toEqual([
        [0, 'SUCCEEDED'],
        [0, 'SUCCEEDED'],
      ]);
      const newest = before.length + 3;
      await waitUntil('the newest version to serve', 150, signal, async () => {
        const { trafficSplit } = (await control.model(scenario.model)) ?? {};
        const [first, ...others] = trafficSplit?.variants ?? [];
        return first?.version === newest && first.slot === 'champion' && others.length === 0 ? true : undefined;
      });
      const { answered, failed } = await traffic.stop();
      expect(answered).toBeGreaterThan(0);
      expect(failed).toEqual([]);

      const versions = await listVersions(context);
      expect(versions.map(({ version }) => version)).toEqual(versions.map((_, index) => versions.length - index));
      expect(versions).toHaveLength(newest);
      const { submissionId } = submittedSchema.parse(submitted.output);
      expect(
        versions
          .slice(0, 3)
          .map((version) => version.submissionId)
          .sort(),
      ).toEqual([submissionId, ...runs.map(({ run }) => run.output?.submissionId)].sort());
      expect(versions[0]?.status).toBe('Deployed');
    });
  });
}

/** The application goes on asking, for real rows, while versions come and go. */
function askUntilStopped({ application, scenario }: LoopContext) {
  const stop = new AbortController();
  // Rows that step 8's version was made from: others may be beyond its table, and crash it.
  const rows = readTraffic(scenario, '../champion-train.csv').map(({ features }) => features);
  const failed: string[] = [];
  let answered = 0;
  const asking = (async () => {
    for (let next = 0; !stop.signal.aborted; next += 1) {
      const row = rows[next % rows.length];
      const answer = await application.infer(row === undefined ? [] : [row]);
      if (answer.status === 200) answered += 1;
      else failed.push(`${answer.status} ${answer.text}`);
      await sleep(200);
    }
  })();
  return {
    stop: async () => {
      stop.abort();
      await asking;
      return { answered, failed };
    },
  };
}
