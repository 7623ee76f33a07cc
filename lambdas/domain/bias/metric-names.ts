/**
 * SageMaker Clarify's bias metrics, by when they can be measured, in the order of its documentation, and what each says.
 * A is the advantaged side, D the disadvantaged one: the rows that the facet names.
 */
export const PRETRAINING_METRICS = {
  CI: 'how much fewer rows D has, over all rows',
  DPL: 'share of positive labels, A - D',
  KL: 'relative entropy of the labels, A against D',
  JS: 'Jensen-Shannon divergence of the labels',
  LP: 'Euclidean distance of the labels',
  TVD: 'half of the absolute distance of the labels',
  KS: 'largest distance of the labels',
  CDDL: "D's share of negative labels less of positive ones, by group",
} as const;

export const POSTTRAINING_METRICS = {
  DPPL: 'share of positive predictions, A - D',
  DI: 'share of positive predictions, D / A',
  DCA: 'positive labels per positive prediction, A - D',
  DCR: 'negative labels per negative prediction, D - A',
  SD: 'specificity, D - A',
  RD: 'recall, A - D',
  DAR: 'precision, A - D',
  DRR: 'correct share of negative predictions, D - A',
  AD: 'accuracy, A - D',
  TE: 'false negatives per false positive, D - A',
  CDDPL: "D's share of negative predictions less of positive ones, by group",
  FT: 'D predicted positive where its nearest of A are not, less the reverse',
  GE: 'inequality of benefit (generalised entropy, alpha 2)',
} as const;

export type PretrainingMetric = keyof typeof PRETRAINING_METRICS;
export type PosttrainingMetric = keyof typeof POSTTRAINING_METRICS;
export type BiasMetric = PretrainingMetric | PosttrainingMetric;

export const PRETRAINING_NAMES = Object.keys(PRETRAINING_METRICS) as readonly PretrainingMetric[];
export const POSTTRAINING_NAMES = Object.keys(POSTTRAINING_METRICS) as readonly PosttrainingMetric[];
export const BIAS_METRIC_NAMES: readonly BiasMetric[] = [...PRETRAINING_NAMES, ...POSTTRAINING_NAMES];

export const isBiasMetric = (name: string): name is BiasMetric =>
  (BIAS_METRIC_NAMES as readonly string[]).includes(name);
