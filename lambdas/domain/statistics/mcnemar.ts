import { incompleteBeta } from './incomplete-beta.js';

/**
 * Exact two-sided p-value of McNemar's test (1947): of the rows that one of two models alone gets right, does each have
 * half? `onlyFirst` and `onlySecond` count them; 1 where there are none.
 */
export function mcNemarPValue(onlyFirst: number, onlySecond: number): number {
  const [fewer, more] = [Math.min(onlyFirst, onlySecond), Math.max(onlyFirst, onlySecond)];
  return fewer === more ? 1 : Math.min(1, 2 * incompleteBeta(more, fewer + 1, 0.5));
}
