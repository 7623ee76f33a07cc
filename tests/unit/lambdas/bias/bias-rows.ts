import type { BiasRows } from '../../../../lambdas/domain/bias/cells.js';

/** How often each kind of row occurs: facet (1: disadvantaged), label, prediction, group. */
export type Kind = readonly [facet: 0 | 1, label: 0 | 1, prediction: 0 | 1, group: number, rows: number];

export function rowsOf(kinds: readonly Kind[]): Required<BiasRows> {
  const all = kinds.flatMap(([facet, label, prediction, group, rows]) =>
    Array.from({ length: rows }, () => ({ facet, label, prediction, group })),
  );
  return {
    facet: Uint8Array.from(all, (row) => row.facet),
    label: Uint8Array.from(all, (row) => row.label),
    prediction: Uint8Array.from(all, (row) => row.prediction),
    group: Uint32Array.from(all, (row) => row.group),
  };
}
