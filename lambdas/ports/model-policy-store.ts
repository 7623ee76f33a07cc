import type { DeployedModelPolicy } from '../../lib/contracts/index.js';
import { NotFound } from '../domain/errors.js';

/** The policies that the platform was deployed with. */
export interface ModelPolicyStore {
  /** Throws `noSuchModel` where there is none. */
  read(model: string): Promise<DeployedModelPolicy>;
  /** Names of the models that have a policy, sorted. */
  list(): Promise<readonly string[]>;
}

/** It names no other model: whoever may ask for predictions need not learn of them. */
export const noSuchModel = (model: string): NotFound =>
  new NotFound(`There is no model "${model}": its configuration has to be deployed first`);
