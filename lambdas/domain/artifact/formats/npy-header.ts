/** Where the values of a NumPy array start, and whether they are Python objects: then they are a pickle. */
export interface NpyHeader {
  readonly length: number;
  readonly objects: boolean;
  /** Bytes of the values, where they are no objects. */
  readonly size: number;
}

interface ElementType {
  readonly objects: boolean;
  /** Bytes. */
  readonly size: number;
}

const HEADER =
  /^\{'descr': (?<type>.+), 'fortran_order': (?:True|False), 'shape': \((?<shape>|\d+L?,|\d+L?(?:, \d+L?)+),?\), \} *\n?$/s;
/** As `dtype.str` is: nothing that NumPy would parse as a name, a list or a shape. */
const TYPE = /^[<>|=](O|[biufcmMSUV])(\d{1,9})?(\[\d{0,9}[a-zA-Z]{1,7}\])?$/;
const FIELDS = 1_000;

/**
 * Reads the header of an .npy file, as NumPy writes it: other ways to write the same literal are refused, since what
 * they mean depends on who reads them. Undefined when it is no such header.
 */
export function parseNpyHeader(head: Uint8Array): NpyHeader | undefined {
  const version = head[6] ?? 0;
  if (version < 1 || version > 3) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const start = version === 1 ? 10 : 12;
  if (head.length < start) return undefined;
  const length = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (length > head.length) return undefined;
  const text = Buffer.from(head.subarray(start, length)).toString('latin1');
  const { type: written = '', shape = '' } = HEADER.exec(text)?.groups ?? {};
  const type = new DescriptionReader(written).readAll();
  if (type === undefined) return undefined;
  return { length, objects: type.objects, size: type.size * elementsOf(shape) };
}

const elementsOf = (shape: string): number =>
  [...shape.matchAll(/\d+/g)].reduce((count, [length]) => count * Number(length), 1);

/** Reads `dtype.descr`: a type, or a list of fields, each with a name, a type and perhaps a shape. */
class DescriptionReader {
  #at = 0;
  #fields = 0;

  constructor(readonly text: string) {}

  readAll(): ElementType | undefined {
    const type = this.#type();
    return this.#at === this.text.length ? type : undefined;
  }

  #type(): ElementType | undefined {
    if (!this.#take('[')) return this.#code();
    let [objects, size] = [false, 0];
    do {
      const field = this.#field();
      this.#fields += 1;
      if (field === undefined || this.#fields > FIELDS) return undefined;
      objects ||= field.objects;
      size += field.size;
    } while (this.#take(', '));
    return this.#take(']') ? { objects, size } : undefined;
  }

  #code(): ElementType | undefined {
    const [, code, digits = ''] = TYPE.exec(this.#string() ?? '') ?? [];
    if (code === undefined || (code !== 'O' && digits === '')) return undefined;
    return { objects: code === 'O', size: Number(digits) * (code === 'U' ? 4 : 1) };
  }

  #field(): ElementType | undefined {
    if (!this.#take('(') || !this.#name() || !this.#take(', ')) return undefined;
    const type = this.#type();
    const count = this.#take(', ') ? this.#count() : 1;
    return type !== undefined && count !== undefined && this.#take(')')
      ? { objects: type.objects, size: type.size * count }
      : undefined;
  }

  /** A name, or a title and a name. */
  #name(): boolean {
    if (!this.#take('(')) return this.#string() !== undefined;
    return this.#string() !== undefined && this.#take(', ') && this.#string() !== undefined && this.#take(')');
  }

  #count(): number | undefined {
    const shape = this.#match(/\((\d+L?,|\d+L?(?:, \d+L?)+)\)/y);
    return shape === undefined ? undefined : elementsOf(shape);
  }

  /** Without escapes: they could spell anything. */
  #string(): string | undefined {
    return this.#match(/'[^'\\\n]*'|"[^"\\\n]*"/y)?.slice(1, -1);
  }

  #take(token: string): boolean {
    const found = this.text.startsWith(token, this.#at);
    if (found) this.#at += token.length;
    return found;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }
}
