import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import * as z from 'zod';
import { projectRoot } from '../../local/environment/project-root.js';
import { preparePythonEnvironment } from '../../local/environment/python-environment.js';

/** A question to another library: what is asked, with the numbers it is asked of. */
export type Question = { readonly kind: string } & Readonly<Record<string, unknown>>;

export type Answer = Readonly<Record<string, number | readonly number[]>>;

/** A number that JSON does not have is a string. */
const numberSchema = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const answersSchema = z.array(z.record(z.string(), z.union([numberSchema, z.array(numberSchema)])));

/** Peers whose pins name all that the questions need; servers, boosted trees and the like are left out of their environment. */
const ONLY_PINNED = new Set(['evidently', 'nannyml']);

/**
 * Asks the libraries of `tests/peers/<peer>`, pinned in a virtual environment of their own under `.local/peers` that is
 * made on first use. One process answers all questions, in their order.
 */
export async function askPeer(peer: string, questions: readonly Question[]): Promise<Answer[]> {
  const folder = join(import.meta.dirname, peer);
  const { python } = await preparePythonEnvironment({
    folder: join(projectRoot(), '.local/peers', peer),
    requirements: [join(folder, 'requirements.txt')],
    onlyPinned: ONLY_PINNED.has(peer),
    log: (line) => console.log(line),
  });
  const output = execFileSync(python, [join(folder, 'answer.py')], {
    input: JSON.stringify(questions),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  const answers = answersSchema.parse(JSON.parse(output));
  expect(answers).toHaveLength(questions.length);
  return answers;
}

/** Absolute or relative, whichever is larger. */
const NUMBER_TOLERANCE = 1e-9;
/** Relative; what is smaller than any double that keeps its digits counts as 0. */
const P_VALUE_TOLERANCE = 1e-6;
const VANISHING = 1e-290;

function agrees(name: string, ours: number, theirs: number): boolean {
  if (Object.is(ours, theirs) || ours === theirs) return true;
  if (!name.endsWith('pValue')) return Math.abs(ours - theirs) <= NUMBER_TOLERANCE * Math.max(1, Math.abs(theirs));
  return Math.abs(ours - theirs) <= P_VALUE_TOLERANCE * theirs + VANISHING;
}

/** Every number of theirs is there in ours and agrees with it; a name that ends in `pValue` is held relatively. */
export function expectAgreement(ours: Answer, theirs: Answer | undefined): void {
  expect(Object.keys(ours).sort()).toEqual(Object.keys(theirs ?? {}).sort());
  const listed = (value: Answer[string] | undefined): readonly number[] => [value ?? []].flat();
  const differences = Object.keys(ours).flatMap((name) => {
    const [mine, other] = [listed(ours[name]), listed(theirs?.[name])];
    if (mine.length !== other.length) return [`${name}: ${mine.length} numbers, expected ${other.length}`];
    return mine.flatMap((value, at) => {
      const expected = other[at] ?? Number.NaN;
      return agrees(name, value, expected) ? [] : [`${name}[${at}]: got ${value}, expected ${expected}`];
    });
  });
  expect(differences.join('\n')).toBe('');
}
