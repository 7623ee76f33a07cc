import { describe, expect, it } from 'vitest';
import { decideApproval } from '../../../../lambdas/application/approval/decide-approval.js';
import { parseVersionScores } from '../../../../lambdas/application/documents/version-scores.js';
import { beginRolloutOf } from '../../../../lambdas/application/rollout/begin-rollout.js';
import { finishRolloutOf } from '../../../../lambdas/application/rollout/finish-rollout.js';
import { shiftTrafficOf } from '../../../../lambdas/application/rollout/shift-traffic.js';
import type { DeployedModelPolicy } from '../../../../lib/contracts/index.js';
import { MemoryEndpointControl } from '../../../fixtures/memory/memory-endpoint-control.js';
import { linearOnnx } from '../../../fixtures/onnx-models.js';
import { expectTrueHistory } from '../../../fixtures/registry-history.js';
import { put } from '../../../fixtures/registry-records.js';
import { evaluationCsv, putEvaluationSet } from '../../../fixtures/submission.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

const model = 'bikes';

/** The linear model with another first constant than 2: the mean loss is larger the farther it is off. */
function withFactor(factor: number) {
  const [two, other] = [Buffer.alloc(4), Buffer.alloc(4)];
  two.writeFloatLE(2);
  other.writeFloatLE(factor);
  const at = linearOnnx.indexOf(two);
  const onnx = Buffer.concat([linearOnnx.subarray(0, at), other, linearOnnx.subarray(at + 4)]);
  const prediction = factor + 3;
  return {
    archive: { 'model.onnx': onnx },
    files: { 'sample.json': `{"instances":[{"x":1,"z":1}],"predictions":[{"prediction":${prediction}}]}` },
  };
}

const [BAD, GOOD] = [withFactor(2.5), withFactor(2)];

/** Real validation and real rollouts over one registry in memory. */
async function empty(gates: Partial<DeployedModelPolicy['gates']> = {}) {
  const all = validationPlatform({ metrics: {}, ...gates });
  const { registry, clock, artifacts } = all;
  await putEvaluationSet(registry, artifacts, 1, evaluationCsv(40));
  const endpoints = new MemoryEndpointControl();
  const dependencies = { ...all, endpoints, servingImage: 'image@sha256:1', resourceNamePrefix: 'p' };
  const steps = {
    /** Validated against the champion of this time, and approved. */
    approve: async (submissionId: string, what: typeof BAD) => {
      const verdict = await all.submit({ submissionId, ...what });
      if (verdict.outcome !== 'Validated') throw new Error(JSON.stringify(verdict));
      await decideApproval(all, { model, version: verdict.version });
      return verdict.version;
    },
    begin: (version: number, rolloutId = `rollout-${version}`) =>
      beginRolloutOf(dependencies, { model, version, rolloutId }),
    promote: async (version: number) => {
      const rollout = { model, version, rolloutId: `rollout-${version}` };
      const { names, candidateWeight: weight } = await beginRolloutOf(dependencies, rollout);
      await shiftTrafficOf(registry, clock, { ...rollout, endpointName: names.endpoint, weight });
      const end = { ...rollout, outcome: 'promote', reason: 'because', supersededVersions: 1 } as const;
      return finishRolloutOf(registry, clock, end);
    },
    audits: async () => (await registry.listAuditRecords(model, { limit: 200 })).items,
  };
  return { ...all, ...steps };
}

/** Version 1, a bad model, is the champion. */
async function platform(gates: Partial<DeployedModelPolicy['gates']> = {}) {
  const all = await empty(gates);
  await all.promote(await all.approve('first', BAD));
  return all;
}

/** Versions 2 and 3 were compared with version 1; version 2 became champion while 3 waited. */
async function overtaken(third: typeof BAD, gates: Partial<DeployedModelPolicy['gates']> = {}) {
  const all = await platform(gates);
  await all.approve('second', GOOD);
  await all.approve('third', third);
  await all.promote(2);
  return all;
}

/** Version 3 is off by half of x, 0 to 39, and by 1 more or less: less in every second row but the first. */
const DECLINED = /^rollout declined by the champion gate: .*mean loss 9\.8 against 1 of the champion, version 2; /;

describe('what validation keeps of a version that it scored', () => {
  it('is its scores of the evaluation set, pinned in the registry and named in the report', async () => {
    const { version, registry, artifacts } = await platform();
    const kept = await version(1);
    const set = await registry.readEvaluationSet(model);
    expect(kept?.scores).toMatchObject({
      key: 'validation/bikes/0000000001/scores.csv',
      evaluationSet: { number: 1, sha256: set?.sha256 },
    });
    const report = await artifacts.readText(kept?.validationReport?.key ?? '');
    expect(JSON.parse(report)).toMatchObject({ scores: kept?.scores });
    const { positions, rows } = parseVersionScores(await artifacts.readText(kept?.scores?.key ?? ''));
    expect(positions).toEqual(Array.from({ length: 40 }, (_, row) => row));
    // 2.5 x + 3 z, where 2 x + 3 z ± 1 was counted.
    expect(rows[3]).toEqual({ actual: 5, score: 7.5 });
  });
});

describe('a version that was never compared with the champion of now', () => {
  it('is declined where it is worse: it stays Approved with the reason, which is audited once', async () => {
    const { begin, version, audits, registry } = await overtaken(BAD);
    const plan = await begin(3);
    expect(plan).toMatchObject({ action: 'skip', reason: expect.stringMatching(DECLINED) });
    expect(await version(3)).toMatchObject({ status: 'Approved', reasons: [plan.reason] });
    const declined = (await audits()).at(-1);
    expect(declined).toMatchObject({
      action: 'RolloutDeclined',
      actor: 'pipeline:begin-rollout',
      version: 3,
      evidence: { rolloutId: 'rollout-3', reason: plan.reason, champion: 2 },
    });
    expect(await registry.readRolloutLock(model)).toMatchObject({ state: 'released', version: 2 });
    expect(await begin(3)).toEqual(plan);
    expect(await begin(3, 'asked-for-again')).toMatchObject({ action: 'skip', reason: plan.reason });
    expect((await audits()).at(-1)).toEqual(declined);
    await expectTrueHistory(registry, model);
  });

  it('is declined where there was no champion when it was validated', async () => {
    const { approve, promote, begin } = await empty();
    await approve('first', GOOD);
    await approve('second', BAD);
    await promote(1);
    expect(await begin(2)).toMatchObject({
      action: 'skip',
      reason: expect.stringContaining('the champion, version 1'),
    });
  });

  it('goes on where it is as good, with what was compared in the evidence, however often it begins', async () => {
    const { begin, version, audits } = await overtaken(GOOD);
    const plan = await begin(3);
    expect(plan).toMatchObject({ action: 'deploy' });
    expect((await audits()).at(-1)).toMatchObject({
      action: 'RolloutStarted',
      evidence: {
        champion: 2,
        championGate: { verdict: 'passed', reason: expect.stringContaining('of the champion, version 2') },
      },
    });
    expect(await begin(3)).toEqual(plan);
    expect(await version(3)).toMatchObject({ status: 'Deploying', reasons: [] });
  });

  it('goes on where the champion gate only reports', async () => {
    const { begin, audits } = await overtaken(BAD, { advisory: ['robustness', 'champion'] });
    expect(await begin(3)).toMatchObject({ action: 'deploy' });
    expect((await audits()).at(-1)).toMatchObject({ evidence: { championGate: { verdict: 'failed' } } });
  });

  it('is declined by pinned scores: what is put over them counts for nothing', async () => {
    const { begin, version, artifacts } = await overtaken(BAD);
    const [second, third] = [await version(2), await version(3)];
    const good = await artifacts.readText(second?.scores?.key ?? '');
    await artifacts.write(third?.scores?.key ?? '', good, { contentType: 'text/csv' });
    expect(await begin(3)).toMatchObject({ action: 'skip', reason: expect.stringMatching(DECLINED) });
  });
});

describe('a version that can not be compared with the champion of now', () => {
  it('goes on where they were scored on different sets, and the evidence says so', async () => {
    const all = await platform();
    await all.approve('second', GOOD);
    await putEvaluationSet(all.registry, all.artifacts, 2, evaluationCsv(30));
    await all.approve('third', BAD);
    await all.promote(2);
    expect(await all.begin(3)).toMatchObject({ action: 'deploy' });
    expect((await all.audits()).at(-1)).toMatchObject({
      evidence: {
        championGate: {
          verdict: 'unverified',
          reason:
            'not compared with the champion, version 2: ' + 'version 3 was scored on evaluation set 2, version 2 on 1',
        },
      },
    });
  });

  it.each([2, 3])('goes on where version %i is from before scores were kept', async (older) => {
    const { begin, audits, registry, version } = await overtaken(BAD);
    const kept = await version(older);
    if (kept === undefined) throw new Error('it is there');
    const { scores: _, ...before } = kept;
    await put(registry, before);
    expect(await begin(3)).toMatchObject({ action: 'deploy' });
    expect((await audits()).at(-1)?.evidence.championGate).toEqual({
      verdict: 'unverified',
      reason: `not compared with the champion, version 2: validation kept no scores of version ${older}`,
    });
  });

  it('fails where the pinned scores are others than the registry says', async () => {
    const { begin, registry, version } = await overtaken(BAD);
    const kept = await version(3);
    if (kept?.scores === undefined) throw new Error('it has scores');
    await put(registry, { ...kept, scores: { ...kept.scores, sha256: 'f'.repeat(64) } });
    await expect(begin(3)).rejects.toThrow('the registry says ffff');
  });
});

describe('a version whose champion gate knew the champion of now', () => {
  it('is not compared again', async () => {
    const { approve, begin, audits } = await platform();
    expect(await begin(await approve('second', GOOD))).toMatchObject({ action: 'deploy' });
    expect((await audits()).at(-1)?.evidence).not.toHaveProperty('championGate');
  });
});
