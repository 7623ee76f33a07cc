import type { DeployedModelPolicy } from '../../lib/contracts/index.js';
import { NotFound } from '../domain/errors.js';
import type { ModelPolicyStore } from '../ports/model-policy-store.js';

/** Policies that stay readable, as they were read last, while their store fails; one instance a process. */
export class LastKnownPolicies implements ModelPolicyStore {
  readonly #policies: ModelPolicyStore;
  readonly #onStale: (model: string, error: unknown) => void;
  readonly #known = new Map<string, DeployedModelPolicy>();

  /** `onStale` is told when an older policy is used in the place of one that could not be read. */
  constructor(policies: ModelPolicyStore, onStale: (model: string, error: unknown) => void) {
    this.#policies = policies;
    this.#onStale = onStale;
  }

  async read(model: string): Promise<DeployedModelPolicy> {
    try {
      const policy = await this.#policies.read(model);
      this.#known.set(model, policy);
      return policy;
    } catch (error) {
      const known = this.#known.get(model);
      if (known === undefined || error instanceof NotFound) throw error;
      this.#onStale(model, error);
      return known;
    }
  }

  list(): Promise<readonly string[]> {
    return this.#policies.list();
  }
}
