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
  /**
   * Milliseconds of waits in all, before the Conflict is the caller's. Default 22,000: what asks has 29 s or more, and
   * with 200 writers at once each has its turn before that.
   */
  readonly patience?: number;
  /** Waits, in milliseconds. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  readonly random?: () => number;
}

/**
 * The one way to change the registry. Reads the head of the model, asks `decide`, and commits what it wants in one
 * transaction with the next audit record. When somebody else wrote in between, it decides again from what is there
 * then, after a wait with full jitter: at most 40 ms, four times as much after each further loss, 2 s at most. That is
 * steep, since with many writers each early try is in vain, and slows the others down.
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
  const { patience = 22_000, sleep = wait, random = Math.random } = options;
  let waited = 0;
  for (let attempt = 1; ; attempt += 1) {
    const head = await store.readModel(model);
    const { change, result } = await decide(head);
    if (change === undefined) return result;
    try {
      await store.commit(composeChange(model, head, change));
      return result;
    } catch (error) {
      const pause = random() * Math.min(2_000, 10 * 4 ** attempt);
      waited += pause;
      if (!(error instanceof Conflict) || waited > patience) throw error;
      await sleep(pause);
    }
  }
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
