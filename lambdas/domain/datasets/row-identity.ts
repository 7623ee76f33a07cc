import { createHash } from 'node:crypto';

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** One spelling for the same number: `1`, `1.0` and `1e0` are equal, whether they came from a CSV or from JSON. */
export function canonicalValue(text: string): string {
  if (!DECIMAL.test(text)) return text;
  const value = Number(text);
  return Number.isFinite(value) ? String(value === 0 ? 0 : value) : text;
}

/**
 * What makes two labelled rows the same: SHA-256 (hex) over the features by name and the target, numbers in one spelling.
 * The order of columns does not matter, nor whether a missing value (empty text) is there or left out.
 */
export function rowIdentity(features: Iterable<readonly [name: string, text: string]>, target: string): string {
  const present = [...features]
    .filter(([, text]) => text !== '')
    .map(([name, text]) => [name, canonicalValue(text)] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return createHash('sha256')
    .update(JSON.stringify([present, canonicalValue(target)]))
    .digest('hex');
}

/**
 * Whether a row is set aside for evaluation: once and for ever, by seed, share and the row alone, so that it is never
 * trained on and copies of it never straddle. 52 bits of a SHA-256 against the share.
 */
export function isEvaluationRow(identity: string, { seed, share }: { seed: number; share: number }): boolean {
  const hash = createHash('sha256').update(`${seed}:${identity}`).digest('hex');
  return Number.parseInt(hash.slice(0, 13), 16) / 2 ** 52 < share;
}
