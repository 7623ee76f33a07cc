import { InvalidInput } from '../../domain/errors.js';

/** What the compressed files and the zips of one artifact may expand to in all, however many they are. */
export class ExpansionBudget {
  #left: number;

  /** Bytes. */
  constructor(readonly most: number) {
    this.#left = most;
  }

  /** @throws InvalidInput when that is more than is left */
  take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) {
      throw new InvalidInput(`what is compressed within the archive expands to more than ${this.most} bytes in all`);
    }
  }
}
