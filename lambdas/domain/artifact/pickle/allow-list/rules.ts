import { whatever } from '../argument-checks.js';
import type { ArgumentCheck, Rule } from '../symbols.js';

/** Names with what a pickle may do with them. */
export type Rules = readonly (readonly [names: readonly string[], rule: Rule])[];

/** May be imported, e.g. as the dtype or the metric of something; never called. */
export const REFERENCE: Rule = {};

/** Instances are made empty, and get their attributes by a state. */
export const STATEFUL: Rule = { make: true, build: true };

export const callable = (call: ArgumentCheck, more: Rule = {}): Rule => ({ call, ...more });

/** What a policy allows may be used in every way. */
export const TRUSTED: Rule = { call: whatever, make: true, build: true };

/** `module.name` of each of the names, which are separated by spaces. */
export const namesOf = (module: string, names: string): readonly string[] =>
  names.split(' ').map((name) => `${module}.${name}`);
