import { isUtf8 } from 'node:buffer';
import { InvalidInput } from '../../domain/errors.js';
import type { BatchBuilder } from './batch-builder.js';
import type { CaptureObject, CaptureSchema } from './capture-object.js';
import { CSV_FAULTS, CsvFields } from './csv-fields.js';
import { type NamedColumns, namedColumns } from './named-columns.js';
import type { RecordLineReader } from './read-record-lines.js';
import { identityOf } from './record-identity.js';
import { UnreadableObject } from './unreadable-object.js';

/** UTF-16 units of a record that spans lines. */
const LONGEST_RECORD = 1024 * 1024;

/**
 * Reads the lines of a CSV with a header into a batch. Its columns are named as the model's; `inference_id`, `row`,
 * `inference_time`, `prediction`, `probability` and `version` may stand beside them.
 */
export class CsvLineReader implements RecordLineReader {
  private readonly record = new CsvFields();
  private width = 0;
  private columns: NamedColumns | null = null;
  private row = 0;
  /** The lines so far of a record whose quotes are not closed. */
  private open: string[] = [];
  private openUnits = 0;
  private isWithinQuotes = false;

  constructor(
    private readonly object: Pick<CaptureObject, 'key' | 'lastModified'>,
    private readonly schema: CaptureSchema,
    private readonly batch: BatchBuilder,
  ) {}

  read(bytes: Buffer, start: number, end: number): void {
    const isText = isUtf8(bytes.subarray(start, end));
    if (!isText && this.columns !== null) {
      this.close();
      this.row += 1;
      throw new InvalidInput('the line is not UTF-8');
    }
    const line = bytes.toString('utf8', start, end);
    if (this.isOpenAfter(line)) return;
    const text = this.close();
    const fault = this.record.read(text, 0);
    if (this.columns === null) this.readHeader(fault === null && isText);
    else this.readRow(this.columns, fault);
  }

  /** Whether a quoted value goes on in the next line. Quotes come in pairs, but for the one that opens it. */
  private isOpenAfter(line: string): boolean {
    this.open.push(line);
    this.openUnits += line.length + 1;
    for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1))
      this.isWithinQuotes = !this.isWithinQuotes;
    if (!this.isWithinQuotes || this.openUnits > LONGEST_RECORD) return false;
    // A stray quote opens nothing.
    return this.open.length > 1 || this.record.read(line, 0) === 'unclosed';
  }

  private close(): string {
    const text = this.open.join('\n');
    this.open = [];
    this.openUnits = 0;
    this.isWithinQuotes = false;
    return text;
  }

  resume(): boolean {
    return false;
  }

  finish(): void {
    if (this.open.length > 0) throw new InvalidInput(`the line is not CSV: ${CSV_FAULTS.unclosed}`);
  }

  private readHeader(isCsv: boolean): void {
    if (!isCsv) throw new UnreadableObject('its first line is neither a JSON object nor the header of a CSV');
    const { fields, count } = this.record;
    this.width = count;
    this.columns = namedColumns(fields.slice(0, count), this.schema);
  }

  private readRow(columns: NamedColumns, fault: keyof typeof CSV_FAULTS | null): void {
    const number = this.row++;
    const { fields, count } = this.record;
    if (fault !== null) throw new InvalidInput(`the line is not CSV: ${CSV_FAULTS[fault]}`);
    if (count !== this.width) throw new InvalidInput(`the line has ${count} values, the header ${this.width}`);
    const { inputs, record } = columns;
    const field = (index: number): string | undefined => (index < 0 ? undefined : fields[index]);
    const { id, time, version } = identityOf(this.object, number, {
      inference_id: field(record.inference_id),
      row: field(record.row),
      inference_time: field(record.inference_time),
      version: field(record.version),
    });
    const { batch } = this;
    const { rows: at } = batch;
    for (let index = 0; index < inputs.length; index++) {
      const text = field(inputs[index] as number);
      if (text === undefined) batch.columns[index]?.setAbsent(at);
      else batch.columns[index]?.setText(at, text);
    }
    batch.setPredictionText(field(record.prediction), field(record.probability));
    batch.commit(id, time, version);
  }
}
