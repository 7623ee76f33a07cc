import * as z from 'zod';
import { type Credentials, signedFetch } from './signed-fetch.js';

const modelSchema = z.object({
  aliases: z.array(z.object({ alias: z.string(), version: z.number() })),
  trafficSplit: z
    .object({
      variants: z.array(
        z.object({ slot: z.string(), version: z.number(), endpointName: z.string(), weight: z.number() }),
      ),
    })
    .nullish(),
  evaluationSet: z.looseObject({ number: z.number(), rows: z.number(), key: z.string() }).nullish(),
});

const lineageSchema = z.looseObject({
  trigger: z.string(),
  datasets: z.array(z.object({ key: z.string(), versionId: z.string(), sha256: z.string() })),
  hyperparameters: z.record(z.string(), z.string()).optional(),
});

const versionSchema = z.looseObject({
  version: z.number(),
  status: z.string(),
  reasons: z.array(z.string()),
  contents: z.looseObject({ lineage: lineageSchema }).optional(),
  gates: z.array(z.looseObject({ gate: z.string(), passed: z.boolean(), reason: z.string() })).optional(),
});

export type ModelState = z.infer<typeof modelSchema>;
export type VersionState = z.infer<typeof versionSchema>;

/** Reads of the control API, for watching what happens; one person's credentials. */
export class Control {
  constructor(
    private readonly url: string,
    private readonly region: string,
    private readonly credentials: Credentials,
    private readonly signal: AbortSignal,
  ) {}

  async model(model: string): Promise<ModelState | undefined> {
    const response = await this.get(`/models/${model}`);
    return response.status === 404 ? undefined : modelSchema.parse(await json(response));
  }

  async version(model: string, version: number): Promise<VersionState> {
    return versionSchema.parse(await json(await this.get(`/models/${model}/versions/${version}`)));
  }

  /** The version that the alias `champion` names, or undefined. */
  async champion(model: string): Promise<number | undefined> {
    return (await this.model(model))?.aliases.find(({ alias }) => alias === 'champion')?.version;
  }

  private get(path: string): Promise<Response> {
    return signedFetch(`${this.url}${path}`, {
      method: 'GET',
      region: this.region,
      credentials: this.credentials,
      signal: this.signal,
    });
  }
}

async function json(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new Error(`the control API answered ${response.status}: ${text}`);
  return JSON.parse(text);
}
