import { Internal } from '../../domain/errors.js';
import type { ColumnKind } from '../../domain/monitoring/column.js';
import type { ColumnValues } from '../../domain/monitoring/record-batch.js';
import type { ColumnType } from '../../domain/signature.js';

/** Bytes that can be read anywhere. */
export interface RangedSource {
  /** Bytes. */
  readonly size: number;
  /** The bytes from `start` up to and without `end`. */
  range(start: number, end: number): Promise<Uint8Array>;
}

/** A column of flat values. */
export interface ParquetColumn {
  readonly name: string;
  /** What its Parquet type is to a model: dates and times are texts. */
  readonly type: ColumnType;
}

export interface ParquetTable {
  readonly rows: number;
  /** In the order of the file; nested columns are left out. */
  readonly columns: readonly ParquetColumn[];
  /**
   * The values of the columns that are asked for, in that order, some rows at a time, in bounded memory. A column that the
   * file lacks is `absent` in every row.
   */
  read(
    wanted: readonly { readonly name: string; readonly kind: ColumnKind }[],
  ): AsyncGenerator<{ readonly rows: number; readonly columns: readonly ColumnValues[] }>;
}

/**
 * Opens a Parquet file.
 * @throws InvalidInput that names `what` for what is no Parquet, or damaged; so does `read`
 */
export async function readParquetColumns(_source: RangedSource, what: string): Promise<ParquetTable> {
  throw new Internal(`Reading ${what} is not built yet`);
}
