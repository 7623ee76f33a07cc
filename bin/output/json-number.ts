/** JSON has no number that is not finite: it is written as text. Undefined, as nothing, is null. */
export const jsonNumber = (value: number | null | undefined): number | string | null =>
  value === null || value === undefined ? null : Number.isFinite(value) ? value : String(value);
