import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allowListOf } from '../../lambdas/domain/artifact/pickle/allow-list.js';
import { ByteInput } from '../../lambdas/domain/artifact/pickle/byte-input.js';
import { Findings } from '../../lambdas/domain/artifact/pickle/findings.js';
import { Machine } from '../../lambdas/domain/artifact/pickle/machine.js';
import { runPickle } from '../../lambdas/domain/artifact/pickle/run-pickle.js';
import { scanPickle } from '../../lambdas/domain/artifact/pickle/scan-pickle.js';
import { BENIGN } from '../fixtures/pickles/benign-pickles.js';
import { DANGEROUS_NAMES, partsOf } from '../fixtures/pickles/dangerous-names.js';
import { ROUTES, TRICKS } from '../fixtures/pickles/malicious-pickles.js';
import { mutate, mutation } from '../fixtures/pickles/mutation.js';
import * as w from '../fixtures/pickles/pickle-writer.js';
import { askPython, makeModels, type PickleAnswer } from './pickle-peer.js';

const CHANGED = 40_000;
const allowList = allowListOf([]);

/** Python 3 writes and looks up Python 2's names in protocols 0 to 2. */
const isAllowed = (full: string): boolean => {
  const { module, name } = partsOf(full);
  return allowList.find(module, name) !== undefined;
};

/** As answer.py hashes the opcodes that pickletools finds. */
function opcodesOf(bytes: Uint8Array): string {
  const hash = createHash('sha256');
  const input = new ByteInput();
  input.feed(bytes);
  input.end();
  const machine = new Machine(new Findings(), { allowList, arrays: false, storages: 'none' });
  const steps = runPickle(machine, input, undefined, (name, position) => hash.update(`${name} ${position}\n`));
  while (steps.next().done !== true);
  return hash.digest('hex');
}

const folder = mkdtempSync(join(tmpdir(), 'pickles-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('pickles that Python makes of models', () => {
  let files: readonly {
    readonly name: string;
    readonly bytes: Uint8Array;
    readonly answer: PickleAnswer | undefined;
  }[] = [];
  beforeAll(async () => {
    const models = mkdtempSync(join(folder, 'models-'));
    // Fewer would mean that scikit-learn changed, and that most was left out.
    expect(await makeModels(models)).toBeGreaterThan(150);
    const names = readdirSync(models).sort();
    const answers = await askPython(names.map((name) => join(models, name)));
    files = names.map((name, at) => {
      const bytes = readFileSync(join(models, name));
      return { name, bytes: bytes[0] === 0x78 ? inflateSync(bytes) : bytes, answer: answers[at] };
    });
  });

  it('are accepted, of all protocols, by pickle and joblib', () => {
    expect(files.length).toBeGreaterThan(900);
    const refused = files.flatMap(({ name, bytes }) =>
      scanPickle(bytes).problems.map((problem) => `${name}: ${problem}`),
    );
    expect(refused.join('\n')).toBe('');
  });

  it('are taken apart as pickletools does, opcode by opcode', () => {
    const plain = files.filter(({ name }) => name.endsWith('.pkl'));
    const different = plain.filter(({ bytes, answer }) => opcodesOf(bytes) !== answer?.opcodes);
    expect(different.map(({ name }) => name)).toEqual([]);
  });

  it('are harmless to picklescan as well', () => {
    const flagged = files.filter(({ answer }) => answer?.flagged.length !== 0);
    expect(flagged.map(({ name, answer }) => `${name}: ${answer?.flagged.join()}`)).toEqual([]);
  });

  it('are refused when they are changed so that Python asks for any other name', async () => {
    const small = files.filter(({ bytes }) => bytes.length < 3_000).map(({ bytes }) => Uint8Array.from(bytes));
    await expectNoFalseAccepts([...small, ...BENIGN.map(({ opcodes }) => w.pickleOf(opcodes))]);
  });
});

describe('malicious pickles', () => {
  const corpus = [
    ...[...ROUTES, ...TRICKS].map(({ opcodes, options }) => ({ opcodes, options })),
    ...DANGEROUS_NAMES.map(partsOf).flatMap(({ module, name }) => [
      { opcodes: `${w.call(w.global(module, name), w.text('x'))}.`, options: {} },
      { opcodes: `${w.proto(4)}${w.call(w.stackGlobal(module, name), w.text('x'))}.`, options: {} },
    ]),
  ];

  it('are refused wherever picklescan calls them dangerous', async () => {
    const answers = await askPython(corpus.map(({ opcodes }, at) => write(`${at}.pkl`, w.pickleOf(opcodes))));
    const dangerous = corpus.filter((_, at) => answers[at]?.flagged.length !== 0);
    expect(dangerous.length).toBeGreaterThan(corpus.length / 3);
    const accepted = corpus.filter(
      ({ opcodes, options }) => scanPickle(w.pickleOf(opcodes), options).problemCount === 0,
    );
    expect(accepted).toEqual([]);
  });

  it('are refused when they are changed, as long as Python asks for a name that is not allowed', async () => {
    await expectNoFalseAccepts(corpus.map(({ opcodes }) => w.pickleOf(opcodes)));
  });
});

/** Changes pickles at random; of those that are accepted, Python's unpicklers ask for allowed names only. */
async function expectNoFalseAccepts(seeds: readonly Uint8Array[]): Promise<void> {
  const input = fc.tuple(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 3 }));
  const changed = fc.sample(input, CHANGED / 2).map(([seed, mutations]) => mutations.reduce(mutate, seed));
  const packed = changed.flatMap((bytes) => [Buffer.from(Uint32Array.of(bytes.length).buffer), bytes]);
  const answers = await askPython([write('changed.packed', Buffer.concat(packed))]);
  expect(answers).toHaveLength(changed.length);
  const foreign = answers.map(({ imports }) => imports.filter((full) => !isAllowed(full)));
  expect(foreign.filter((names) => names.length > 0).length).toBeGreaterThan(CHANGED / 100);
  const accepted = changed.flatMap((bytes, at) =>
    (foreign[at]?.length ?? 0) > 0 && scanPickle(bytes).problemCount === 0
      ? [`${foreign[at]?.join()}: ${Buffer.from(bytes).toString('base64')}`]
      : [],
  );
  expect(accepted).toEqual([]);
}
