import { dataTypeOf } from './dtype.js';
import { type ArgumentCheck, isGlobal, isInstance, isTuple, type Kind, kindOf, nameOf, type Value } from './symbols.js';

/** Whether a value is as an argument has to be; `undefined`: there is none. */
type Expectation = (value: Value | undefined) => boolean;

/** Takes what each argument has to be, and says which one isn't. What is left out stands for no argument. */
export const takes =
  (...expected: readonly Expectation[]): ArgumentCheck =>
  (values) => {
    if (values.length > expected.length) return `${values.length} arguments, expected ${expected.length} at most`;
    const wrong = expected.findIndex((fits, at) => !fits(values[at]));
    return wrong < 0 ? undefined : `its argument ${wrong + 1} is none that a pickler writes`;
  };

export const of =
  (...kinds: readonly Kind[]): Expectation =>
  (value) =>
    kinds.some((kind) => kind === kindOf(value));

export const optional =
  (fits: Expectation): Expectation =>
  (value) =>
    value === undefined || fits(value);

/** One of these names. */
export const named =
  (...names: readonly string[]): Expectation =>
  (value) =>
    isGlobal(value) && value.rule !== undefined && names.includes(nameOf(value));

/** A class of which instances may be made. */
export const makeable: Expectation = (value) => isGlobal(value) && value.rule?.make === true;

export const oneOf =
  (...values: readonly Value[]): Expectation =>
  (value) =>
    value !== undefined && values.includes(value);

export const either =
  (...alternatives: readonly Expectation[]): Expectation =>
  (value) =>
    alternatives.some((fits) => fits(value));

export const anything: Expectation = () => true;

/** The shape of an array that its state fills. */
export const emptyShape: Expectation = (value) => isTuple(value) && value.items?.length === 1 && value.items[0] === 0;

/** A dtype as numpy writes it: no text that numpy would parse. */
export const typeCode: Expectation = (value) => dataTypeOf(value) !== undefined;

/** A dtype without objects in it. */
export const plainType: Expectation = (value) => isInstance(value) && value.dtype?.objects === false;

export const nothing: ArgumentCheck = takes();
export const whatever: ArgumentCheck = () => undefined;
