import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { versionSchema } from '../../../bin/client/documents.js';
import { versionText } from '../../../bin/commands/show.js';
import { styleFor } from '../../../bin/output/style.js';
import type { ControlPorts } from '../../../lambdas/application/control/control-ports.js';
import { readVersion } from '../../../lambdas/application/control/models.js';
import { readSubmission } from '../../../lambdas/application/control/submissions.js';
import { registerSubmission } from '../../../lambdas/application/validation/register-submission.js';
import { systemClock as clock } from '../../../lambdas/ports/clock.js';
import { objectKeys } from '../../../lib/contracts/index.js';
import { MemoryArtifactStore } from '../../fixtures/memory/memory-artifact-store.js';
import { MemoryModelPolicyStore } from '../../fixtures/memory/memory-model-policy-store.js';
import { modelPolicy } from '../../fixtures/model-policy.js';
import { evaluationCsv, putEvaluationSet, uploadSubmission } from '../../fixtures/submission.js';
import { deployValidation } from '../deploy-validation.js';
import { TestAws, until } from '../embedded-aws.js';

const aws = new TestAws();
let stack: Awaited<ReturnType<typeof deployValidation>>;
beforeAll(async () => {
  stack = await deployValidation(aws, 'validation');
  await putEvaluationSet(stack.registry, stack.artifacts, 1, evaluationCsv(40));
});

const now = () => ({ openedAt: new Date() });
const messages: string[] = [];
/** The notifications about a submission or version, when so many are there. */
const told = (about: string, count = 1) =>
  until(`${count} notifications of ${about}`, async () => {
    messages.push(...(await aws.receive(stack.output('Queue'))));
    const found = messages.filter((message) => message.includes(about));
    return found.length >= count ? found : undefined;
  });
const ports = () => ({ ...stack, policies: new MemoryModelPolicyStore(modelPolicy()) }) as unknown as ControlPorts;

/** The reasons that `mlops show` and `mlops submit` print of a version, out of what the control API answers. */
async function shown(number: number): Promise<string[]> {
  const answer = JSON.parse(JSON.stringify(await readVersion(ports(), 'bikes', number)));
  const text = versionText('bikes', versionSchema.parse(answer), { style: styleFor(false, {}) });
  return [...text.matchAll(/^reason +(.*)$/gm)].map(([, reason = '']) => reason);
}

/** Changes a variable of the function that validates. */
async function setVariable(name: string, value: string): Promise<void> {
  const url = `${aws.server.endpoint}/2015-03-31/functions/${stack.output('Function')}/configuration`;
  const { Environment } = (await (await fetch(url)).json()) as { Environment: { Variables: Record<string, string> } };
  const Variables = { ...Environment.Variables, [name]: value };
  await fetch(url, { method: 'PUT', body: JSON.stringify({ Environment: { Variables } }) });
}

const rejectedEvent = z.object({
  'detail-type': z.literal('ModelVersionRejected'),
  detail: z.object({ version: z.number(), evidence: z.object({ reasons: z.array(z.string()) }) }),
});

describe('a submission', () => {
  it('that is rejected is told of in the same words by registry, event, notification and command line', async () => {
    const { registry, artifacts } = stack;
    const files = { 'baseline/baseline.csv': 'x,z,prediction,cnt\n"1,1,5,5\n' };
    await uploadSubmission(registry, artifacts, { submissionId: 'rejected', files, ...now() });
    const [execution] = await stack.executionsOf('rejected', 1);
    expect(execution?.status).toBe('SUCCEEDED');
    const { version: number = 0 } = (await registry.readSubmission('bikes', 'rejected')) ?? {};
    const version = await registry.readVersion('bikes', number);
    const reasons = version?.reasons ?? [];
    expect(version?.status).toBe('Rejected');
    expect(reasons.join()).toMatch(/^integrity: .*baseline/);
    const [message = ''] = await told(`version ${number} of model bikes`.replace('version', 'Version'));
    expect(message.split('\n').filter((line) => line.startsWith('- '))).toEqual(reasons.map((reason) => `- ${reason}`));
    expect(message).toContain(objectKeys.validationPage('bikes', number));
    expect(message).toContain(`mlops show --model bikes --version ${number}`);
    const event = await until('the event', async () => {
      const bodies = await aws.receive(stack.output('Events'));
      return bodies.map((body) => rejectedEvent.safeParse(JSON.parse(body)).data).find((found) => found !== undefined);
    });
    expect(event.detail).toMatchObject({ version: number, evidence: { reasons } });
    expect(await shown(number)).toEqual(reasons);
    expect(await readSubmission(ports(), 'bikes', 'rejected')).toMatchObject({ versionStatus: 'Rejected', reasons });
  });

  it('whose event comes twice is told of once', async () => {
    const { registry, artifacts } = stack;
    const key = objectKeys.manifest('bikes', 'twice');
    const manifest = () => '{"schemaVersion":';
    await uploadSubmission(registry, artifacts, { submissionId: 'twice', manifest, ...now() });
    const text = await artifacts.readText(key);
    await artifacts.write(key, text, { contentType: 'application/json' });
    const executions = await stack.executionsOf('twice', 2);
    expect(executions.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(await told('Submission twice')).toHaveLength(1);
  });

  it('that nobody opened is quarantined, and told of', async () => {
    const { registry, artifacts } = stack;
    await uploadSubmission(registry, artifacts, { submissionId: 'stray', open: false });
    await stack.executionsOf('stray', 1);
    const [message] = await told('Submission stray');
    expect(message).toContain('- There is no submission stray of model bikes');
    expect(message).toContain(objectKeys.quarantine('bikes', 'stray'));
  });

  it('whose function fails for good is rejected, and told of, with what happened', async () => {
    const { registry, artifacts } = stack;
    await setVariable('BIG_ARTIFACTS', 'reject');
    // Registered with objects of another bucket: the function finds no manifest, which is no gate's finding.
    const elsewhere = new MemoryArtifactStore();
    const { key } = await uploadSubmission(registry, elsewhere, { submissionId: 'lost', ...now() });
    const policies = new MemoryModelPolicyStore(modelPolicy());
    await registerSubmission({ registry, artifacts: elsewhere, policies, clock }, { key });
    await artifacts.write(key, '{}', { contentType: 'application/json' });
    const [execution] = await stack.executionsOf('lost', 1);
    expect(execution?.status).toBe('SUCCEEDED');
    const { version: number = 0 } = (await registry.readSubmission('bikes', 'lost')) ?? {};
    const version = await registry.readVersion('bikes', number);
    expect(version?.status).toBe('Rejected');
    expect(version?.reasons).toEqual([
      expect.stringMatching(/^validation did not end: the function failed \((NotFound|Internal)\b.*Submit it again/),
    ]);
    const [message] = await told('Submission lost');
    expect(message).toContain(`- ${version?.reasons[0]}`);
  });
});
