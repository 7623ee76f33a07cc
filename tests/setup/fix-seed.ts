import fc from 'fast-check';

/** What CI runs with, so that a property fails by a change and never by chance. */
const DEFAULT_SEED = 20260101;

const given = process.env.FC_SEED ?? String(DEFAULT_SEED);
const seed = given === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(given);
if (!Number.isInteger(seed)) throw new Error(`FC_SEED is "${given}": expected an integer, or "random"`);

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
