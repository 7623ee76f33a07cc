import { describe, expect, it } from 'vitest';
import { useCaller } from './caller.js';

const caller = useCaller();
const MODEL = 'GET /models/churn';
const ROLLBACKS = 'POST /models/churn/rollbacks';
const ofChampion = { action: 'champion', version: 6, to: 5, message: 'Version 5 is the champion again' };
const ofCandidate = { action: 'candidate', version: 7, to: 6, message: 'The rollback of version 7 is asked for' };

interface State {
  readonly champion?: number;
  /** The champion before. */
  readonly before?: number;
  readonly serving?: number;
  readonly candidate?: number;
  readonly rollout?: number;
  /** A version whose rollout was aborted at last. */
  readonly aborted?: number;
}
/** The answer of GET model. */
const state = ({ champion, before, serving, candidate, rollout, aborted }: State) => ({
  body: {
    aliases:
      champion === undefined
        ? []
        : [{ alias: 'champion', version: champion, history: before === undefined ? [] : [{ version: before }] }],
    trafficSplit: {
      variants: [
        ...(serving === undefined
          ? []
          : [{ slot: 'champion', version: serving, weight: candidate === undefined ? 100 : 90 }]),
        ...(candidate === undefined ? [] : [{ slot: 'candidate', version: candidate, weight: 10 }]),
      ],
    },
    rollout:
      rollout === undefined
        ? null
        : { version: rollout, slot: rollout === champion ? 'champion' : 'candidate', baking: candidate !== undefined },
    lastRollout: aborted === undefined ? null : { version: aborted, slot: 'champion', outcome: 'abort' },
  },
});
const rollBack = (...more: string[]) => caller.mlops('rollback', '--model', 'churn', '--reason', 'complaints', ...more);
const sent = () => caller.platform.requests(ROLLBACKS).map(({ body }) => JSON.parse(String(body)));

describe('mlops rollback', () => {
  it('takes back the candidate of the rollout in progress, and says that it is the candidate', async () => {
    caller.platform.on(MODEL, state({ champion: 6, serving: 6, candidate: 7, rollout: 7 }));
    caller.platform.on(ROLLBACKS, { status: 202, body: ofCandidate });
    const ran = await rollBack();
    expect(ran.code).toBe(0);
    expect(ran.err).toContain('Version 7 is the candidate of the rollout in progress: it is taken back.\n');
    expect(ran.out).toBe(
      [
        'model       churn',
        'taken back  version 7, the candidate',
        'serving     version 6',
        'message     The rollback of version 7 is asked for',
        '',
      ].join('\n'),
    );
    expect(sent()).toEqual([{ version: 7, reason: 'complaints' }]);
    expect(caller.platform.received.every((request) => caller.isSignedByCaller(request))).toBe(true);
  });

  it('takes back the champion where no rollout is in progress, and says so', async () => {
    caller.platform.on(MODEL, state({ champion: 6, serving: 6 }));
    caller.platform.on(ROLLBACKS, { status: 202, body: ofChampion });
    const ran = await rollBack();
    expect(ran.err).toContain('No candidate is being rolled out. Version 6 is the champion: it is taken back.\n');
    expect(sent()).toEqual([{ version: 6, reason: 'complaints' }]);
  });

  it.each<[string, State]>([
    ['and its candidate has traffic', { champion: 6, before: 5, serving: 6, candidate: 7, rollout: 7 }],
    ['and its candidate has none yet', { champion: 6, before: 5, serving: 6, rollout: 7 }],
    ['or not', { champion: 6, before: 5, serving: 6 }],
  ])('takes back the champion with --champion, whether a rollout is in progress %s', async (_, model) => {
    caller.platform.on(MODEL, state(model));
    caller.platform.on(ROLLBACKS, { status: 202, body: ofChampion });
    const ran = await rollBack('--champion');
    expect(ran.err).toContain('Version 6 is the champion: it is taken back.\n');
    expect(sent()).toEqual([{ version: 6, reason: 'complaints' }]);
  });

  it('refuses --champion beside --version, and where there is no champion', async () => {
    expect((await rollBack('--champion', '--version', '6')).err).toContain("'--champion' cannot be used with");
    caller.platform.on(MODEL, state({ candidate: 1, rollout: 1 }));
    expect((await rollBack('--champion')).err).toBe(
      'error: the model churn has no champion: there is nothing to roll back\n',
    );
    expect(sent()).toEqual([]);
  });

  const restoring = { champion: 5, before: 6, serving: 6 };
  it.each<[string, State, string]>([
    ['its traffic is on the way', restoring, 'version 6 serves until a rollout has brought'],
    ['the rollout of that is in progress', { ...restoring, rollout: 5 }, 'version 6 serves until a rollout'],
    ['that rollout is at its end', { ...restoring, serving: 5, rollout: 5 }, 'version 5 serves until a rollout'],
    ['a candidate makes way for it', { ...restoring, rollout: 7 }, 'say --version 5; the candidate, --version 7'],
    ['it serves again', { ...restoring, serving: 5 }, 'version 6 was taken back, and version 5 serves.'],
  ])('takes the version that a rollback went back to by its number only: %s', async (_, model, sentence) => {
    caller.platform.on(MODEL, state(model));
    caller.platform.on(ROLLBACKS, { status: 202, body: { ...ofChampion, version: 5, to: 4 } });
    for (const flags of [[], ['--champion']]) {
      const ran = await rollBack(...flags);
      expect(ran).toMatchObject({ code: 1, out: '', err: expect.stringContaining(sentence) });
      expect(ran.err).toContain('the champion of churn was rolled back already');
      expect(ran.err).toContain('say --version 5');
    }
    expect(sent()).toEqual([]);
    expect((await rollBack('--version', '5')).code).toBe(0);
    expect(sent()).toEqual([{ version: 5, reason: 'complaints' }]);
  });

  it('takes back the candidate of the rollout that follows a rollback', async () => {
    caller.platform.on(MODEL, state({ champion: 5, before: 6, serving: 5, candidate: 7, rollout: 7 }));
    caller.platform.on(ROLLBACKS, { status: 202, body: { ...ofCandidate, to: 5 } });
    await rollBack();
    expect(sent()).toEqual([{ version: 7, reason: 'complaints' }]);
  });

  it('takes back a candidate that has no traffic yet', async () => {
    caller.platform.on(MODEL, state({ champion: 6, serving: 6, rollout: 7 }));
    caller.platform.on(ROLLBACKS, { status: 202, body: ofCandidate });
    await rollBack();
    expect(sent()).toEqual([{ version: 7, reason: 'complaints' }]);
  });

  it('sends the version and the target as they are given, and looks nothing up', async () => {
    caller.platform.on(ROLLBACKS, { status: 202, body: { ...ofChampion, to: 4 } });
    const ran = await rollBack('--version', '6', '--to', '4', '--json');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(ran.out)).toEqual({ ...ofChampion, to: 4 });
    expect(sent()).toEqual([{ version: 6, to: 4, reason: 'complaints' }]);
    expect(caller.platform.received).toHaveLength(1);
  });

  it('sends nothing when there is nothing to roll back', async () => {
    caller.platform.on(MODEL, state({}));
    expect(await rollBack()).toMatchObject({
      code: 1,
      err: 'error: the model churn has no candidate and no champion: there is nothing to roll back\n',
    });
    expect(sent()).toEqual([]);
  });

  it('ends with 1 and the message of the API when it is refused', async () => {
    const message = 'Version 3 does not serve: the champion is version 6';
    caller.platform.on(ROLLBACKS, { status: 409, body: { error: { code: 'PreconditionFailed', message } } });
    expect(await rollBack('--version', '3')).toEqual({
      code: 1,
      out: '',
      err: `error: ${ROLLBACKS}: ${message} (409 PreconditionFailed)\n`,
    });
  });

  it('is sent again after a fault, since it is answered as the first time', async () => {
    caller.platform.on(ROLLBACKS, (_, times) => (times === 1 ? { status: 502 } : { status: 202, body: ofChampion }));
    expect((await rollBack('--version', '6')).code).toBe(0);
    expect(sent()).toHaveLength(2);
  });
});

describe('mlops rollback --wait', () => {
  const waitForChampion = async (...states: State[]) => {
    caller.platform.on(ROLLBACKS, { status: 202, body: ofChampion });
    caller.platform.on(MODEL, (_, times) => state(states[Math.min(times, states.length) - 1] ?? {}));
    const ran = await rollBack('--version', '6', '--wait', '--json');
    return { code: ran.code, json: JSON.parse(ran.out), looks: caller.platform.requests(MODEL).length };
  };

  it('ends when the target has all traffic', async () => {
    const before = { champion: 5, serving: 6 };
    const ran = await waitForChampion(before, { ...before, rollout: 5 }, { champion: 5, serving: 5 });
    expect(ran).toEqual({ code: 0, json: { ...ofChampion, status: 'Serving' }, looks: 3 });
  });

  it('ends with 2 when the rollout of the target ended without it', async () => {
    const before = { champion: 5, serving: 6 };
    const ran = await waitForChampion(before, { ...before, rollout: 5 }, before);
    expect(ran).toEqual({ code: 2, json: { ...ofChampion, status: 'NotServing' }, looks: 3 });
  });

  it('ends with 2 when the rollout of the target began and failed between two looks', async () => {
    const before = { champion: 5, serving: 6 };
    const ran = await waitForChampion({ ...before, aborted: 7 }, before, { ...before, aborted: 5 });
    expect(ran).toEqual({ code: 2, json: { ...ofChampion, status: 'NotServing' }, looks: 3 });
  });

  it('waits on for another try, whose rollout is in progress', async () => {
    const failed = { champion: 5, serving: 6 };
    const ran = await waitForChampion({ ...failed, rollout: 5, aborted: 5 }, { champion: 5, serving: 5 });
    expect(ran).toMatchObject({ code: 0, json: { status: 'Serving' } });
  });

  it('ends with 2 when somebody made another version the champion meanwhile', async () => {
    const ran = await waitForChampion({ champion: 8, serving: 8 });
    expect(ran).toMatchObject({ code: 2, json: { status: 'Superseded by version 8' } });
  });

  it.each([
    ['RolledBack', 0],
    ['Approved', 0],
    ['Deployed', 2],
  ])('ends when the candidate is %s, with %i', async (status, code) => {
    caller.platform.on(ROLLBACKS, { status: 202, body: ofCandidate });
    caller.platform.on('GET /models/churn/versions/7', (_, times) => ({
      body: { version: 7, status: times < 3 ? 'Deploying' : status },
    }));
    const ran = await rollBack('--version', '7', '--wait', '--json');
    expect([ran.code, JSON.parse(ran.out)]).toEqual([code, { ...ofCandidate, status }]);
  });

  it('stops waiting after the given time with one line; the rollback goes on', async () => {
    caller.platform.on(ROLLBACKS, { status: 202, body: ofChampion });
    caller.platform.on(MODEL, state({ champion: 5, serving: 6 }));
    const ran = await rollBack('--version', '6', '--wait', '--timeout-seconds', '1');
    expect([ran.code, ran.out]).toEqual([1, '']);
    expect(ran.err).toContain('The rollback is still going after 1 s; it goes on without this command');
  });
});
