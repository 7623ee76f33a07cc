import { isUtf8 } from 'node:buffer';
import { InvalidInput } from '../../domain/errors.js';
import { parseJsonDocument } from '../documents/parse.js';
import { captureLineSchema, recordId } from '../documents/records.js';
import { type BatchBuilder, LONGEST_ID } from './batch-builder.js';
import type { CaptureSchema } from './capture-object.js';
import { GatewayLineReader } from './gateway-line-reader.js';
import { timeOfText } from './inference-time.js';
import { isObject } from './json-payload.js';
import { type CapturedPayload, inputRows, outputRows, type PayloadRows } from './payload.js';
import type { RecordLineReader } from './read-record-lines.js';

/** A line that was understood, its rows not taken yet. */
interface CapturedLine {
  readonly id: string;
  readonly time: number;
  readonly version: number;
  readonly inputs: PayloadRows;
  readonly outputs: PayloadRows | null;
}

const VERSION = 'version=';

/**
 * Reads data-capture lines, ours (a row) or an endpoint's own (rows as JSON, JSON lines or CSV, base64 or not), into a batch.
 * Rows without names follow the order of the columns.
 */
export class CaptureLineReader implements RecordLineReader {
  private readonly gateway: GatewayLineReader;
  private readonly names: readonly string[];
  /** A line of which the batch could not take all rows. */
  private pending: { readonly line: CapturedLine; row: number } | null = null;

  constructor(
    schema: CaptureSchema,
    private readonly batch: BatchBuilder,
    /** Whether anybody reads why a line is refused: to find out takes time. */
    private readonly isExplaining: () => boolean = () => true,
  ) {
    this.gateway = new GatewayLineReader(schema, batch);
    this.names = schema.columns.map(({ name }) => name);
  }

  /**
   * Takes the rows of a line until the batch is full; `resume` takes the others.
   * @throws InvalidInput for what is no such line, before a row of it was taken
   */
  read(bytes: Buffer, start: number, end: number): void {
    if (this.gateway.read(bytes, start, end)) return;
    this.pending = { line: this.parse(bytes, start, end), row: 0 };
    this.resume();
  }

  /** Takes more rows of the line before. False when there are none. */
  resume(): boolean {
    const { batch, pending } = this;
    if (pending === null) return false;
    const { id, time, version, inputs, outputs } = pending.line;
    while (pending.row < inputs.rows && !batch.isFull) {
      inputs.setColumns(batch);
      if (outputs === null) batch.setPrediction(null, null);
      else outputs.setPrediction(batch);
      batch.commit(pending.row === 0 ? recordId(id) : `${id}#${pending.row}`, time, version);
      pending.row += 1;
    }
    if (pending.row >= inputs.rows) this.pending = null;
    return true;
  }

  finish(): void {}

  private parse(bytes: Buffer, start: number, end: number): CapturedLine {
    if (!isUtf8(bytes.subarray(start, end))) throw new InvalidInput('the line is not UTF-8');
    const text = bytes.toString('utf8', start, end);
    const line = lineOf(text);
    if (line === null) {
      if (this.isExplaining()) parseJsonDocument(captureLineSchema, text, 'the line');
      throw new InvalidInput(`the line has no endpointInput, or an id of more than ${LONGEST_ID} characters`);
    }
    const inputs = inputRows(line.input, this.names);
    const outputs = line.output === null ? null : outputRows(line.output, inputs.rows);
    return { id: line.id, time: line.time, version: line.version, inputs, outputs };
  }
}

/** What `captureLineSchema` takes, checked by hand, since that is ten times as fast; null for all else. */
function lineOf(text: string) {
  const line = parse(text);
  if (!isObject(line) || !isObject(line.captureData) || !isObject(line.eventMetadata)) return null;
  const { captureData, eventMetadata, eventVersion } = line;
  const { eventId, inferenceId = eventId, customAttributes, inferenceTime } = eventMetadata;
  if (typeof eventVersion !== 'string' || typeof inferenceTime !== 'string') return null;
  if (typeof eventId !== 'string' || eventId === '' || typeof inferenceId !== 'string') return null;
  if (inferenceId.length > LONGEST_ID || !inferenceId.isWellFormed()) return null;
  const time = timeOfText(inferenceTime);
  const input = payloadOf(captureData.endpointInput);
  const output = captureData.endpointOutput === undefined ? null : payloadOf(captureData.endpointOutput);
  if (Number.isNaN(time) || input === undefined || output === undefined) return null;
  return { id: inferenceId, time, input, output, version: versionOf(customAttributes) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function payloadOf(payload: unknown): CapturedPayload | undefined {
  if (!isObject(payload)) return undefined;
  const { data, encoding, observedContentType: contentType = '' } = payload;
  if (typeof data !== 'string' || typeof contentType !== 'string') return undefined;
  if (encoding !== 'JSON' && encoding !== 'CSV' && encoding !== 'BASE64') return undefined;
  return { data, encoding, contentType };
}

function versionOf(attributes: unknown): number {
  if (!Array.isArray(attributes)) return 0;
  const found: unknown = attributes.find((attribute) => typeof attribute === 'string' && attribute.startsWith(VERSION));
  const text = typeof found === 'string' ? found.slice(VERSION.length) : '';
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
}
