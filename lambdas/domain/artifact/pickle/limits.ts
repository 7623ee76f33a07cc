/** Bytes of a text that are kept; names of modules are shorter. */
export const KEPT_TEXT = 128;
/** Items of a tuple that are kept: what is called has few arguments. */
export const KEPT_ITEMS = 16;
/** Pairs of a dictionary that are kept: what states and dtypes have of them. */
export const KEPT_PAIRS = 64;
/** Values kept in tuples and dictionaries, in all; about 100 MB. */
export const KEPT_VALUES = 4_000_000;
/** Entries of the memo: a vocabulary has one for each word. */
export const MEMO_ENTRIES = 10_000_000;
export const STACK_VALUES = 2_000_000;
export const MARKS = 100_000;
/** Bytes of one line of the text opcodes that is looked at. */
export const LINE_BYTES = 65_536;
/** Second readings of a stream that are followed at once. */
export const READINGS = 256;
export const REPORTED_PROBLEMS = 50;
export const REPORTED_NAMES = 1_000;
/** References to a torch archive's storages. */
export const STORAGES = 200_000;
