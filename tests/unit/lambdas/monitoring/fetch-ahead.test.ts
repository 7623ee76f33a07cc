import { describe, expect, it } from 'vitest';
import { fetchAhead } from '../../../../lambdas/application/monitoring/fetch-ahead.js';

const items = (...sizes: number[]) => sizes.map((size, number) => ({ size, number }));

/** Fetches that end when they are told to; `open` counts those that run or wait. */
function fetches() {
  const ends: (() => void)[] = [];
  const started: number[] = [];
  const fetch = ({ number }: { readonly number: number }) => {
    started.push(number);
    return new Promise<number>((resolve) => {
      ends[number] = () => resolve(number);
    });
  };
  return { started, end: (number: number) => ends[number]?.(), fetch };
}

describe('items that are fetched ahead', () => {
  it('come in their order, whichever is there first', async () => {
    const { started, end, fetch } = fetches();
    const taken: number[] = [];
    const reading = (async () => {
      for await (const number of fetchAhead(items(1, 1, 1, 1), { items: 3, bytes: 100 }, fetch)) taken.push(number);
    })();
    await Promise.resolve();
    expect(started).toEqual([0, 1, 2]);
    for (const number of [2, 1, 0]) end(number);
    while (started.length < 4) await new Promise((resolve) => setImmediate(resolve));
    end(3);
    await reading;
    expect(taken).toEqual([0, 1, 2, 3]);
  });

  it('are no more bytes at a time than allowed, but for one that is larger alone', async () => {
    const { started, end, fetch } = fetches();
    const source = fetchAhead(items(60, 40, 1, 500, 1), { items: 8, bytes: 100 }, fetch);
    const next = async (number: number) => {
      const waiting = source.next();
      end(number);
      return (await waiting).value;
    };
    expect(await next(0)).toBe(0);
    expect(started).toEqual([0, 1]);
    expect(await next(1)).toBe(1);
    expect(started).toEqual([0, 1, 2]);
    expect(await next(2)).toBe(2);
    const third = source.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(started).toEqual([0, 1, 2, 3]);
    end(3);
    expect((await third).value).toBe(3);
    expect(await next(4)).toBe(4);
    expect((await source.next()).done).toBe(true);
  });

  it('fail at their turn, and leave no failure that nobody looks at', async () => {
    const failing = async ({ number }: { readonly number: number }) => {
      if (number > 0) throw new Error(`no ${number}`);
      return number;
    };
    const source = fetchAhead(items(1, 1, 1), { items: 3, bytes: 100 }, failing);
    expect((await source.next()).value).toBe(0);
    await expect(source.next()).rejects.toThrow('no 1');
  });
});
