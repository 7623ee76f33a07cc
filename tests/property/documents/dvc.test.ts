import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDvcFile } from '../../../lambdas/application/documents/dvc.js';
import { findNonFinite } from '../../../lambdas/application/documents/find-non-finite.js';
import { InvalidInput } from '../../../lambdas/domain/errors.js';

const scrap = fc.constantFrom(
  'outs:',
  '\n',
  '- ',
  '  ',
  'md5: ',
  'path: x',
  '&a ',
  '*a',
  '{',
  '}',
  '[',
  ']',
  '!!',
  '"',
  '? ',
  '---',
  'stages:',
  '\t',
);
const garbage = fc.oneof(
  fc.string(),
  fc.array(scrap, { maxLength: 40 }).map((parts) => parts.join('')),
  fc.json(),
);

describe('a DVC file of any content', () => {
  it('is read or is InvalidInput that names the file', () => {
    fc.assert(
      fc.property(garbage, fc.constantFrom('a.dvc', 'dvc.lock'), (text, path) => {
        try {
          expect(parseDvcFile(path, text).every(({ source }) => source === path)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInput);
          expect(String(error)).toContain(path);
        }
      }),
    );
  });
});

describe('a number that JSON lacks', () => {
  it('is found where it stands, and never inside a string', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string({ maxLength: 20 }),
        fc.constantFrom('NaN', 'Infinity', '-Infinity'),
        (note, key, token) => {
          const text = `{"note":${JSON.stringify(`NaN ${note}`)},"metrics":[1,{${JSON.stringify(key)}: ${token}}]}`;
          const path = `metrics.1.${JSON.stringify(key).slice(1, -1)}`;
          expect(findNonFinite(text)).toEqual([{ path, token }]);
        },
      ),
    );
  });
});
