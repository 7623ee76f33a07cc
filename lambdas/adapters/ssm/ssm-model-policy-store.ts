import { GetParameterCommand, paginateGetParametersByPath, type SSMClient } from '@aws-sdk/client-ssm';
import type { DeployedModelPolicy } from '../../../lib/contracts/index.js';
import { modelName } from '../../application/documents/manifest.js';
import { deployedModelPolicySchema } from '../../application/documents/model-policy.js';
import { parseStoredDocument } from '../../application/documents/parse.js';
import { InvalidInput } from '../../domain/errors.js';
import { type Clock, systemClock } from '../../ports/clock.js';
import { type ModelPolicyStore, noSuchModel } from '../../ports/model-policy-store.js';
import { awsErrorName, calling } from '../aws-errors.js';

export interface PolicyCache {
  /** How long a policy is kept. */
  readonly milliseconds: number;
  /** How long it is kept that there is no such model; less, since a deployment may bring it. */
  readonly missingMilliseconds: number;
  readonly clock?: Clock;
}

/** For what reads a policy with every request, and decides nothing by it that a minute would change. */
export const POLICY_CACHE: PolicyCache = { milliseconds: 60_000, missingMilliseconds: 10_000 };

const NO_CACHE: PolicyCache = { milliseconds: 0, missingMilliseconds: 0 };

/** Callers choose the names that are not there, so their number is bounded. */
const MAXIMUM_MISSING = 1_000;

/**
 * Policies as JSON in the parameters `<prefix>/<model>`. Read anew each time unless a cache is asked for: a policy that was
 * deployed holds for the next approval, gate and rollout.
 */
export class SsmModelPolicyStore implements ModelPolicyStore {
  private readonly cache = new Map<string, { readonly policy: DeployedModelPolicy; readonly until: number }>();
  private readonly missing = new Map<string, number>();

  constructor(
    private readonly client: SSMClient,
    private readonly prefix: string,
    private readonly keep: PolicyCache = NO_CACHE,
  ) {}

  async read(model: string): Promise<DeployedModelPolicy> {
    const now = (this.keep.clock ?? systemClock).now().getTime();
    const cached = this.cache.get(model);
    if (cached !== undefined && cached.until > now) return cached.policy;
    if (!modelName.safeParse(model).success) {
      throw new InvalidInput(`model "${model}" is not a model's name: expected 1 to 32 of a-z, 0-9 and inner hyphens`);
    }
    if ((this.missing.get(model) ?? 0) > now) throw noSuchModel(model);
    const name = `${this.prefix}/${model}`;
    const value = await calling(`read parameter ${name}`, async () => {
      try {
        return (await this.client.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
      } catch (error) {
        if (awsErrorName(error) === 'ParameterNotFound') return undefined;
        throw error;
      }
    });
    if (value === undefined) {
      if (this.missing.size >= MAXIMUM_MISSING) this.missing.clear();
      this.missing.set(model, now + this.keep.missingMilliseconds);
      throw noSuchModel(model);
    }
    const policy = parseStoredDocument(deployedModelPolicySchema, value, `Parameter ${name}`);
    this.cache.set(model, { policy, until: now + this.keep.milliseconds });
    return policy;
  }

  async list(): Promise<readonly string[]> {
    const names: string[] = [];
    await calling(`list parameters below ${this.prefix}`, async () => {
      for await (const page of paginateGetParametersByPath({ client: this.client }, { Path: this.prefix })) {
        for (const { Name } of page.Parameters ?? [])
          if (Name !== undefined) names.push(Name.split('/').at(-1) ?? Name);
      }
    });
    return names.sort();
  }
}
