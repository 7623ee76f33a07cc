import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import type { CaptureResult, CaptureSink } from '../../ports/capture-sink.js';

/** Limits of PutRecordBatch, in records and bytes (4 MiB a call, 1,000 KiB a record). */
const MAX_RECORDS = 500;
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
const MAX_RECORD_BYTES = 1000 * 1024;

export interface FirehoseCaptureSinkOptions {
  /** Calls of one batch, at most. @default 3 */
  readonly attempts?: number;
  /** Milliseconds after which what is not delivered counts as failed. @default 3,000 */
  readonly timeoutMs?: number;
}

interface Undelivered {
  readonly records: readonly Uint8Array[];
  readonly reason: string;
}

/** Cuts records, in order, into batches within the limits of one call. */
function inBatches(records: readonly Uint8Array[]): Uint8Array[][] {
  const batches: Uint8Array[][] = [];
  let batch: Uint8Array[] = [];
  let bytes = 0;
  for (const record of records) {
    if (batch.length === MAX_RECORDS || (batch.length > 0 && bytes + record.byteLength > MAX_BATCH_BYTES)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += record.byteLength;
  }
  return batch.length > 0 ? [...batches, batch] : batches;
}

/** Puts lines to a Firehose stream, a record a line, batches at the same time, and those that failed again. */
export class FirehoseCaptureSink implements CaptureSink {
  readonly #client: FirehoseClient;
  readonly #attempts: number;
  readonly #timeoutMs: number;

  constructor(client: FirehoseClient, { attempts = 3, timeoutMs = 3_000 }: FirehoseCaptureSinkOptions = {}) {
    this.#client = client;
    this.#attempts = attempts;
    this.#timeoutMs = timeoutMs;
  }

  async put(streamName: string, lines: readonly string[]): Promise<CaptureResult> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const records = lines.map((line) => new TextEncoder().encode(line));
    const small = records.filter((record) => record.byteLength <= MAX_RECORD_BYTES);
    const tooLarge: Undelivered = {
      records: records.filter((record) => record.byteLength > MAX_RECORD_BYTES),
      reason: `a record is over ${MAX_RECORD_BYTES} bytes`,
    };
    const left = [
      tooLarge,
      ...(await Promise.all(inBatches(small).map((batch) => this.#deliver(streamName, batch, signal)))),
    ].filter((batch) => batch.records.length > 0);
    const failed = left.reduce((sum, batch) => sum + batch.records.length, 0);
    const reason = left.at(-1)?.reason;
    return { captured: lines.length - failed, failed, ...(reason === undefined ? {} : { reason }) };
  }

  async #deliver(streamName: string, batch: readonly Uint8Array[], signal: AbortSignal): Promise<Undelivered> {
    let left: Undelivered = { records: batch, reason: '' };
    for (let attempt = 1; attempt <= this.#attempts && left.records.length > 0; attempt += 1) {
      if (attempt > 1) await new Promise((resolve) => setTimeout(resolve, Math.random() * 100 * 2 ** attempt));
      left = await this.#try(streamName, left.records, signal);
      if (signal.aborted) break;
    }
    return left;
  }

  async #try(streamName: string, records: readonly Uint8Array[], signal: AbortSignal): Promise<Undelivered> {
    try {
      const answer = await this.#client.send(
        new PutRecordBatchCommand({ DeliveryStreamName: streamName, Records: records.map((Data) => ({ Data })) }),
        { abortSignal: signal },
      );
      const results = answer.RequestResponses ?? [];
      const refused = results.filter((result) => result.ErrorCode !== undefined);
      return {
        records: records.filter((_, index) => results[index]?.ErrorCode !== undefined),
        reason: refused.at(-1)?.ErrorCode ?? '',
      };
    } catch (error) {
      return { records, reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
  }
}
