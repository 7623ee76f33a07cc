import { describe, expect, it } from 'vitest';
import { useCaller } from './caller.js';

const caller = useCaller();
const LIST = 'GET /models/churn/aliases';
const PUT = 'PUT /models/churn/aliases/challenger';
const challenger = {
  alias: 'challenger',
  version: 7,
  since: '2026-01-02T00:00:00.000Z',
  history: [
    { version: 5, since: '2026-01-01T12:00:00.000Z', until: '2026-01-02T00:00:00.000Z' },
    { version: 4, since: '2026-01-01T00:00:00.000Z', until: '2026-01-01T12:00:00.000Z' },
  ],
};
const list = (version?: number) => ({ body: { aliases: version === undefined ? [] : [{ ...challenger, version }] } });
const set = (...more: string[]) => caller.mlops('alias', 'set', '--model', 'churn', 'challenger', '7', ...more);
const sent = () => caller.platform.requests(PUT).map(({ body }) => JSON.parse(String(body)));

describe('mlops alias list', () => {
  it('lists aliases with what each named before, newest first', async () => {
    caller.platform.on(LIST, list(7));
    expect(await caller.mlops('alias', 'list', '--model', 'churn')).toEqual({
      code: 0,
      err: '',
      out: [
        'ALIAS       VERSION  SINCE                     BEFORE',
        'challenger  7        2026-01-02T00:00:00.000Z  5, 4',
        '',
      ].join('\n'),
    });
    const { out } = await caller.mlops('alias', 'list', '--model', 'churn', '--json');
    expect(JSON.parse(out)).toEqual({ model: 'churn', aliases: [challenger] });
  });

  it('says so when there is none', async () => {
    caller.platform.on(LIST, list());
    expect((await caller.mlops('alias', 'list', '--model', 'churn')).out).toBe('The model churn has no alias yet.\n');
  });
});

describe('mlops alias set', () => {
  it.each([
    ['the version that the alias is found to name', 5, 5],
    ['null when it names nothing', undefined, null],
  ])('expects %s', async (_, found, expectedVersion) => {
    caller.platform.on(LIST, list(found)).on(PUT, { body: { model: 'churn', ...challenger } });
    const ran = await set('--reason', 'shadow test');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toContain('before   5, 4\n');
    expect(sent()).toEqual([{ version: 7, expectedVersion, reason: 'shadow test' }]);
    expect(caller.platform.received.every((request) => caller.isSignedByCaller(request))).toBe(true);
  });

  it.each([
    ['4', 4],
    ['none', null],
  ])('expects what --expect %s says, and does not look', async (expect_, expectedVersion) => {
    caller.platform.on(PUT, { body: { model: 'churn', ...challenger } });
    const ran = await set('--expect', expect_, '--json');
    expect(JSON.parse(ran.out)).toEqual({ model: 'churn', ...challenger });
    expect(sent()).toEqual([{ version: 7, expectedVersion }]);
    expect(caller.platform.requests(LIST)).toEqual([]);
  });

  it('says what the alias names now when somebody else was first, changes nothing more, and ends with 1', async () => {
    caller.platform.on(LIST, (_, times) => list(times === 1 ? 5 : 6));
    const message = 'Alias challenger of model churn names version 6';
    caller.platform.on(PUT, { status: 409, body: { error: { code: 'Conflict', message } } });
    expect(await set()).toEqual({
      code: 1,
      out: '',
      err:
        'error: the alias challenger of model churn names version 6 now, expected was version 5: nothing was changed; ' +
        'to move it all the same, pass --expect 6\n',
    });
    expect(sent()).toHaveLength(1);
  });

  it('passes on why the API will not move champion', async () => {
    caller.platform.on('PUT /models/churn/aliases/champion', {
      status: 409,
      body: { error: { code: 'PreconditionFailed', message: 'Alias champion follows what serves' } },
    });
    const ran = await caller.mlops('alias', 'set', '--model', 'churn', 'champion', '7', '--expect', '6');
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('Alias champion follows what serves (409 PreconditionFailed)');
  });

  it('puts again after a fault, since the same put changes nothing more', async () => {
    caller.platform.on(PUT, (_, times) =>
      times === 1 ? { status: 500 } : { body: { model: 'churn', ...challenger } },
    );
    expect((await set('--expect', '5')).code).toBe(0);
    expect(sent()).toHaveLength(2);
  });

  it.each([
    [['Big', '7'], 'expected 1 to 32 of a-z'],
    [['../x', '7'], 'expected 1 to 32 of a-z'],
    [['latest', '7'], 'expected a name other than "latest" and "v<number>"'],
    [['v7', '7'], 'expected a name other than "latest" and "v<number>"'],
    [['challenger', 'latest'], 'expected a whole number above 0'],
    [['challenger', '7', '--expect', 'nothing'], 'expected a version, or none'],
  ])('refuses %j before anything is sent', async (args, message) => {
    const ran = await caller.mlops('alias', 'set', '--model', 'churn', ...args);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toContain(message);
    expect(caller.platform.received).toEqual([]);
  });
});
