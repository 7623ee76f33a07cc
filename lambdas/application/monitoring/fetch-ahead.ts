export interface FetchAheadLimits {
  /** Items that are fetched at once. */
  readonly items: number;
  /** Bytes of the items that are fetched or wait to be taken; one that is larger is fetched alone. */
  readonly bytes: number;
}

/**
 * Fetches items in parallel and hands them over in their order. What a fetch throws comes when its turn is; those after it
 * are left to end by themselves.
 */
export async function* fetchAhead<T extends { readonly size: number }, R>(
  source: readonly T[],
  limits: FetchAheadLimits,
  fetch: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const waiting: { readonly item: T; readonly promise: Promise<R> }[] = [];
  let [next, bytes] = [0, 0];
  const fill = (): void => {
    for (let item = source[next]; item !== undefined; item = source[next]) {
      const isFull = waiting.length >= limits.items || bytes + item.size > limits.bytes;
      if (isFull && waiting.length > 0) return;
      const promise = fetch(item);
      // It is awaited below; until then a failure is nobody's.
      promise.catch(() => undefined);
      waiting.push({ item, promise });
      bytes += item.size;
      next += 1;
    }
  };
  for (fill(); ; fill()) {
    const first = waiting[0];
    if (first === undefined) return;
    yield await first.promise;
    waiting.shift();
    bytes -= first.item.size;
  }
}
