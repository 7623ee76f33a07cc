import { describe, expect, it } from 'vitest';
import { controlRoutes, inferenceRoutes } from '../../../lib/contracts/index.js';
import type { KeptLoop } from '../kept-loop.js';
import { type Call, call, platformState } from './registry.js';

const window = { start: '2026-01-01T00:00:00Z', end: '2026-01-01T01:00:00Z' };
const files = [{ path: 'model.tar.gz', sha256: 'a'.repeat(64), size: 1 }];

/** Calls without the right signature: 403, and nothing changed. */
export function refusedCalls(loop: KeptLoop): void {
  const path = (rest = ''): string => `/models/${loop.context().scenario.model}${rest}`;
  const retraining = (): Call => ({ method: 'POST', path: path('/retraining-runs'), body: {} });
  const monitoring = (): Call => ({ method: 'POST', path: path('/monitor-runs'), body: { window } });
  const submission = (): Call => ({ method: 'POST', path: path('/submissions'), body: { files } });
  const inference = (): Call => ({ method: 'POST', path: `/v2${path('/infer')}`, body: { inputs: [] } });

  const every = [
    ...Object.values(controlRoutes).map((route) => ['ControlApiId', route] as const),
    ...Object.values(inferenceRoutes).map((route) => ['InferenceApiId', route] as const),
  ];

  describe('a call without the right signature', () => {
    it('is answered 403 by every route of both APIs, and changes nothing', async () => {
      const context = loop.context();
      const before = await platformState(context);
      for (const [api, route] of every) {
        const [method = '', template = ''] = route.split(' ');
        const filled = template.replace('{model}', context.scenario.model).replace(/\{\w+\}/, '1');
        const body = method === 'POST' ? { body: { window, files } } : {};
        const { status } = await call(context, api, { method, path: filled, ...body });
        expect({ route, status }).toEqual({ route, status: 403 });
      }
      expect(await platformState(context)).toEqual(before);
    });

    it('is answered 403 when the key is known but the secret is wrong', async () => {
      const context = loop.context();
      const { credentials } = context.people.operator;
      const wrong = { ...credentials, secretAccessKey: 'not-the-secret' };
      const stranger = { accessKeyId: 'ASIASTRANGER00000000', secretAccessKey: 'x', sessionToken: 'y' };
      const before = await platformState(context);
      expect((await call(context, 'ControlApiId', retraining(), wrong)).status).toBe(403);
      expect((await call(context, 'ControlApiId', retraining(), stranger)).status).toBe(403);
      expect((await call(context, 'InferenceApiId', inference(), stranger)).status).toBe(403);
      expect(await platformState(context)).toEqual(before);
    });

    it.each([
      ['application', 'start a training', 'applicationDeveloper', 'ControlApiId', retraining],
      ['application', 'open a submission', 'applicationDeveloper', 'ControlApiId', submission],
      ['operator', 'open a submission', 'operator', 'ControlApiId', submission],
      ['operator', 'ask for predictions', 'operator', 'InferenceApiId', inference],
      ['data scientist', 'start a monitor run', 'dataScientist', 'ControlApiId', monitoring],
      ['data scientist', 'ask for predictions', 'dataScientist', 'InferenceApiId', inference],
    ] as const)('does not let the %s %s', async (_who, _what, person, api, made) => {
      const context = loop.context();
      const before = await platformState(context);
      expect((await call(context, api, made(), context.people[person].credentials)).status).toBe(403);
      expect(await platformState(context)).toEqual(before);
    });

    it('ends the command line with one line that says 403', async () => {
      const { dataScientist, scenario } = loop.context();
      const interval = ['--start', window.start, '--end', window.end];
      const { code, stderr } = await dataScientist.ask('monitor', 'run', '--model', scenario.model, ...interval);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error: .*403[^\n]*$/);
    });
  });

  describe('a body that claims another actor', () => {
    it('is refused, and what is opened without it bears the ARN of the caller', async () => {
      const context = loop.context();
      const { dataScientist } = context.people;
      const before = await platformState(context);
      const claim = { files, actor: 'arn:aws:iam::1:user/ceo', openedBy: 'arn:aws:iam::1:user/ceo' };
      const claimed = await call(context, 'ControlApiId', { ...submission(), body: claim }, dataScientist.credentials);
      expect(claimed).toMatchObject({ status: 400, text: expect.stringContaining('actor') });
      expect(await platformState(context)).toEqual(before);

      const opened = await call(context, 'ControlApiId', submission(), dataScientist.credentials);
      const { submissionId } = JSON.parse(opened.text);
      const read = { method: 'GET', path: path(`/submissions/${submissionId}`) };
      const { text } = await call(context, 'ControlApiId', read, dataScientist.credentials);
      expect(JSON.parse(text)).toMatchObject({ status: 'Open', openedBy: dataScientist.arn });
      expect(dataScientist.arn).toMatch(/:assumed-role\/local-data-scientist\/dana$/);
    });
  });
}
