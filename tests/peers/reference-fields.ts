import * as z from 'zod';

const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const value = z.object({ value: number });
const chi2 = z.object({ statistic: number, p: number, dof: z.number() });
const evidentlyTest = z.object({ score: number, threshold: z.number(), drifted: z.boolean() });
const evidently = z.object({ DEFAULT: evidentlyTest.extend({ test: z.string() }) }).catchall(evidentlyTest);
const numericAnswer = z.object({
  type: z.literal('numeric'),
  ref: z.object({ std_pop: z.number(), missing: z.number() }),
  cur: z.object({ missing: z.number() }),
  scipy: z.object({ ks_statistic: number, ks_pvalue_auto: number, ks_pvalue_asymp: number, wasserstein: number }),
  psi_decile: z.object({ psi: number }),
  nannyml: z.object({ jensen_shannon: value, hellinger: value }),
  evidently,
});
const categoricalAnswer = z.object({
  type: z.literal('categorical'),
  ref_missing: z.number(),
  cur_missing: z.number(),
  unseen_in_ref: z.array(z.string()),
  vanished: z.array(z.string()),
  scipy: z.object({
    chi2_contingency: chi2,
    cramers_v: number,
    jensenshannon_distance_base2: number,
    hellinger: number,
  }),
  'psi_eps1e-4': number,
  nannyml: z.object({ l_infinity: value }),
  evidently,
});
export const answersSchema = z.object({
  rows_ref: z.number(),
  rows_cur: z.number(),
  columns: z.record(z.string(), z.discriminatedUnion('type', [numericAnswer, categoricalAnswer])),
  evidently_dataset_drift: z.object({ share: z.number(), drift: z.boolean() }),
});
export type ColumnAnswer = z.infer<typeof answersSchema>['columns'][string];

/** What the answers say by the names of our fields; every key is there, null where it does not apply. */
export function expectedFields(answer: ColumnAnswer): Record<string, unknown> {
  if (answer.type === 'numeric') {
    const { scipy, nannyml, ref } = answer;
    return {
      type: 'numeric',
      ks: { statistic: scipy.ks_statistic, pValue: scipy.ks_pvalue_auto },
      psi: answer.psi_decile.psi,
      wasserstein: scipy.wasserstein,
      wassersteinNormalized: scipy.wasserstein / ref.std_pop,
      jensenShannon: nannyml.jensen_shannon.value,
      hellinger: nannyml.hellinger.value,
      ...{ chi2: null, cramersV: null, lInfinity: null, unseen: null, vanished: null },
      missing: { reference: ref.missing, current: answer.cur.missing },
    };
  }
  const { scipy, nannyml } = answer;
  const { statistic, p, dof } = scipy.chi2_contingency;
  return {
    type: 'categorical',
    ...{ ks: null, wasserstein: null, wassersteinNormalized: null },
    psi: answer['psi_eps1e-4'],
    jensenShannon: scipy.jensenshannon_distance_base2,
    hellinger: scipy.hellinger,
    chi2: { statistic, pValue: p, dof },
    cramersV: scipy.cramers_v,
    lInfinity: nannyml.l_infinity.value,
    unseen: answer.unseen_in_ref,
    vanished: answer.vanished,
    missing: { reference: answer.ref_missing, current: answer.cur_missing },
  };
}

const isPValue = (path: string): boolean => /(pValue|pAdjusted|\.ks|\.chisquare|\.z)$/.test(path);

/** Numbers at 1e-9, absolute or relative, p-values at 1e-6, relative; lists in any order. */
export function differences(path: string, ours: unknown, theirs: unknown): string[] {
  if (typeof theirs === 'number') {
    const tolerance = isPValue(path) ? 1e-6 * theirs : 1e-9 * Math.max(1, Math.abs(theirs));
    const mine = typeof ours === 'number' || typeof ours === 'string' ? Number(ours) : Number.NaN;
    const close = Object.is(mine, theirs) || mine === theirs || Math.abs(mine - theirs) <= tolerance;
    return close ? [] : [`${path}: got ${ours}, expected ${theirs}`];
  }
  if (Array.isArray(theirs) && Array.isArray(ours)) {
    const same = JSON.stringify(ours.toSorted()) === JSON.stringify(theirs.toSorted());
    return same ? [] : [`${path}: got ${ours}, expected ${theirs}`];
  }
  if (theirs !== null && typeof theirs === 'object' && ours !== null && typeof ours === 'object') {
    const mine = new Map(Object.entries(ours));
    return Object.entries(theirs).flatMap(([key, item]) => differences(`${path}.${key}`, mine.get(key), item));
  }
  return Object.is(ours, theirs) ? [] : [`${path}: got ${ours}, expected ${theirs}`];
}
