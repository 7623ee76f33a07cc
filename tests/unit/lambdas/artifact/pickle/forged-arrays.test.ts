import { describe, expect, it } from 'vitest';
import { scanPickle } from '../../../../../lambdas/domain/artifact/pickle/scan-pickle.js';
import { FORGED, HONEST } from '../../../../fixtures/pickles/forged-arrays.js';
import * as w from '../../../../fixtures/pickles/pickle-writer.js';

const problemsOf = (opcodes: w.Opcodes): readonly string[] => scanPickle(w.pickleOf(opcodes)).problems;
const expectReason = (problems: readonly string[], reason: readonly string[]): void => {
  const named = problems.filter((problem) => reason.every((part) => problem.includes(part)));
  expect(named, problems.join('\n')).not.toEqual([]);
};
/** Bytes of an array to joblib, and opcodes to whoever loads the file otherwise. */
const asData = (opcodes: w.Opcodes): w.Opcodes =>
  `${w.proto(4)}${w.joblibArray('i1', [opcodes.length], opcodes, { padding: null })}.`;
const asObjects = (opcodes: w.Opcodes): w.Opcodes =>
  `${w.proto(4)}${w.joblibArray('O8', [1], opcodes, { padding: null })}.`;

describe('a pickle that lies about what an array or a class holds is refused with its own reason', () => {
  it.each(FORGED)('$title', ({ opcodes, reason }) => {
    expectReason(problemsOf(opcodes), reason);
  });

  it.each(FORGED)('in the data of an array as well: $title', ({ opcodes, reason }) => {
    expectReason(problemsOf(asData(opcodes)), [...reason, 'to a loader that does not skip array data']);
  });

  it.each(FORGED)('in an array of objects as well: $title', ({ opcodes, reason }) => {
    expectReason(problemsOf(asObjects(opcodes)), reason);
  });
});

it.each(HONEST)('what is true of it is accepted, by itself and in arrays: %s', (_, opcodes) => {
  const pickle = `${w.proto(2)}${opcodes}.`;
  expect([pickle, asData(pickle), asObjects(pickle)].flatMap(problemsOf)).toEqual([]);
});

it('what an array of objects finds in the memo is not taken for what it made itself', () => {
  const { opcodes = '' } = FORGED.find(({ title }) => title.startsWith('a dtype that gets objects')) ?? {};
  const [start = '', rest = ''] = opcodes.split('q\x000');
  expect(problemsOf(`${start}q\x000${asObjects(`${w.proto(2)}${rest}`)}`)).not.toEqual([]);
});
