import { Conflict } from '../domain/errors.js';
import { type Change, composeChange } from '../domain/registry/change.js';
import type { RegisteredModel } from '../domain/registry/records.js';
import type { ModelRegistryStore } from '../ports/model-registry-store.js';

/** What to write, if anything, and what the caller gets when it is written. */
export interface Decision<T> {
  readonly change?: Change;
  readonly result: T;
}

export interface ChangeOptions {
  /** Tries before the Conflict is the caller's. Default 12. */
  readonly attempts?: number;
  /** Waits, in milliseconds. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  readonly random?: () => number;
}

/**
 * The one way to change the registry. Reads the head of the model, asks `decide`, and commits what it wants in one
 * transaction with the next audit record. When somebody else wrote in between, it decides again from what is there
 * then, after a wait with full jitter (at most 20 ms doubled a try, 1 s at most).
 *
 * `decide` reads what it needs through the store, always anew: every change of a model writes its head, so what was
 * read after the head is one consistent picture, or the commit loses. It may run several times; it has no other effect.
 */
export async function changeRegistry<T>(
  store: ModelRegistryStore,
  model: string,
  decide: (head: RegisteredModel | undefined) => Decision<T> | Promise<Decision<T>>,
  options: ChangeOptions = {},
): Promise<T> {
  const { attempts = 12, sleep = wait, random = Math.random } = options;
  for (let attempt = 1; ; attempt += 1) {
    const head = await store.readModel(model);
    const { change, result } = await decide(head);
    if (change === undefined) return result;
    try {
      await store.commit(composeChange(model, head, change));
      return result;
    } catch (error) {
      if (!(error instanceof Conflict) || attempt >= attempts) throw error;
      await sleep(random() * Math.min(1_000, 20 * 2 ** attempt));
    }
  }
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
