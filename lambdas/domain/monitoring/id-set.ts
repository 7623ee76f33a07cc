/** Most slots that are filled before there are twice as many. */
const FULLEST = 0.7;
const FIRST_SLOTS = 1024;

/** A set of hashes of 64 bits in open addressing: about 12 bytes an id, and none of it an object. */
export class IdSet {
  private slots: number;
  private words: Uint32Array;
  private hasZero = false;
  private filled = 0;

  /** @param expected ids to come, so that nothing is moved on the way */
  constructor(expected = 0) {
    this.slots = FIRST_SLOTS;
    while (this.slots * FULLEST < expected) this.slots *= 2;
    this.words = new Uint32Array(2 * this.slots);
  }

  get size(): number {
    return this.filled + Number(this.hasZero);
  }

  has(high: number, low: number): boolean {
    if (high === 0 && low === 0) return this.hasZero;
    const at = this.find(high, low);
    return this.words[at] !== 0 || this.words[at + 1] !== 0;
  }

  /** Whether it was not there before. */
  add(high: number, low: number): boolean {
    if (high === 0 && low === 0) {
      const isNew = !this.hasZero;
      this.hasZero = true;
      return isNew;
    }
    const at = this.find(high, low);
    if (this.words[at] !== 0 || this.words[at + 1] !== 0) return false;
    this.words[at] = high;
    this.words[at + 1] = low;
    this.filled += 1;
    if (this.filled > this.slots * FULLEST) this.grow();
    return true;
  }

  clear(): void {
    this.words.fill(0);
    this.hasZero = false;
    this.filled = 0;
  }

  /** Where the id is, or the empty place where it would be. */
  private find(high: number, low: number): number {
    const { words, slots } = this;
    // The ids are hashes already: their low bits choose as well as any.
    let slot = (low ^ (high >>> 7)) & (slots - 1);
    for (;;) {
      const at = 2 * slot;
      const [foundHigh, foundLow] = [words[at], words[at + 1]];
      if ((foundHigh === 0 && foundLow === 0) || (foundHigh === high && foundLow === low)) return at;
      slot = (slot + 1) & (slots - 1);
    }
  }

  private grow(): void {
    const before = this.words;
    this.slots *= 2;
    this.words = new Uint32Array(2 * this.slots);
    for (let at = 0; at < before.length; at += 2) {
      const [high, low] = [before[at] as number, before[at + 1] as number];
      if (high === 0 && low === 0) continue;
      const place = this.find(high, low);
      this.words[place] = high;
      this.words[place + 1] = low;
    }
  }
}
