import { describe, expect, it } from 'vitest';
import { readModelCard } from '../../../../lambdas/application/control/model-cards.js';
import { modelCardSchema } from '../../../../lambdas/application/documents/model-card.js';
import { LOOK_BACK_DAYS, MAXIMUM_WINDOWS } from '../../../../lambdas/application/model-card/read-drift.js';
import { failed, skipped } from '../../../../lambdas/domain/gates/gate-result.js';
import { objectKeys } from '../../../../lib/contracts/index.js';
import { CardedModel, championAlias, NOW } from '../../../fixtures/carded-model.js';
import { modelPolicy } from '../../../fixtures/model-policy.js';
import { modelVersion, put } from '../../../fixtures/registry-records.js';

const cardOf = async (model: CardedModel, version: number) => {
  const card = await readModelCard(model.ports, 'bikes', version);
  expect(modelCardSchema.parse(JSON.parse(JSON.stringify(card)))).toEqual(card);
  return card;
};
const day = (n: number): string => new Date(Date.UTC(2026, 1, n)).toISOString();

describe('the model card of a champion', () => {
  it('says how it stands, what it is for, and who approved it', async () => {
    const model = new CardedModel();
    await model.champion();
    const card = await cardOf(model, 4);
    expect(card.standing).toBe('It serves as champion, 100 % of the requests since 2026-02-01.');
    expect(card.serving).toEqual({ slot: 'champion', trafficPercent: 100 });
    expect(card).toMatchObject({ generatedAt: NOW, owner: 'Mobility team', target: 'cnt', readable: true });
    expect(card.approval?.decisions.map(({ actor }) => actor.split('/').at(-1))).toEqual(['grace', 'mary']);
    expect(card.releases).toEqual({
      aliases: ['champion'],
      terms: [{ alias: 'champion', since: day(1), until: null }],
      complete: true,
    });
  });

  it('puts what the platform measured beside what was submitted and what the policy asks for', async () => {
    const model = new CardedModel();
    await model.champion();
    const { performance, data } = await cardOf(model, 4);
    const none = { measured: null, previous: null, submitted: null, bound: null, within: null };
    expect(performance.metrics).toEqual([
      { ...none, name: 'mae', measured: 70.25 },
      { ...none, name: 'r2', submitted: 0.91 },
      {
        name: 'rmse',
        measured: 101.5,
        previous: 98,
        submitted: 99.5,
        bound: { minimum: null, maximum: 120 },
        within: true,
      },
    ]);
    expect(performance.measuredOn).toEqual({ evaluationSet: 2, rows: 240 });
    expect(performance.importance?.map(({ column }) => column)).toEqual(['temp', 'hum', 'windspeed']);
    expect(data.evaluationSet).toMatchObject({ number: 2, rows: 240, createdAt: '2026-01-20T00:00:00.000Z' });
  });

  it('counts the windows since its release, with the columns that drifted and the newest verdict', async () => {
    const model = new CardedModel();
    await model.champion();
    await model.report('2026-01-20T00:00:00.000Z', '2026-01-21T00:00:00.000Z', { version: 3, verdict: 'drift' });
    const { drift } = await cardOf(model, 4);
    expect(drift.windows).toEqual({
      found: 8,
      lookedAt: 8,
      unreadable: 0,
      judged: 8,
      empty: 0,
      drifted: 2,
      violated: 2,
      predictionDrifted: 1,
      qualityDropped: 1,
    });
    expect(drift.columns).toEqual([
      { column: 'temp', windows: 2 },
      { column: 'hum', windows: 1 },
    ]);
    expect(drift.newest).toMatchObject({ window: { start: day(27) }, verdict: 'drift', alarm: true });
    expect(drift).toMatchObject({ measured: true, from: day(1), until: null });
  });
});

describe('drift of a version', () => {
  it('that was replaced ends with its term, and leaves out reports of other versions', async () => {
    const model = new CardedModel();
    await model.version(3, { status: 'Deployed' });
    await put(model.registry, championAlias(4, [{ version: 3, since: day(-9), until: day(1) }]));
    await model.report(day(-2), day(-1), { version: 3, verdict: 'drift' });
    await model.report(day(-1), day(0), { version: 2 });
    await model.report(day(2), day(3), { version: 3, verdict: 'drift' });
    const { drift, standing, serving } = await cardOf(model, 3);
    expect(drift).toMatchObject({ from: day(-9), until: day(1), windows: { found: 2, judged: 1, drifted: 1 } });
    expect(serving).toBeNull();
    expect(standing).toBe('It is deployed and serves nobody. It was the champion until 2026-02-01.');
  });

  it('counts a report of a fixed baseline when its window lies in a term', async () => {
    const model = new CardedModel();
    await model.champion();
    const { drift: before } = await cardOf(model, 4);
    await model.report(day(10), day(11), { version: null });
    await model.report(day(11), day(12), { version: null, state: 'no-champion', verdict: 'no-champion' });
    const { drift } = await cardOf(model, 4);
    expect(drift.windows.judged).toBe(before.windows.judged + 1);
    expect(drift.windows.found).toBe(before.windows.found + 2);
  });

  it('is read from a bounded number of windows, and says how many', async () => {
    const model = new CardedModel();
    await model.version(4);
    await put(model.registry, { ...championAlias(4), since: '2025-01-01T00:00:00.000Z' });
    const hour = (n: number): string => new Date(Date.parse(day(1)) + n * 3_600_000).toISOString();
    for (let n = 0; n < MAXIMUM_WINDOWS + 5; n++) {
      await model.report(hour(n), hour(n + 1), n < 5 ? { verdict: 'drift' } : {});
    }
    const { drift } = await cardOf(model, 4);
    expect(drift.windows).toMatchObject({ found: MAXIMUM_WINDOWS + 5, lookedAt: MAXIMUM_WINDOWS, drifted: 0 });
    expect(drift.note).toBe('the newest 100 of 105 reports were looked at');
    expect(Date.parse(NOW) - Date.parse(drift.from ?? '')).toBe(LOOK_BACK_DAYS * 86_400_000);
  });

  it('survives a damaged report, and counts it', async () => {
    const model = new CardedModel();
    await model.champion();
    const key = `${objectKeys.monitorReport('bikes', new Date(day(19)), new Date(day(20)))}report.json`;
    await model.artifacts.write(key, '{"schemaVersion":', { contentType: 'application/json' });
    const { drift } = await cardOf(model, 4);
    expect(drift.windows).toMatchObject({ found: 9, lookedAt: 9, unreadable: 1, judged: 8 });
    expect(drift.note).toContain('1 of them could not be read');
  });
});

describe('the model card says plainly what is not known', () => {
  it('of a version that never served, and of a model that nobody described', async () => {
    const model = new CardedModel(modelPolicy());
    await model.version(1, { status: 'Validated' });
    const card = await cardOf(model, 1);
    expect(card).toMatchObject({ purpose: null, limitations: null, owner: null, approval: null, serving: null });
    expect(card.drift).toMatchObject({ measured: false, from: null, newest: null });
    expect(card.drift.note).toMatch(/^not measured: it never was the champion/);
    expect(card.policy.approval).toBe('automatic');
    expect([card.segments, card.bias]).toEqual([
      { measured: false, note: 'not measured: its validation had no such gate', gates: [] },
      { measured: false, note: 'not measured: its validation had no such gate', gates: [] },
    ]);
  });

  it('of a version whose segments failed, and whose bias the policy does not ask for', async () => {
    const model = new CardedModel();
    const segments = { ...failed('segments', 'region = "b": f1 is 0.2', { segments: 2 }), advisory: true as const };
    const gates = [segments, skipped('bias', 'the policy names no facet')];
    await model.version(1, { status: 'Validated', gates });
    const card = await cardOf(model, 1);
    expect(card.segments).toEqual({ measured: true, note: '', gates: [segments] });
    expect(card.bias).toEqual({ measured: false, note: 'not measured: the policy names no facet', gates: [] });
    expect(card.gates).toEqual(gates);
  });

  it('of a version whose gates have not run', async () => {
    const model = new CardedModel();
    await model.version(1, { status: 'PendingValidation', gates: [] });
    expect((await cardOf(model, 1)).bias.note).toBe('not measured: the gates have not run');
  });

  it('of one whose manifest was unusable', async () => {
    const model = new CardedModel();
    const { contents: _contents, ...bare } = modelVersion(1, {
      status: 'Rejected',
      reasons: ['integrity: the manifest is not JSON'],
    });
    await put(model.registry, bare);
    const card = await cardOf(model, 1);
    expect(card).toMatchObject({ status: 'Rejected', readable: false, signature: null, description: null });
    expect(card.reasons).toEqual(['integrity: the manifest is not JSON']);
    expect(card.performance).toMatchObject({ measuredOn: null, importance: null, loss: null });
    expect(card.performance.submitted).toEqual({
      available: false,
      note: 'the submission could not be read',
      rows: null,
    });
    expect(card.performance.metrics).toMatchObject([{ name: 'rmse', measured: null, within: null }]);
    expect(card.data).toEqual({ evaluationSet: null, datasets: [], datasetsOmitted: 0, dvc: [], baseline: null });
  });

  it.each<[string, (model: CardedModel) => Promise<unknown>, RegExp]>([
    ['is no report', (model) => model.version(1, {}, { metrics: {} }), /^evaluation.json is not valid: /],
    ['is larger than any report', (model) => model.version(1, {}, 'x'.repeat(6e6)), /at most 5242880 are allowed/],
    [
      'is another than the registered one',
      async (model) => {
        const version = await model.version(1);
        const { contents } = version;
        if (contents === undefined) throw new Error('it has contents');
        const report = { ...contents.evaluation.report, sha256: 'f'.repeat(64) };
        const evaluation = { ...contents.evaluation, report };
        await put(model.registry, { ...version, revision: 1, contents: { ...contents, evaluation } });
      },
      /not the one that the registry names/,
    ],
    ['has another name', (model) => put(model.registry, modelVersion(1)), /is not called evaluation.json/],
  ])('of an evaluation report that %s', async (_name, prepare, note) => {
    const model = new CardedModel();
    await prepare(model);
    const { performance } = await cardOf(model, 1);
    expect(performance.submitted.available).toBe(false);
    expect(performance.submitted.note).toMatch(note);
  });

  it('of an evaluation set that a submission claims and the registry does not have', async () => {
    const model = new CardedModel();
    await model.version(1, { gates: [] });
    expect((await cardOf(model, 1)).data.evaluationSet).toMatchObject({ number: 2, rows: null, createdAt: null });
  });
});
