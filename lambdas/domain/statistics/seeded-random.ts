/** Numbers in [0, 1), 32 bits each. */
export type Random = () => number;

/** Mulberry32 (Tommy Ettinger): the same numbers for the same seed. Not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Fills positions below a bound: `floor(random() × below)` of the same seed's numbers, but without a call for each, which
 * takes less than half of the time.
 */
export function seededPositions(seed: number): (positions: Uint32Array, below: number) => void {
  let state = seed | 0;
  return (positions, below) => {
    const scale = below / 2 ** 32;
    let current = state;
    for (let at = 0; at < positions.length; at += 1) {
      current = (current + 0x6d2b79f5) | 0;
      let mixed = Math.imul(current ^ (current >>> 15), current | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      positions[at] = ((mixed ^ (mixed >>> 14)) >>> 0) * scale;
    }
    state = current;
  };
}
