import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { CommandLine } from '../../local/driver/command-line.js';
import { deploy } from '../../local/driver/deploy.js';
import type { LoopContext } from '../../local/driver/loop-context.js';
import { assumePersona } from '../../local/driver/people.js';
import { readTraffic } from '../../local/driver/scenario.js';
import { waitUntil } from '../../local/driver/wait-until.js';
import { emptyRegistryTable } from './governed-release/empty-registry-table.js';
import { useKeptLoop } from './kept-loop.js';
import { registryItems } from './shipped-data/registry.js';
import { goodFolder } from './shipped-data/submission.js';

const submittedSchema = z.looseObject({ version: z.number() });

/** A command line of one more person, in the role that the policy of an output makes. */
async function personOf(
  { client, outputs, root, env, signal }: LoopContext,
  sessionName: string,
  output: string,
): Promise<CommandLine> {
  const persona = { roleName: `local-${output}`, policyArn: outputs[output] ?? '', sessionName };
  return new CommandLine(root, await assumePersona(client, persona), env, signal, () => {});
}

/** Asks for predictions until it is stopped; answers the status of each answer by version. */
function keepAsking({ application, scenario, signal }: LoopContext): () => Promise<Map<string, number>> {
  const [row] = readTraffic(scenario, 'traffic-later-2.csv');
  const counts = new Map<string, number>();
  let stopped = false;
  const asking = (async () => {
    while (!stopped) {
      const { status, body } = await application.infer([row?.features ?? {}]);
      const key = status === 200 ? `version ${body?.model_version}` : `status ${status}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      await sleep(50, undefined, { signal });
    }
  })();
  return async () => {
    stopped = true;
    await asking;
    return counts;
  };
}

const refusals = (counts: Map<string, number>): string[] =>
  [...counts.keys()].filter((key) => key.startsWith('status'));

describe('a governed release, on the platform that the loop left', () => {
  const loop = useKeptLoop();
  const redeploy = (changes: NonNullable<Parameters<typeof deploy>[3]['changes']>) => {
    const { root, workFolder, scenario, env, signal } = loop.context();
    return deploy(root, workFolder, scenario, { env, signal, log: () => {}, changes });
  };
  const model = (): string => loop.context().scenario.model;
  const statusOf = async (version: number) => (await loop.context().control.version(model(), version)).status;
  const served = async () =>
    (await loop.context().control.model(model()))?.trafficSplit?.variants.map(({ slot, version, weight }) => ({
      slot,
      version,
      weight,
    }));

  it('has an audit trail in which the auditor finds nothing wrong', async () => {
    const auditor = await personOf(loop.context(), 'aurelia', 'AuditorPolicyArn');
    const { code, output, stderr } = await auditor.ask('audit', 'verify');
    expect({ code, stderr, output }).toMatchObject({ code: 0, output: { models: [{ model: model() }], findings: [] } });
  });

  it('is taken back by one command, while every request is answered', async () => {
    const { operator } = loop.context();
    const stop = keepAsking(loop.context());
    const reason = 'complaints since noon';
    const first = await operator.ask('rollback', '--model', model(), '--reason', reason, '--wait');
    expect(first).toMatchObject({ code: 0, output: { action: 'champion', version: 2, to: 1 } });
    expect(await served()).toEqual([{ slot: 'champion', version: 1, weight: 100 }]);
    const again = await operator.ask('rollback', '--model', model(), '--version', '2', '--reason', reason);
    expect(again).toMatchObject({ code: 0, output: { version: 2, to: 1 } });
    const counts = await stop();
    expect(refusals(counts)).toEqual([]);
    expect([...counts.keys()].sort()).toEqual(['version 1', 'version 2']);
    expect(await statusOf(2)).toBe('RolledBack');
  });

  it('goes on serving, and ends its rollout, when the platform is deployed anew over it', async () => {
    const context = loop.context();
    await redeploy({ rollout: { strategy: 'canary', canaryTrafficPercent: 20, bakeSeconds: 20 } });
    const submitted = context.dataScientist.ask('submit', goodFolder(context), '--model', model());
    await waitUntil('a candidate with traffic', 60, context.signal, async () =>
      (await served())?.find(({ slot }) => slot === 'candidate'),
    );
    const stop = keepAsking(context);
    await redeploy({ approval: { quorum: 2, expirySeconds: 3600 }, card: { purpose: 'Tells benign from malignant.' } });
    const { code, output } = await submitted;
    expect(refusals(await stop())).toEqual([]);
    const { version } = submittedSchema.parse(output);
    expect({ code, status: await statusOf(version), served: await served() }).toEqual({
      code: 0,
      status: 'Deployed',
      served: [{ slot: 'champion', version, weight: 100 }],
    });
  });

  it('waits for two people, neither of whom submitted it', async () => {
    const context = loop.context();
    const { dataScientist } = context;
    const submitted = await dataScientist.ask(
      'submit',
      goodFolder(context),
      '--model',
      model(),
      '--until',
      'validated',
    );
    const { version } = submittedSchema.parse(submitted.output);
    const target = ['--model', model(), '--version', String(version)];
    const approve = async (name: string) =>
      (await personOf(context, name, 'ApproverPolicyArn')).ask('approve', ...target, '--reason', 'read the card');
    await waitUntil('the question to people', 30, context.signal, async () =>
      (await context.operator.ask('show', ...target)).stderr === '' && (await approve('dana')).stderr.includes('dana')
        ? true
        : undefined,
    );
    expect(await approve('dana')).toMatchObject({ code: 1, stderr: expect.stringMatching(/dana/) });
    expect(await approve('anna')).toMatchObject({ code: 0, output: { status: 'Pending', approvalsMissing: 1 } });
    expect(await approve('Anna')).toMatchObject({ code: 0, output: { status: 'Pending', approvalsMissing: 1 } });
    expect(await dataScientist.ask('approve', ...target, '--reason', 'mine')).toMatchObject({ code: 1 });
    expect(await statusOf(version)).toBe('Validated');
    expect(await approve('bert')).toMatchObject({ code: 0, output: { status: 'Approved', approvalsMissing: 0 } });
    await waitUntil('the approved version to serve', 60, context.signal, async () =>
      (await served())?.[0]?.version === version ? true : undefined,
    );
  });

  it('is told whole by its card and its lineage', async () => {
    const { dataScientist, control } = loop.context();
    const champion = (await control.champion(model())) ?? 0;
    const target = ['--model', model(), '--version', String(champion)];
    const { output: card } = await dataScientist.ask('card', ...target);
    expect(card).toMatchObject({ model: model(), version: champion, status: 'Deployed' });
    const { output: lineage } = await dataScientist.ask('lineage', '--model', model(), '--version', '1');
    const { datasets } = z
      .looseObject({ datasets: z.array(z.looseObject({ sha256: z.string() })).min(1) })
      .parse(lineage);
    const { output: users } = await dataScientist.ask('lineage', '--dataset', datasets[0]?.sha256 ?? '');
    expect(users).toMatchObject({ versions: expect.arrayContaining([expect.objectContaining({ version: 1 })]) });
  });

  it('moves aliases by compare-and-set, and retires what nobody needs', async () => {
    const { operator } = loop.context();
    const set = (version: number, expected: string) =>
      operator.ask('alias', 'set', 'challenger', String(version), '--model', model(), '--expect', expected);
    const champion = (await loop.context().control.champion(model())) ?? 0;
    const former = champion - 1;
    expect(await set(former, 'none')).toMatchObject({ code: 0, output: { version: former } });
    expect(await set(2, 'none')).toMatchObject({ code: 1, stderr: expect.stringContaining(`${former}`) });
    const retire = ['retire', '--model', model(), '--version', '2', '--reason', 'superseded'];
    expect(await operator.ask(...retire)).toMatchObject({ code: 0, output: { status: 'Retired' } });
    const refused = await operator.ask('retire', '--model', model(), '--version', `${champion}`, '--reason', 'x');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('champion') });
  });

  it('is rebuilt from the audit copies into an empty table, equal in content', async () => {
    const context = loop.context();
    const table = await emptyRegistryTable(context, 'rebuilt');
    const administrator = new CommandLine(
      context.root,
      { arn: '', credentials: { ...context.client.credentials, sessionToken: '' } },
      context.env,
      context.signal,
      () => {},
    );
    const { code, output, stderr } = await administrator.ask('registry', 'rebuild', '--table', table);
    expect({ code, stderr, output }).toMatchObject({ code: 0 });
    const rebuilt = await registryItems({ ...context, outputs: { ...context.outputs, RegistryTableName: table } });
    expect(rebuilt.map(({ restored: _, ...item }) => item)).toEqual(await registryItems(context));
    expect((await administrator.ask('audit', 'verify')).code).toBe(0);
  });
});
