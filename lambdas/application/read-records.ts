import type { ReadingTally } from '../domain/datasets/reading.js';
import { InvalidInput, NotFound } from '../domain/errors.js';
import { type Line, readLines } from './read-lines.js';

/**
 * What `parse` makes of each line of an object. Lines that it refuses with InvalidInput are counted and skipped, a damaged
 * end is counted, and so is an object that was deleted since it was listed: what cannot be read never fails the reading.
 */
export async function* readRecords<T>(
  key: string,
  open: () => Promise<AsyncIterable<Uint8Array>>,
  tally: ReadingTally,
  parse: (line: string) => T,
): AsyncGenerator<T> {
  tally.count('objects');
  for await (const line of linesOf(open)) {
    if (line.kind === 'damaged') {
      tally.count('damagedObjects', `${key}: ${line.reason}`);
      continue;
    }
    tally.count('lines');
    let record: T;
    try {
      if (line.kind === 'too-long') throw new InvalidInput('the line is longer than any record');
      record = parse(line.text);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      tally.count('corruptLines', `${key}, line ${line.number}: ${error.message}`);
      continue;
    }
    yield record;
  }
}

async function* linesOf(open: () => Promise<AsyncIterable<Uint8Array>>): AsyncGenerator<Line> {
  try {
    yield* readLines(await open());
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    yield { kind: 'damaged', reason: 'it was deleted after it was listed' };
  }
}
