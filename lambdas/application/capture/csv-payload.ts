import { InvalidInput } from '../../domain/errors.js';
import type { BatchBuilder } from './batch-builder.js';
import { CSV_FAULTS, CsvFields } from './csv-fields.js';
import type { PayloadRows } from './payload.js';

const BYTE_ORDER_MARK = '\ufeff';

/** A payload of CSV without a header. Its records are read twice, to count and to take them, so that none is kept. */
export class CsvPayload implements PayloadRows {
  private position: number;
  private readonly record = new CsvFields();
  /** Of the next prediction, where one record holds those of all rows. */
  private field = 0;

  private constructor(
    private readonly text: string,
    readonly rows: number,
    private readonly isOneRecord: boolean,
  ) {
    this.position = startOf(text);
  }

  static ofInput(text: string, names: readonly string[]): CsvPayload {
    const { rows } = measure(text, names.length);
    return new CsvPayload(text, rows, false);
  }

  /** Some containers write the predictions of all rows in one record. */
  static ofOutput(text: string, rows: number): CsvPayload {
    const measured = measure(text, null);
    const isOneRecord = measured.rows === 1 && rows > 1 && measured.lastWidth === rows;
    return new CsvPayload(text, isOneRecord ? rows : measured.rows, isOneRecord);
  }

  setColumns(batch: BatchBuilder): void {
    const { columns, rows } = batch;
    const { record } = this;
    this.next();
    for (let index = 0; index < columns.length; index++) {
      columns[index]?.setText(rows, record.fields[index] ?? '');
    }
  }

  setPrediction(batch: BatchBuilder): void {
    const { record } = this;
    if (!this.isOneRecord || this.field === 0) this.next();
    const { fields, count } = record;
    if (!this.isOneRecord)
      batch.setPredictionText(count > 0 ? fields[0] : undefined, count > 1 ? fields[1] : undefined);
    else batch.setPredictionText(fields[this.field++], undefined);
  }

  /** Behind the last record there are no fields. */
  private next(): void {
    const { text, record } = this;
    do {
      if (this.position >= text.length) {
        record.count = 0;
        return;
      }
      record.read(text, this.position);
      this.position = record.end;
    } while (record.count === 0);
  }
}

const startOf = (text: string): number => (text.startsWith(BYTE_ORDER_MARK) ? 1 : 0);

function measure(text: string, width: number | null): { readonly rows: number; readonly lastWidth: number } {
  const record = new CsvFields();
  let rows = 0;
  let lastWidth = 0;
  for (let position = startOf(text); position < text.length; position = record.end) {
    const fault = record.read(text, position);
    if (fault !== null) throw new InvalidInput(`the payload is not CSV: ${CSV_FAULTS[fault]}, in row ${rows + 1}`);
    if (record.count === 0) continue;
    rows += 1;
    lastWidth = record.count;
    if (width !== null && record.count !== width) throw otherWidth(rows, record.count, width);
  }
  return { rows, lastWidth };
}

export const otherWidth = (row: number, got: number, expected: number): InvalidInput =>
  new InvalidInput(
    `row ${row} of the payload has ${got} values without names, the model ${expected} columns: they can't be told apart`,
  );
