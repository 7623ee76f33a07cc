import { elementsOfShape, type Known } from './dtype.js';
import { isInstance, isList, isTuple, kindOf, type Value } from './symbols.js';

const ARRAYS = /^numpy\._?core\.multiarray\._reconstruct$/;
const MASKED = 'numpy.ma.core._mareconstruct';

/** Whether `BUILD` gives what this call gave the state of an array. */
export const takesArrayState = (callee: string): boolean => ARRAYS.test(callee) || callee === MASKED;

/** How many elements the state of an array gives it. */
export function elementsOfState(state: Value): number | undefined {
  return elementsOfShape(isTuple(state) ? state.items?.[1] : undefined);
}

/**
 * What is wrong with the state of an array; undefined: nothing. numpy holds bytes against the shape, but takes as many
 * objects out of a list as the shape says, whether they are there or not.
 */
export function arrayStateProblem(callee: string, state: Value, known: Known): string | undefined {
  const items = isTuple(state) ? (state.items ?? []) : [];
  const [version, shape, type, , data] = items;
  if (items.length !== (callee === MASKED ? 7 : 5) || typeof version !== 'number') return 'in a form no pickler writes';
  const count = elementsOfShape(shape);
  if (count === undefined) return "whose shape can't be told";
  if (!isInstance(type) || type.dtype === undefined || !known(type) || type.dtype.isSubarray)
    return "whose dtype can't be told";
  if (!type.dtype.objects)
    return ['bytes', 'text'].includes(kindOf(data) ?? '') ? undefined : 'whose data are no bytes';
  if (!isList(data) || !known(data)) return 'whose objects are no list';
  if (data.length === count) return undefined;
  return `of ${count} objects with a list of ${data.length}, so that numpy would read past its end`;
}
