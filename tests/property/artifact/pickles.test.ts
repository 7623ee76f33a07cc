import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanPickle, scanPickleStream } from '../../../lambdas/domain/artifact/pickle/scan-pickle.js';
import { BENIGN } from '../../fixtures/pickles/benign-pickles.js';
import { DANGEROUS_NAMES, partsOf } from '../../fixtures/pickles/dangerous-names.js';
import { ROUTES } from '../../fixtures/pickles/malicious-pickles.js';
import { mutate, mutation } from '../../fixtures/pickles/mutation.js';
import * as w from '../../fixtures/pickles/pickle-writer.js';

const RANDOM = 8_000;
const MUTATED = 8_000;
const MALICIOUS = 24_000;

const seeds = [...BENIGN, ...ROUTES].map(({ opcodes }) => w.pickleOf(opcodes));

/** Opcodes that Python runs without an error or a trace: what they push, they take away. */
const harmless = fc.constantFrom(
  ...[
    '',
    'N0',
    '(1',
    '(N1',
    '(0',
    'K\x010',
    ']0',
    '}0',
    ')0',
    'I01\n0',
    'F1.5\n0',
    "S'os'\n0",
    'Vsystem\n0',
    '\x80\x00',
    '\x80\x02',
    '\x80\x04',
  ],
  ...[
    'N200',
    `${w.text('collections')}0`,
    `${w.binUnicode('x'.repeat(300))}0`,
    `${w.bytes('cos\nsystem\n')}0`,
    'N\x85\x850',
    '](NNe0',
    '}(NNu0',
  ],
  ...[
    `${w.global('collections', 'OrderedDict')}0`,
    `${w.call(w.global('collections', 'OrderedDict'))}0`,
    `${w.stackGlobal('numpy', 'ndarray')}0`,
  ],
);

/** The name on the stack, by one of the ways to get it there; `index` numbers of the memo are free from there. */
const importing: readonly ((module: string, name: string, index: number, between: string) => w.Opcodes)[] = [
  (module, name) => w.global(module, name),
  (module, name, _, between) => w.text(module) + between + w.text(name) + between + w.STACK_GLOBAL,
  (module, name) => `${w.binUnicode(module)}V${name}\n${w.STACK_GLOBAL}`,
  (module, name, index, between) =>
    `${w.text(module)}${w.put(index)}0${between}${w.text(name)}${w.put(index + 1)}0${w.get(index)}${between}${w.get(index + 1)}${w.STACK_GLOBAL}`,
  (module, name, index) =>
    `${w.text('collections')}${w.put(index)}0${w.text(module)}${w.put(index)}0${w.get(index)}${w.text(name)}${w.STACK_GLOBAL}`,
  (module, name, index, between) => `${w.global(module, name)}${w.put(index)}0${between}${w.get(index)}`,
  (module, name) => `${w.global(module, name)}20`,
];

const calling: readonly ((callee: w.Opcodes, between: string) => w.Opcodes)[] = [
  (callee, between) => `${callee}${between}(${between}${w.text('x')}${between}t${between}R`,
  (callee, between) => `${callee}${w.text('x')}\x85${between}R`,
  (callee, between) => `(${callee}${between}${w.text('x')}o`,
  (callee, between) => `${callee})${between}\x81`,
  (callee) => `${callee})}\x92`,
  (callee) => callee,
];

/** Where the call stands: alone, in a container, among what a model has, behind a pickle, before what breaks. */
const places: readonly ((call: w.Opcodes) => w.Opcodes)[] = [
  (call) => `${call}.`,
  (call) => `](${call}e.`,
  (call) => `}${w.text('key')}${call}s.`,
  (call) => `${call}${call}\x86.`,
  (call) => `N.${w.proto(4)}${call}.`,
  (call) => `${call}\x00`,
  (call) => call,
  (call) => `${w.proto(4)}${w.frame(`${call}.`)}`,
  (call) => `${w.global('sklearn.svm._classes', 'SVC')})\x81}(${w.text('C')}${call}ub.`,
  (call) => `${w.joblibArray('f8', [1], 'c'.repeat(8))}0${call}.`,
  (call) => `${w.joblibArray('O8', [1], `${w.proto(4)}${call}.`, { padding: null })}.`,
];

const malicious = fc
  .record({
    name: fc.constantFrom(...DANGEROUS_NAMES),
    importing: fc.constantFrom(...importing),
    calling: fc.constantFrom(...calling),
    place: fc.constantFrom(...places),
    index: fc.integer({ min: 20, max: 250 }),
    pieces: fc.array(harmless, { minLength: 2, maxLength: 6 }),
    tail: fc.uint8Array({ maxLength: 20 }),
  })
  .map(({ name, importing: take, calling: use, place, index, pieces, tail }) => {
    const { module, name: last } = partsOf(name);
    const [before = '', between = '', ...more] = pieces;
    const call = before + use(take(module, last, index, between), between) + more.join('');
    return { name, bytes: Uint8Array.from([...w.pickleOf(place(call)), ...tail]) };
  });

describe('a scan of pickles, whatever the bytes', () => {
  it('ends with problems or without, and throws nothing, at random bytes', () => {
    const start = fc.constantFrom('', '\x80\x02', '\x80\x04', '\x80\x04\x95', 'c', '(', w.TORCH_MAGIC);
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 200 }), (opcodes, bytes) => {
        const all = Uint8Array.from([...w.pickleOf(opcodes), ...bytes]);
        expect(scanPickle(all).opcodes).toBeLessThanOrEqual(2 * all.length);
      }),
      { numRuns: RANDOM },
    );
  });

  it('ends the same, whole or in pieces, at changed pickles', async () => {
    const input = fc.tuple(
      fc.constantFrom(...seeds),
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 64 }),
    );
    await fc.assert(
      fc.asyncProperty(input, async ([seed, mutations, size]) => {
        const bytes = mutations.reduce(mutate, seed);
        const pieces = async function* () {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        };
        const { bytes: read, ...whole } = scanPickle(bytes);
        const { bytes: readInPieces, ...inPieces } = await scanPickleStream(pieces());
        expect(inPieces).toEqual(whole);
        expect(Math.max(read, readInPieces)).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: MUTATED },
    );
  });

  it('accepts no pickle that Python would let import a dangerous name, however it is dressed', () => {
    fc.assert(
      fc.property(malicious, ({ name, bytes }) => {
        const { problems } = scanPickle(bytes);
        expect(problems.filter((problem) => problem.includes(name))).not.toEqual([]);
      }),
      { numRuns: MALICIOUS },
    );
  });
});
