import { describe, expect, it } from 'vitest';
import { moveAlias } from '../../../../lambdas/domain/registry/move-alias.js';
import type { Alias } from '../../../../lambdas/domain/registry/records.js';
import { controlRoutes } from '../../../../lib/contracts/index.js';
import { ADA, controlPlatform } from '../../../fixtures/control-platform.js';
import { AT, modelVersion, put } from '../../../fixtures/registry-records.js';

async function platform() {
  const { call, registry, clock } = controlPlatform();
  for (const number of [1, 2, 3]) await put(registry, modelVersion(number, { status: 'Validated' }));
  await put(registry, modelVersion(4, { status: 'Rejected' }));
  const move = (body: object, alias = 'challenger', model = 'bikes') =>
    call(controlRoutes.moveAlias, { model, alias }, body);
  const read = (alias = 'challenger') => call(controlRoutes.readAlias, { model: 'bikes', alias });
  return { call, registry, clock, move, read };
}

describe('aliases', () => {
  it('move in the name of the caller, are read back with their history, and are on record', async () => {
    const { call, registry, clock, move, read } = await platform();
    expect(await move({ version: 1, expectedVersion: null })).toMatchObject({ status: 200, body: { history: [] } });
    clock.advance(60);
    const moved = await move({ version: 2, expectedVersion: 1, reason: 'better on holidays' });
    expect(moved).toEqual({
      status: 200,
      body: {
        model: 'bikes',
        alias: 'challenger',
        version: 2,
        since: '2026-01-01T00:01:00.000Z',
        history: [{ version: 1, since: '2026-01-01T00:00:00.000Z', until: '2026-01-01T00:01:00.000Z' }],
      },
    });
    expect(await read()).toEqual(moved);
    const { model: _model, ...alias } = moved.body;
    expect((await call(controlRoutes.listAliases, { model: 'bikes' })).body).toEqual({ aliases: [alias] });
    const { items } = await registry.listAuditRecords('bikes', { limit: 100 });
    expect(items.at(-1)).toMatchObject({
      action: 'AliasMoved',
      actor: ADA,
      version: 2,
      evidence: { alias: 'challenger', from: 1, to: 2, reason: 'better on holidays' },
    });
  });

  it('stay as they are when the same move comes again, and no record is added', async () => {
    const { registry, clock, move } = await platform();
    const first = await move({ version: 1, expectedVersion: null });
    const { auditSeq } = (await registry.readModel('bikes')) ?? {};
    clock.advance(60);
    expect(await move({ version: 1, expectedVersion: null })).toEqual(first);
    expect((await registry.readModel('bikes'))?.auditSeq).toBe(auditSeq);
  });

  it('have one winner when many move them at once, and the others learn where they are', async () => {
    const { move, read } = await platform();
    const answers = await Promise.all([1, 2, 3].map((version) => move({ version, expectedVersion: null })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const { version } = (await read()).body;
    for (const { status, body } of answers) {
      if (status === 409)
        expect(body.error).toMatchObject({ code: 'Conflict', message: expect.stringContaining(`version ${version}`) });
    }
  });

  it.each<[string, object, string, number, string]>([
    [
      'a version that is not there',
      { version: 9, expectedVersion: null },
      'challenger',
      404,
      'There is no version 9 of model bikes',
    ],
    ['a version that was rejected', { version: 4, expectedVersion: null }, 'challenger', 409, 'is Rejected'],
    ['the champion', { version: 1, expectedVersion: null }, 'champion', 409, 'a rollback'],
    ['no expectation', { version: 1 }, 'challenger', 400, 'expectedVersion'],
    ['another actor', { version: 1, expectedVersion: null, actor: 'eve' }, 'challenger', 400, 'the unknown key'],
    ['a name for the newest', { version: 1, expectedVersion: null }, 'latest', 400, 'other than'],
    ["a version's name", { version: 1, expectedVersion: null }, 'v12', 400, 'other than'],
    ['a name out of its letters', { version: 1, expectedVersion: null }, 'Top', 400, 'a letter first'],
  ])('are not moved for %s', async (_name, body, alias, status, words) => {
    const { registry, move } = await platform();
    const answer = await move(body, alias);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toContain(words);
    expect(await registry.listAliases('bikes')).toEqual([]);
  });

  it('that are not there, and those of a model that is not, are not found', async () => {
    const { move, read } = await platform();
    expect((await read()).body.error.message).toBe('There is no alias "challenger" of model bikes: it has none');
    await move({ version: 1, expectedVersion: null }, 'reference');
    expect((await read()).body.error.message).toContain('it has reference');
    expect((await move({ version: 1, expectedVersion: null }, 'challenger', 'dogs')).status).toBe(404);
  });
});

describe('retirement by people', () => {
  const retire = (reason: unknown = 'replaced') => [{ model: 'bikes', version: '1' }, { reason }] as const;

  it('keeps the version in the registry, names its endpoint for removal, and answers alike when asked again', async () => {
    const { call, registry } = await platform();
    await put(registry, { ...modelVersion(1, { status: 'Deployed', endpointName: 'e1' }), revision: 1 });
    const answer = { status: 200, body: { model: 'bikes', version: 1, status: 'Retired' } };
    expect(await call(controlRoutes.retireVersion, ...retire())).toEqual(answer);
    expect(await call(controlRoutes.retireVersion, ...retire('again'))).toEqual(answer);
    const version = await registry.readVersion('bikes', 1);
    expect(version).toMatchObject({ status: 'Retired', contents: { task: 'regression' } });
    expect(version).not.toHaveProperty('endpointName');
    const { items } = await registry.listAuditRecords('bikes', { limit: 100 });
    expect(items.filter(({ action }) => action === 'ModelVersionRetired')).toMatchObject([
      { actor: ADA, version: 1, evidence: { reason: 'replaced', endpointNames: ['e1'] } },
    ]);
  });

  it('leaves other aliases where they are', async () => {
    const { call, move, read } = await platform();
    await move({ version: 1, expectedVersion: null });
    expect((await call(controlRoutes.retireVersion, ...retire())).status).toBe(200);
    expect((await read()).body.version).toBe(1);
  });

  it('says when nothing is left that a rollback of the champion goes back to, also when asked again', async () => {
    const { call, registry } = await platform();
    const deployed = (number: number) => ({ ...modelVersion(number, { status: 'Deployed' }), revision: 1 });
    let champion: Alias | undefined;
    for (const version of [1, 2, 3]) {
      await put(registry, deployed(version));
      champion = moveAlias(champion, { model: 'bikes', alias: 'champion', version, at: AT });
    }
    if (champion !== undefined) await put(registry, champion);
    const retireOf = async (version: string) =>
      (await call(controlRoutes.retireVersion, { model: 'bikes', version }, { reason: 'r' })).body;
    expect(await retireOf('4')).not.toHaveProperty('message');
    expect(await retireOf('2')).not.toHaveProperty('message');
    const message =
      'No former champion is Deployed any more: a rollback of champion 3 has nothing to go back to, ' +
      'until another version is promoted.';
    expect(await retireOf('1')).toEqual({ model: 'bikes', version: 1, status: 'Retired', message });
    expect(await retireOf('1')).toMatchObject({ message });
  });

  it('is refused for the champion, for what is not there, and without a reason', async () => {
    const { call, registry } = await platform();
    const since = '2026-01-01T00:00:00.000Z';
    await put(registry, {
      kind: 'Alias',
      model: 'bikes',
      revision: 0,
      alias: 'champion',
      version: 1,
      since,
      history: [],
    });
    const champion = await call(controlRoutes.retireVersion, ...retire());
    expect([champion.status, champion.body.error.message]).toEqual([409, expect.stringContaining('is the champion')]);
    expect((await call(controlRoutes.retireVersion, ...retire(''))).status).toBe(400);
    const none = await call(controlRoutes.retireVersion, { model: 'bikes', version: '9' }, { reason: 'r' });
    expect(none.status).toBe(404);
    expect((await registry.readVersion('bikes', 1))?.status).toBe('Validated');
  });
});
