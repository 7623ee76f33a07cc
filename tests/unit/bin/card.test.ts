import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModelCard } from '../../../lambdas/application/control/model-cards.js';
import type { ModelCard } from '../../../lambdas/application/documents/model-card.js';
import { CardedModel } from '../../fixtures/carded-model.js';
import { useCaller } from './caller.js';

const caller = useCaller();
const ROUTE = 'GET /models/bikes/versions/4/card';
const CARD = ['card', '--model', 'bikes', '--version', '4'];

async function champion(): Promise<ModelCard> {
  const model = new CardedModel();
  await model.champion();
  return readModelCard(model.ports, 'bikes', 4);
}

describe('mlops card', () => {
  it('sums a card up for a person', async () => {
    caller.platform.on(ROUTE, { body: await champion() });
    const { code, out } = await caller.mlops(...CARD);
    expect(code).toBe(0);
    for (const line of [
      /^standing +It serves as champion, 100 % of the requests since 2026-02-01\.$/m,
      /^limits +Weekdays and weekends of one city\. Not for days with a strike\.$/m,
      /^approval +Approved; approve by \S+\/grace; approve by \S+\/mary$/m,
      /^bias +not measured: its validation had no such gate$/m,
      /^drift +2 of 8 windows: temp, hum \(8 reports were looked at\)$/m,
      /^rmse +101\.5 +99\.5 +at most 120 +within$/m,
      /^champion +skipped +there is no champion yet$/m,
    ]) {
      expect(out).toMatch(line);
    }
    expect(caller.isSignedByCaller(caller.platform.received[0])).toBe(true);
  });

  it('gives programs the whole answer, with what this release does not know of', async () => {
    const card = { ...(await champion()), addedLater: { x: 1 } };
    caller.platform.on(ROUTE, { body: card });
    expect(JSON.parse((await caller.mlops('--json', ...CARD)).out)).toEqual(card);
  });

  it('writes the page that the platform makes', async () => {
    const card = await champion();
    caller.platform.on(ROUTE, ({ query }) =>
      query.get('format') === 'html'
        ? { body: '<!doctype html>ü', headers: { 'content-type': 'text/html' } }
        : { body: card },
    );
    const file = join(await mkdtemp(join(tmpdir(), 'card-')), 'card.html');
    const { code, err } = await caller.mlops(...CARD, '--html', file);
    expect([code, await readFile(file, 'utf8')]).toEqual([0, '<!doctype html>ü']);
    expect(err).toContain(`The page is in ${file}.`);
  });

  it('says which file can not be written, and that a version is not there', async () => {
    caller.platform.on(ROUTE, { body: await champion() });
    const unwritable = await caller.mlops(...CARD, '--html', '/no/such/folder/card.html');
    expect([unwritable.code, unwritable.out]).toEqual([1, '']);
    expect(unwritable.err).toContain("error: /no/such/folder/card.html can't be written (ENOENT");
    const error = { code: 'NotFound', message: 'There is no version 4 of model bikes: it has none yet' };
    caller.platform.on(ROUTE, { status: 404, body: { error } });
    const missing = await caller.mlops(...CARD);
    expect([missing.code, missing.err]).toEqual([1, `error: ${ROUTE}: ${error.message} (404 NotFound)\n`]);
  });

  it('does not take an answer for a card that is none', async () => {
    caller.platform.on(ROUTE, { body: { ...(await champion()), schemaVersion: 2 } });
    const { code, err } = await caller.mlops(...CARD);
    expect(code).toBe(1);
    expect(err).toMatch(/^error: The model card that .* answers is not valid: schemaVersion/);
  });
});
