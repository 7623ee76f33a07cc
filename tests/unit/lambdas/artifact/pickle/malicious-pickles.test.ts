import { describe, expect, it } from 'vitest';
import { scanPickle, scanPickleStream } from '../../../../../lambdas/domain/artifact/pickle/scan-pickle.js';
import { DANGEROUS_NAMES, partsOf } from '../../../../fixtures/pickles/dangerous-names.js';
import { ROUTES, TRICKS } from '../../../../fixtures/pickles/malicious-pickles.js';
import * as w from '../../../../fixtures/pickles/pickle-writer.js';

const ALL = [...ROUTES, ...TRICKS];

describe('a malicious pickle is refused with its own reason', () => {
  it.each(ALL)('$title', ({ opcodes, reason, options }) => {
    const { problems, problemCount } = scanPickle(w.pickleOf(opcodes), options);
    expect(problemCount).toBeGreaterThan(0);
    const named = problems.filter((problem) => reason.every((part) => problem.includes(part)));
    expect(named, problems.join('\n')).not.toEqual([]);
  });

  it.each(ALL)('byte by byte as well: $title', async ({ opcodes, options }) => {
    const bytes = w.pickleOf(opcodes);
    const single = async function* () {
      for (const byte of bytes) yield Uint8Array.of(byte);
    };
    const { problems } = await scanPickleStream(single(), options);
    expect(problems).toEqual(scanPickle(bytes, options).problems);
  });
});

describe('a name that runs, opens or loads things is refused by every route', () => {
  const routes: readonly (readonly [opcode: string, make: (module: string, name: string) => w.Opcodes])[] = [
    ['GLOBAL', (module, name) => `${w.call(w.global(module, name), w.text('x'))}.`],
    ['STACK_GLOBAL', (module, name) => `${w.proto(4)}${w.call(w.stackGlobal(module, name), w.text('x'))}.`],
    ['INST', (module, name) => `${w.inst(module, name, w.text('x'))}.`],
    ['REDUCE', (module, name) => `${w.call(w.global(module, name))}.`],
    ['OBJ', (module, name) => `${w.obj(w.global(module, name))}.`],
    ['NEWOBJ', (module, name) => `${w.proto(2)}${w.global(module, name)})\x81.`],
  ];

  it.each(DANGEROUS_NAMES)('%s', (full) => {
    const { module, name } = partsOf(full);
    for (const [opcode, make] of routes) {
      const { problems } = scanPickle(w.pickleOf(make(module, name)));
      expect(problems.some((problem) => problem.startsWith(`${opcode} at byte`) && problem.includes(full))).toBe(true);
    }
  });
});
