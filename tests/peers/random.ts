/** Seeded numbers, so that every run asks the same questions. Source: xorshift32 of G. Marsaglia (J. Stat. Softw. 8(14), 2003). */
export class Random {
  #state: number;

  /** @param seed not 0 */
  constructor(seed: number) {
    this.#state = seed;
    for (let i = 0; i < 20; i++) this.uniform();
  }

  /** In [0, 1). */
  uniform(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) / 2 ** 32;
  }

  /** Below `end`. */
  integer(end: number): number {
    return Math.floor(this.uniform() * end);
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  list<T>(length: number, draw: (random: Random, index: number) => T): T[] {
    return Array.from({ length }, (_, index) => draw(this, index));
  }
}
