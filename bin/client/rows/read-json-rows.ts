import { type LineBytes, LineSplitter, MAX_LINE_BYTES } from '../../../lambdas/application/line-splitter.js';
import { CommandError } from '../errors.js';
import { CellBuilder } from './cell-builder.js';
import type { LocalRows } from './local-rows.js';
import type { Choice, ReadRows, TableOptions } from './read-rows.js';

/** Reads columns of JSON lines: an object a row, a field a column; a field that is not there is a missing value. */
export async function readJsonRows(file: LocalRows, { na, trim }: TableOptions, choice: Choice): Promise<ReadRows> {
  const known = new Map<string, CellBuilder | undefined>();
  let rows = 0;
  let line = 0;
  for await (const text of lines(file)) {
    line++;
    if (text.trim() === '') continue;
    const object = parsed(text, `${file.path}, line ${line}`);
    for (const name of Object.keys(object)) {
      let builder = known.get(name);
      if (builder === undefined && !known.has(name)) {
        const wanted = choice.of(name);
        builder = wanted === undefined ? undefined : new CellBuilder(wanted, na ?? [], trim ?? false);
        known.set(name, builder);
      }
      builder?.add(rows, object[name]);
    }
    rows++;
  }
  const names = [...known.keys()];
  choice.check(names);
  const columns = new Map(
    [...known].flatMap(([name, builder]) => (builder === undefined ? [] : [[name, builder.column(rows)]])),
  );
  return { rows, names, columns, typed: true, notes: [] };
}

function parsed(text: string, place: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`${place} is not JSON: expected an object a line`, { cause });
  }
  if (isObject(value)) return value;
  throw new CommandError(`${place}: got ${Array.isArray(value) ? 'a list' : 'one value'}, expected an object a line`);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

async function* lines(file: LocalRows): AsyncGenerator<string> {
  const splitter = new LineSplitter();
  for await (const piece of file.content()) {
    splitter.give(piece);
    for (let line = splitter.next(); line !== null; line = splitter.next()) yield textOf(line, file);
  }
  const last = splitter.last();
  if (last !== null) yield textOf(last, file);
}

function textOf({ number, bytes, start, end }: LineBytes, { path }: LocalRows): string {
  if (bytes !== null) return bytes.toString('utf8', start, end);
  throw new CommandError(`${path}, line ${number} is longer than ${MAX_LINE_BYTES} bytes: expected an object a line`);
}
