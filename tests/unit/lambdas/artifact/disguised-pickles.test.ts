import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { HEAD_BYTES, sniffFile } from '../../../../lambdas/domain/artifact/formats/sniff-file.js';
import { startsAsPickle } from '../../../../lambdas/domain/artifact/formats/starts-as-pickle.js';
import { inspectFiles } from '../../../fixtures/inspection.js';

const evil = `cos\nsystem\n(S'echo'\ntR.`;
/** Opcodes of so many bytes that do nothing. */
const harmless = (bytes: number): string => `V${'a'.repeat(bytes - 3)}\n0`;
const deep = `N0\x80\x04cos\n${'path.os.'.repeat(300)}system\n(S'echo'\ntR.`;
/** The header of LZMA with this size of its dictionary. */
const lzma = (dictionary: number): Buffer => {
  const head = Buffer.concat([Buffer.of(0x5d), Buffer.alloc(4), Buffer.alloc(8, 0xff), Buffer.alloc(20)]);
  head.writeUInt32LE(dictionary, 1);
  return head;
};

describe('a pickle under the name of something else is refused, wherever the part ends that is sniffed', () => {
  it.each([
    ['right before its import', harmless(HEAD_BYTES) + evil],
    ['in the line before', harmless(HEAD_BYTES + 100) + evil],
    ['in its number', `I${'0'.repeat(HEAD_BYTES + 100)}1\n0${evil}`],
    ['in the name of its module', harmless(HEAD_BYTES - 2) + evil],
    ['between module and name', harmless(HEAD_BYTES - 4) + evil],
    ['in the name', harmless(HEAD_BYTES - 7) + evil],
    ['in INST', `${harmless(HEAD_BYTES - 12)}(S'echo'\nios\nsystem\n.`],
    ['behind another pickle', `N.${evil}`],
    ['behind those of torch of protocol 0', `L119547037146038801333356L\n.I1001\n.(dp0\n.${evil}(lp0\n.`],
  ])('%s', async (_where, content) => {
    const { problems } = await inspectFiles({ 'weights.dat': Buffer.from(content, 'latin1') });
    expect(problems.join()).toMatch(/weights\.dat: .*os\.system/);
  });

  it('so is a name of more parts than any has', async () => {
    const { problems } = await inspectFiles({ 'weights.dat': Buffer.from(deep, 'latin1') });
    expect(problems.join()).toMatch(/weights\.dat: GLOBAL .*os\.path\.os/);
  });
});

it.each(['cannot be\nread as\n', 'comma, separated\n', 'c1\n2\n'])('a text is no pickle: %j', (text) => {
  expect(startsAsPickle(Buffer.from(text), true)).toBe(false);
  expect(startsAsPickle(Buffer.from(text), false)).toBe(false);
});

it.each([0, 256, 4096, 6144, 2 ** 23])('LZMA with a dictionary of %i bytes is known as such', (size) => {
  expect(sniffFile(lzma(size), true)).toBe('lzma');
});

it("joblib's compression of old is refused", async () => {
  const zfile = Buffer.concat([Buffer.from(`ZF${'0x2a'.padEnd(19)}`), Buffer.from('789c', 'hex')]);
  expect((await inspectFiles({ 'weights.sav': zfile })).problems.join()).toMatch(
    /weights\.sav is an archive .*\(zfile\)/,
  );
});

describe('a pickle that joblib compressed', () => {
  it('is looked through under the name that joblib goes by', async () => {
    expect(
      (await inspectFiles({ 'extra.joblib.gz': gzipSync('N.'), 'extra.pkl.gz': gzipSync('N.') })).problems,
    ).toEqual([]);
    expect((await inspectFiles({ 'extra.joblib.gz': gzipSync(evil) })).problems.join()).toMatch(
      /joblib\.gz: .*os\.system/,
    );
  });

  it('is refused under another name, which says what to do', async () => {
    expect((await inspectFiles({ 'extra.gz': gzipSync('N.') })).problems).toEqual([
      'extra.gz is an archive within the archive (gzip): put its files into model.tar.gz themselves, and name a pickle that joblib compressed as one, e.g. model.joblib.gz',
    ]);
  });
});
