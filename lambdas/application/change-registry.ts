import { Conflict, InvalidInput, NotFound, PreconditionFailed } from '../domain/errors.js';
import { type Change, composeChange } from '../domain/registry/change.js';
import type { RegisteredModel } from '../domain/registry/records.js';
import type { ModelRegistryStore } from '../ports/model-registry-store.js';

/** What to write, if anything, and what the caller gets when it is written. */
export interface Decision<T> {
  readonly change?: Change | undefined;
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
 * read after the head is one consistent picture, or the attempt is lost: also one that ends without a change, or with a
 * refusal. It may run several times; it has no other effect.
 */
export async function changeRegistry<T>(
  store: ModelRegistryStore,
  model: string,
  decide: Decide<T>,
  options: ChangeOptions = {},
): Promise<T> {
  const { patience = 22_000, sleep = wait, random = Math.random } = options;
  let waited = 0;
  for (let attempt = 1; ; attempt += 1) {
    let answer: () => T;
    try {
      answer = await attemptOnce(store, model, decide);
    } catch (error) {
      const pause = random() * Math.min(2_000, 10 * 4 ** attempt);
      waited += pause;
      if (!(error instanceof Conflict) || waited > patience) throw error;
      await sleep(pause);
      continue;
    }
    return answer();
  }
}

type Decide<T> = (head: RegisteredModel | undefined) => Decision<T> | Promise<Decision<T>>;

/** What `decide` answers, or the refusal that it throws; a Conflict when somebody wrote since the head was read. */
async function attemptOnce<T>(store: ModelRegistryStore, model: string, decide: Decide<T>): Promise<() => T> {
  const head = await store.readModel(model);
  let answer: () => T;
  try {
    const { change, result } = await decide(head);
    answer = () => result;
    if (change !== undefined) return store.commit(composeChange(model, head, change)).then(() => answer);
  } catch (refusal) {
    if (!isAboutState(refusal)) throw refusal;
    answer = () => {
      throw refusal;
    };
  }
  const now = await store.readModel(model);
  if (now?.revision === head?.revision) return answer;
  throw new Conflict(`Model ${model} was changed while it was read. Try again`);
}

/** Whether another state of the registry might not have been refused. */
const isAboutState = (error: unknown): boolean =>
  [PreconditionFailed, Conflict, NotFound, InvalidInput].some((family) => error instanceof family);

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
