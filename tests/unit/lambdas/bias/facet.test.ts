import { describe, expect, it } from 'vitest';
import { facetText, isDisadvantaged, parseFacet } from '../../../../lambdas/domain/bias/facet.js';

describe('a facet', () => {
  it.each([
    ['sex=Female', { column: 'sex', value: 'Female' }],
    ['age>40', { column: 'age', above: 40 }],
    ['age>-1.5', { column: 'age', above: -1.5 }],
    ['income=>50K', { column: 'income', value: '>50K' }],
    ['a=b=c', { column: 'a=b', value: 'c' }],
    ['sex=', { column: 'sex', value: '' }],
  ])('is read from %s and written the same', (text, facet) => {
    expect(parseFacet(text, ['sex', 'age', 'income', 'a', 'a=b'])).toEqual(facet);
    expect(facetText(parseFacet(text, ['sex', 'age', 'income', 'a', 'a=b']))).toBe(text);
  });

  it.each([
    ['gender=Female', 'expected COLUMN=VALUE or COLUMN>NUMBER, where COLUMN is one of sex, age'],
    ['sex', 'expected COLUMN=VALUE or COLUMN>NUMBER'],
    ['age>old', 'expected a number after ">"'],
    ['age>', 'expected a number after ">"'],
  ])('is refused as %s', (text, message) => {
    expect(() => parseFacet(text, ['sex', 'age'])).toThrow(message);
  });

  it('of a value holds the rows with it, in any spelling of a number, and none without a value', () => {
    const named = isDisadvantaged({ column: 'sex', value: 'Female' });
    expect(['Female', 'Male', 'female', ''].map(named)).toEqual([true, false, false, false]);
    const numbered = isDisadvantaged({ column: 'children', value: '1' });
    expect(['1', '1.0', '10', ''].map(numbered)).toEqual([true, true, false, false]);
    expect(isDisadvantaged({ column: 'sex', value: '' })('')).toBe(false);
  });

  it('of a threshold holds the rows above it, and none without a value', () => {
    const old = isDisadvantaged({ column: 'age', above: 40 });
    expect(['40', '40.5', '1e3', '', '-5'].map(old)).toEqual([false, true, true, false, false]);
    expect(() => old('forty')).toThrow('column "age" has the value "forty": expected numbers');
  });
});
