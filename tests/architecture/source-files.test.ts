import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listFiles } from './imports.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const MAXIMUM_LINES = 250;

const sources = listFiles(root).filter((path) => /\.(ts|mjs|py)$/.test(path) && !path.endsWith('.d.ts'));

/** Marks of work that somebody meant to come back to. Put together here, so that this file has none. */
const UNFINISHED = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`);

const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const isUnfinished = (text: string): boolean => UNFINISHED.test(text);
const isTooLong = (text: string): boolean => text.trimEnd().split('\n').length > MAXIMUM_LINES;

describe('source files', () => {
  it(`have at most ${MAXIMUM_LINES} lines`, () => {
    expect(sources.filter((path) => isTooLong(textOf(path)))).toEqual([]);
    expect(isTooLong('x\n'.repeat(MAXIMUM_LINES + 1))).toBe(true);
  });

  it('are finished', () => {
    expect(sources.filter((path) => isUnfinished(textOf(path)))).toEqual([]);
    expect(isUnfinished(`// ${'TO'}${'DO'}: later`)).toBe(true);
  });

  it('skip no test, and run none alone', () => {
    const tests = sources.filter((path) => path.endsWith('.test.ts'));
    expect(tests.filter((path) => /\b(it|test|describe)\.(skip|only|todo|fails)\b/.test(textOf(path)))).toEqual([]);
  });

  it('are named in kebab-case, Python modules in snake_case', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|bench|config))?\.(ts|mjs)$/;
    const snake = /^(__init__|__main__|[a-z0-9_]+)\.py$/;
    const names = sources.map((path) => path.split('/').at(-1) ?? '');
    expect(names.filter((name) => !kebab.test(name) && !snake.test(name))).toEqual([]);
  });
});
