import type { Json } from '../domain/canonical-json.js';
import type { RecordKey } from '../domain/registry/record-key.js';

/** An item of the registry's table as it lies there: nothing of it is parsed, upgraded or left out. */
export interface RawItem extends RecordKey {
  /** Everything but the key. What JSON can't hold stands as DynamoDB's own JSON. */
  readonly attributes: { readonly [name: string]: Json | undefined };
}

/** Bounds of sort keys; they are no part of the range. `before` and `prefix` don't go together. */
export interface ItemRange {
  readonly prefix?: string;
  readonly after?: string;
  readonly before?: string;
}

/** The registry's table, raw, for those who check or restore it. Reads see every write that ended before them. */
export interface RegistryArchive {
  /** Keys of all items, in no order. Reads the whole table. */
  keys(): AsyncIterable<RecordKey>;
  /** The items of a partition in the order of their sort keys: those that start with `prefix`, lie after or before another. */
  items(pk: string, range?: ItemRange): AsyncIterable<RawItem>;
  item(key: RecordKey): Promise<RawItem | undefined>;
  /** Puts an item where none is. Where one is, answers with that one, and writes nothing. */
  restore(item: RawItem): Promise<RawItem | undefined>;
}
