import type { Measure } from './measures.js';

/** Absolute or relative, whichever is larger; p-values relative. */
const TOLERANCE = 1e-9;
const P_VALUE_TOLERANCE = 1e-6;
/** p-values below it are nothing. */
const VANISHING = 1e-290;

/** Works that both sides answer. */
const PAIRS = [
  ['exact: cdk-mlops', 'exact: scipy'],
  ['exact: cdk-mlops', "exact: Evidently's ks"],
  ['exact: cdk-mlops', 'exact: NannyML'],
  ['fixed: cdk-mlops', 'fixed: np.histogram'],
  ['full: cdk-mlops', 'fixed: np.histogram'],
] as const;

/** What differs is not worth timing: throws an Error for the first such pair. */
export function expectAgreement(measures: Readonly<Record<string, Measure>>): void {
  for (const [mine, other] of PAIRS) {
    const [ours, theirs] = [measures[mine]?.answer ?? {}, measures[other]?.answer ?? {}];
    const different = Object.keys(theirs).filter((name) => !agrees(name, ours[name] ?? Number.NaN, theirs[name] ?? 0));
    if (different.length === 0) continue;
    const shown = different.map((name) => `${name}: ${ours[name]} against ${theirs[name]}`);
    throw new Error(`${mine} and ${other} differ: ${shown.join('; ')}`);
  }
}

function agrees(name: string, ours: number, theirs: number): boolean {
  if (name.endsWith('pValue')) return Math.abs(ours - theirs) <= P_VALUE_TOLERANCE * theirs + VANISHING;
  return Math.abs(ours - theirs) <= TOLERANCE * Math.max(1, Math.abs(theirs));
}
