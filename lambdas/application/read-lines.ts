import { InvalidInput } from '../domain/errors.js';
import { type LineBytes, LineSplitter } from './line-splitter.js';
import { readBytes } from './read-bytes.js';

/** A line of a text object, numbered from 1, or why there is none. */
export type Line =
  | { readonly kind: 'line'; readonly number: number; readonly text: string }
  /** Longer than the limit; its content was not kept. */
  | { readonly kind: 'too-long'; readonly number: number }
  /** The object ends in the middle of its compression, or is damaged there; lines before it were given. */
  | { readonly kind: 'damaged'; readonly reason: string };

/**
 * The lines of an object that are not blank, in bounded memory: of gzip or of plain text.
 * @throws DependencyUnavailable when the source fails on the way
 */
export async function* readLines(source: AsyncIterable<Uint8Array>, limit?: number): AsyncGenerator<Line> {
  const lines = new LineSplitter(limit);
  let damage: InvalidInput | undefined;
  try {
    for await (const chunk of readBytes(source)) {
      lines.give(chunk);
      for (let line = lines.next(); line !== null; line = lines.next()) yield* known(line);
    }
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    damage = error;
  }
  const last = lines.last();
  if (last !== null) yield* known(last);
  if (damage !== undefined) yield { kind: 'damaged', reason: damage.message };
}

function* known({ number, bytes, start, end }: LineBytes): Generator<Line> {
  if (bytes === null) yield { kind: 'too-long', number };
  else {
    const text = bytes.toString('utf8', start, end).trim();
    if (text !== '') yield { kind: 'line', number, text };
  }
}
