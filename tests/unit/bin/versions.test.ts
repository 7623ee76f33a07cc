import { describe, expect, it } from 'vitest';
import { useCaller } from './caller.js';
import { gates } from './gates-fixture.js';
import { runCommand } from './run-command.js';

const caller = useCaller();

describe('mlops models, versions and show', () => {
  it('lists models with the versions that serve them', async () => {
    caller.platform.on('GET /models', { body: { models: [{ model: 'bikes' }, { model: 'churn' }] } });
    const variants = [
      { slot: 'champion', version: 3, weight: 90 },
      { slot: 'candidate', version: 4, weight: 10 },
    ];
    caller.platform.on('GET /models/bikes', {
      body: { aliases: [{ alias: 'champion', version: 3 }], trafficSplit: { variants } },
    });
    caller.platform.on('GET /models/churn', { body: { aliases: [], trafficSplit: null } });
    expect((await caller.mlops('models')).out).toBe(
      [
        'MODEL  CHAMPION          CANDIDATE',
        'bikes  version 3 (90 %)  version 4 (10 %)',
        'churn  -                 -',
        '',
      ].join('\n'),
    );
  });

  it('follows the pages of versions up to the limit', async () => {
    const version = (n: number) => ({ version: n, status: 'Rejected', registeredAt: 't', reasons: ['a', 'b'] });
    caller.platform.on('GET /models/bikes/versions', ({ query }) =>
      query.get('cursor') === 'a+b/c='
        ? { body: { versions: [version(1)], cursor: 'more' } }
        : { body: { versions: [version(3), version(2)], cursor: 'a+b/c=' } },
    );
    const ran = await caller.mlops('versions', '--model', 'bikes', '--limit', '3');
    expect(ran.out).toBe(
      [
        'VERSION  STATUS    ALIASES  REGISTERED  REASONS',
        ...[3, 2, 1].map((n) => `${n}        Rejected           t           a; b`),
        '',
      ].join('\n'),
    );
    const pages = caller.platform.requests('GET /models/bikes/versions');
    expect(pages.map(({ query }) => query.get('limit'))).toEqual(['3', '1']);
    expect(caller.platform.received.every((request) => caller.isSignedByCaller(request))).toBe(true);
  });

  it('prints all versions as JSON lines, page by page, when asked for all', async () => {
    const version = (n: number) => ({ version: n, status: 'Rejected' });
    caller.platform.on('GET /models/bikes/versions', ({ query }) =>
      query.get('cursor') === 'next'
        ? { body: { versions: [version(1)] } }
        : { body: { versions: [version(3), version(2)], cursor: 'next' } },
    );
    const alias = { alias: 'champion', version: 2, since: 't', history: [] };
    caller.platform.on('GET /models/bikes/aliases', { body: { aliases: [alias] } });
    const ran = await caller.mlops('versions', '--model', 'bikes', '--all');
    const lines = [3, 2, 1].map((n) => ({ ...version(n), aliases: n === 2 ? ['champion'] : [] }));
    expect(ran).toMatchObject({ code: 0, out: lines.map((line) => `${JSON.stringify(line)}\n`).join('') });
    expect((await caller.mlops('versions', '--model', 'bikes', '--all', '--limit', '2')).err).toMatch(/--limit/);
  });

  const term = { since: 't', history: [] };
  const aliases = { body: { aliases: ['champion', 'stable'].map((alias) => ({ alias, version: 4, ...term })) } };

  it('lists the aliases beside the versions that they name', async () => {
    const versions = [5, 4].map((version) => ({ version, status: 'Deployed', registeredAt: 't' }));
    caller.platform.on('GET /models/bikes/versions', { body: { versions } });
    caller.platform.on('GET /models/bikes/aliases', aliases);
    const ran = await caller.mlops('versions', '--model', 'bikes');
    expect(ran.out).toContain('4        Deployed  champion, stable  t\n');
    const { out } = await caller.mlops('versions', '--model', 'bikes', '--json');
    expect(JSON.parse(out).versions.map((version: { aliases: string[] }) => version.aliases)).toEqual([
      [],
      ['champion', 'stable'],
    ]);
  });

  it('shows who approved a version, and what names it', async () => {
    const approval = {
      model: 'bikes',
      version: 4,
      status: 'Approved',
      requestedAt: 't',
      decisions: [{ decision: 'approve', actor: 'policy:automatic', at: 't', reason: 'the gates passed' }],
      approvalsMissing: 0,
    };
    caller.platform.on('GET /models/bikes/versions/4', { body: { version: 4, status: 'Deployed', gates } });
    caller.platform.on('GET /models/bikes/versions/4/approval', { body: approval });
    caller.platform.on('GET /models/bikes/aliases', aliases);
    const { out } = await caller.mlops('show', '--model', 'bikes', '--version', '4');
    expect(out).toContain('aliases  champion, stable\n');
    expect(out).toContain('asks for   nobody: the policy approves\n');
    expect(out).toContain('approve   policy:automatic  t   the gates passed\n');
    const json = JSON.parse((await caller.mlops('show', '--model', 'bikes', '--version', '4', '--json')).out);
    expect(json).toEqual({ version: 4, status: 'Deployed', gates, aliases: ['champion', 'stable'], approval });
  });

  it('shows a version that no approval was asked for, also of a platform that knows none', async () => {
    caller.platform.on('GET /models/bikes/versions/4', { body: { version: 4, status: 'Rejected', gates } });
    const ran = await caller.mlops('show', '--model', 'bikes', '--version', '4', '--json');
    expect(JSON.parse(ran.out)).toMatchObject({ aliases: [], approval: null });
  });

  it('shows a version with its gates, in colour on a terminal only, and never under NO_COLOR', async () => {
    caller.platform.on('GET /models/bikes/versions/4', { body: { version: 4, status: 'Rejected', gates } });
    const show = ['--control-url', caller.platform.url, 'show', '--model', 'bikes', '--version', '4'];
    const plain = (await runCommand(show)).out;
    expect(plain).toContain('status   Rejected\n');
    expect((await runCommand(show, { outIsTerminal: true })).out).toContain('\u001b[31mRejected');
    expect((await runCommand(show, { outIsTerminal: true, env: { NO_COLOR: '1' } })).out).toBe(plain);
  });
});
