import { describe, expect, it } from 'vitest';
import { parseDvcFile } from '../../../../lambdas/application/documents/dvc.js';
import { manifestSchema } from '../../../../lambdas/application/documents/manifest.js';
import { parseJsonDocument } from '../../../../lambdas/application/documents/parse.js';
import { controlRoutes } from '../../../../lib/contracts/index.js';
import { controlPlatform } from '../../../fixtures/control-platform.js';
import { modelVersion, put } from '../../../fixtures/registry-records.js';

const VERSION = { model: 'bikes', version: '1' };
const REASONED: readonly [string, object, object][] = [
  [controlRoutes.decideApproval, VERSION, { decision: 'approve' }],
  [controlRoutes.requestRollout, VERSION, {}],
  [controlRoutes.retireVersion, VERSION, {}],
  [controlRoutes.moveAlias, { model: 'bikes', alias: 'shadow' }, { version: 1, expectedVersion: null }],
  [controlRoutes.rollBack, { model: 'bikes' }, { version: 1 }],
  [controlRoutes.startRetraining, { model: 'bikes' }, {}],
];

async function platform() {
  const all = controlPlatform();
  await put(all.registry, modelVersion(1, { status: 'Approved' }));
  return all;
}

describe('half of a surrogate pair', () => {
  it.each(REASONED)('is refused in the body of %s, by the name of its field', async (route, path, body) => {
    const { call, registry } = await platform();
    const before = await registry.readModel('bikes');
    const text = JSON.stringify({ ...body, reason: 'x\ud800' });
    expect(text).toContain(String.raw`x\ud800`);
    const answer = await call(route, path, text);
    expect([answer.status, answer.body.error.code]).toEqual([400, 'InvalidInput']);
    expect(answer.body.error.message).toContain('reason: found half of a surrogate pair, allowed: Unicode text');
    expect(await registry.readModel('bikes')).toEqual(before);
  });

  it.each([
    ['a tag', '{"tags":{"team":"\\udc00x"}}', 'tags.team: '],
    ['a key', '{"tags":{"\\uD83D":"x"}}', 'tags.\ufffd: '],
    ['an entry of an array', '{"files":[{"path":"\\ude00\\ud83d"}]}', 'files.0.path: '],
    ['the whole text', '"\\ud800"', '(root): '],
  ])('is refused in %s of a manifest, in words that every store takes', (_where, text, path) => {
    const parse = () => parseJsonDocument(manifestSchema, text, 'manifest.json');
    expect(parse).toThrow(`${path}found half of a surrogate pair`);
    try {
      parse();
    } catch (error) {
      expect(String(error).isWellFormed()).toBe(true);
    }
  });

  it('is refused in what DVC wrote', () => {
    const text = 'outs:\n- md5: d41d8cd98f00b204e9800998ecf8427e\n  path: "x\\ud800"\n';
    expect(() => parseDvcFile('data.dvc', text)).toThrow('data.dvc is not valid: outs.0.path: found half of');
  });

  it('is found however deep it lies', () => {
    const deep = `${'['.repeat(100_000)}"\\ud800"${']'.repeat(100_000)}`;
    expect(() => parseJsonDocument(manifestSchema, deep, 'manifest.json')).toThrow('found half of a surrogate pair');
  });

  it('is no matter where both halves are there', async () => {
    const { call } = await platform();
    const { status } = await call(controlRoutes.retireVersion, VERSION, '{"reason":"\\ud83d\\ude00"}');
    expect(status).toBe(200);
  });

  it('is not made by cutting a text within a pair', () => {
    const parse = () =>
      parseJsonDocument(manifestSchema, `{"${'x'.repeat(76)}😀${'y'.repeat(20)}":1}`, 'manifest.json');
    expect(parse).toThrow('is not valid');
    try {
      parse();
    } catch (error) {
      expect(String(error).isWellFormed()).toBe(true);
    }
  });
});

describe('a reason', () => {
  it.each(REASONED)('of %s has 1 to 1,000 characters besides the spaces around them', async (route, path, body) => {
    const { call } = await platform();
    for (const reason of ['', '   ', 'x'.repeat(1_001)]) {
      const answer = await call(route, path, { ...body, reason });
      expect(answer.status).toBe(400);
      expect(answer.body.error.message).toContain('allowed: 1 to 1000 characters besides the spaces around them');
    }
    expect((await call(route, path, { ...body, reason: `  ${'x'.repeat(1_000)}  ` })).status).not.toBe(400);
  });
});

describe('what is told of a refusal', () => {
  it('says that an alias may be expected to name nothing', async () => {
    const { call } = await platform();
    const path = { model: 'bikes', alias: 'shadow' };
    const { status, body } = await call(controlRoutes.moveAlias, path, { version: 1 });
    expect([status, body.error.message]).toEqual([
      400,
      'The body is not valid: expectedVersion: found nothing, allowed: a number, null',
    ]);
  });

  it('says how large a version may be', async () => {
    const { call } = await platform();
    const { body } = await call(controlRoutes.readVersion, { model: 'bikes', version: '9007199254740993' });
    expect(body.error.message).toContain('allowed: a whole number from 1 to 9999999999');
  });
});
