import { randomUUID } from 'node:crypto';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { Row } from '../../lambdas/domain/signature.js';
import { hourFolder, objectKeys } from '../../lib/contracts/index.js';
import type { LabelledRow, Scenario } from './scenario.js';
import { type Credentials, signedFetch } from './signed-fetch.js';

const answerSchema = z.object({
  model_name: z.string(),
  model_version: z.string(),
  id: z.string(),
  outputs: z.array(z.object({ name: z.string(), data: z.array(z.unknown()) })),
});

export interface Answer {
  readonly status: number;
  readonly slot: string;
  readonly retryAfter: string;
  readonly body: z.infer<typeof answerSchema> | undefined;
  readonly text: string;
}

/** The application developer: asks for predictions, and later tells what turned out to be true. */
export class Application {
  constructor(
    private readonly scenario: Scenario,
    private readonly gatewayUrl: string,
    private readonly region: string,
    private readonly credentials: Credentials,
    private readonly s3: S3Client,
    private readonly bucket: string,
    private readonly signal: AbortSignal,
  ) {}

  get inferUrl(): string {
    return `${this.gatewayUrl}/v2/models/${this.scenario.model}/infer`;
  }

  /** The Open Inference Protocol's body of some rows, a tensor a column. */
  body(rows: readonly Row[], id?: string): string {
    const inputs = this.scenario.features.map((name) => ({
      name,
      shape: [rows.length],
      datatype: this.scenario.numeric.has(name) ? 'FP64' : 'BYTES',
      data: rows.map((row) => row[name] ?? null),
    }));
    return JSON.stringify({ ...(id !== undefined && { id }), inputs });
  }

  async infer(
    rows: readonly Row[],
    options: { readonly id?: string; readonly signed?: boolean } = {},
  ): Promise<Answer> {
    const response = await signedFetch(this.inferUrl, {
      method: 'POST',
      body: this.body(rows, options.id),
      region: this.region,
      signal: this.signal,
      ...(options.signed !== false && { credentials: this.credentials }),
    });
    const text = await response.text();
    return {
      status: response.status,
      slot: response.headers.get('x-mlops-slot') ?? '',
      retryAfter: response.headers.get('retry-after') ?? '',
      body: response.status === 200 ? answerSchema.parse(JSON.parse(text)) : undefined,
      text,
    };
  }

  /** Sends all rows, many to a request, and answers with the record id of each. */
  async sendAll(rows: readonly Row[], rowsPerRequest = 50): Promise<string[]> {
    const starts = Array.from({ length: Math.ceil(rows.length / rowsPerRequest) }, (_, i) => i * rowsPerRequest);
    const ids = new Array<string>(rows.length);
    const worker = async (): Promise<void> => {
      for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
        const batch = rows.slice(start, start + rowsPerRequest);
        const answer = await this.infer(batch);
        if (answer.body === undefined) throw new Error(`the gateway answered ${answer.status}: ${answer.text}`);
        for (let row = 0; row < batch.length; row += 1) ids[start + row] = `${answer.body.id}#${row}`;
      }
    };
    await Promise.all([worker(), worker()]);
    return ids;
  }

  /** Puts the true labels of records where the monitor and the curator look for them. */
  async tellLabels(ids: readonly string[], rows: readonly LabelledRow[]): Promise<void> {
    const lines = ids.map((id, index) =>
      JSON.stringify({
        groundTruthData: { data: rows[index]?.label ?? '', encoding: 'CSV' },
        eventMetadata: { eventId: id },
        eventVersion: '0',
      }),
    );
    await this.s3.send(
      new PutObjectCommand({
        Bucket: this.bucket,
        Key: `${objectKeys.groundTruth(this.scenario.model)}${hourFolder(new Date())}/${randomUUID()}.jsonl`,
        Body: `${lines.join('\n')}\n`,
      }),
    );
  }
}
