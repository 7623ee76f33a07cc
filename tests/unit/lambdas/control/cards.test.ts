import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { modelCardSchema } from '../../../../lambdas/application/documents/model-card.js';
import { route } from '../../../../lambdas/handle-control-request/routes.js';
import { errorResponse } from '../../../../lambdas/runtime/errors.js';
import { controlRoutes } from '../../../../lib/contracts/index.js';
import { CARD_POLICY, CardedModel, championAlias } from '../../../fixtures/carded-model.js';
import { MODEL, MonitoredModel, type ServedRow } from '../../../fixtures/monitored-model.js';
import { put } from '../../../fixtures/registry-records.js';

/** A request for a card as API Gateway sends it, answered as the handler answers it. */
function ask(model: CardedModel, version: string, queryStringParameters?: Record<string, string>, name = 'bikes') {
  const event = {
    routeKey: controlRoutes.readModelCard,
    pathParameters: { model: name, version },
    queryStringParameters,
    requestContext: { authorizer: { iam: { userArn: 'arn:aws:iam::123456789012:user/ada' } } },
  } as unknown as APIGatewayProxyEventV2;
  return route(model.ports, event, () => {}).catch((error: unknown) => errorResponse(error));
}

describe('GET card', () => {
  it('answers with JSON unless it is asked for a page', async () => {
    const model = new CardedModel();
    await model.champion();
    const plain = await ask(model, '4');
    expect(plain).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } });
    expect(modelCardSchema.parse(JSON.parse(plain.body))).toMatchObject({ schemaVersion: 1, version: 4 });
    expect((await ask(model, '4', { format: 'json' })).body).toBe(plain.body);
  });

  it('answers with a page that may run no script and load nothing', async () => {
    const model = new CardedModel();
    await model.champion();
    const { statusCode, headers, body } = await ask(model, '4', { format: 'html' });
    expect(statusCode).toBe(200);
    expect(headers).toEqual({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'x-content-type-options': 'nosniff',
    });
    expect(body).toMatch(/^<!doctype html>\n/);
    expect(body).toContain('<title>bikes, version 4: Deployed</title>');
  });

  it.each([
    ['a format that there is not', '4', { format: 'pdf' }, 400, 'format'],
    ['an unknown parameter', '4', { version: '3' }, 400, 'version'],
    ['a version that there is not', '5', {}, 404, 'There is no version 5 of model bikes'],
  ])('refuses %s, and says so in JSON', async (_name, version, query, status, message) => {
    const model = new CardedModel();
    await model.champion();
    const { statusCode, headers, body } = await ask(model, version, query);
    expect([statusCode, headers['content-type']]).toEqual([status, 'application/json']);
    expect(JSON.parse(body).error.message).toContain(message);
  });

  it('tells of drift by the reports that the monitor writes', async () => {
    const model = new CardedModel({ ...CARD_POLICY, model: MODEL });
    const rows = (from: number): ServedRow[] =>
      Array.from({ length: 300 }, (_, i) => ({
        features: { temp: from + i / 300, hum: i / 300 },
        prediction: { prediction: i },
        label: i,
      }));
    const column = (name: string) => ({ name, type: 'double' as const, required: true });
    const monitored = await MonitoredModel.create(
      {
        columns: [column('temp'), column('hum')],
        task: 'regression',
        baseline: rows(0),
        loss: { name: 'absolute_error', mean: 1, standardDeviation: 1 },
      },
      model.artifacts,
    );
    const version = await monitored.readVersion(MODEL, 1);
    if (version === undefined) throw new Error('it was submitted');
    await put(model.registry, { ...version, revision: 0 }, { ...championAlias(1), model: MODEL });
    const [start, end] = [new Date('2026-02-10T00:00:00Z'), new Date('2026-02-10T01:00:00Z')];
    await monitored.serve(rows(5), start);
    const { output } = await monitored.monitor(start, end);

    const { drift, performance } = JSON.parse((await ask(model, '1', undefined, MODEL)).body);
    expect(drift.columns).toEqual([{ column: 'temp', windows: 1 }]);
    expect(drift.newest).toMatchObject({ verdict: 'drift', reportKey: output.reportKey });
    expect(drift.windows).toMatchObject({ found: 1, judged: 1, drifted: 1, unreadable: 0 });
    // The fixture's registry has a hash that is not the report's.
    expect(performance.submitted.note).toContain('not the one that the registry names');
  });
});
