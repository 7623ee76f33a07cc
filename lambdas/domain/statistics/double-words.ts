/** Where the high word of a double lies in its two words: at 1, but on a big-endian machine. */
export const HIGH_WORD = new Uint32Array(new Float64Array([1]).buffer)[1] === 0 ? 0 : 1;
export const LOW_WORD = 1 - HIGH_WORD;
