/** Texts that a dictionary takes before the next batch gets a new one, and their UTF-16 units. */
const MAX_TEXTS = 16_384;
const MAX_UNITS = 4 * 1024 * 1024;
/** V8 cuts longer texts out of their source by reference. */
const LONGEST_COPIED = 12;

/** The different texts of a categorical column, by code. Batches share it until it is full. */
export class TextDictionary {
  readonly texts: string[] = [];
  private readonly codes = new Map<string, number>();
  private units = 0;

  get isFull(): boolean {
    return this.texts.length >= MAX_TEXTS || this.units >= MAX_UNITS;
  }

  codeOf(text: string): number {
    return this.codes.get(text) ?? this.add(text);
  }

  /** Half of a surrogate pair is replaced: no store takes it. */
  private add(text: string): number {
    const whole = text.toWellFormed();
    if (whole !== text) return this.codeOf(whole);
    // A copy, so that a text does not hold the line that it stands in.
    const own = text.length > LONGEST_COPIED ? Buffer.from(text).toString() : text;
    const code = this.texts.push(own) - 1;
    this.codes.set(own, code);
    this.units += own.length;
    return code;
  }
}
