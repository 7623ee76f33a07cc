/** The gates of a validation, in the order in which they run and are reported. */
export const GATE_NAMES = [
  /** The files are what the manifest says, and the artifact is safe to open. */
  'integrity',
  /** Declared signature, model and sample fit each other. */
  'signature',
  /** The submitted predictions are the artifact's own. */
  'reproduction',
  /** Baseline and training data are sound, and give the target away nowhere. */
  'data',
  /** Metrics and calibration on the evaluation set. */
  'quality',
  /** No worse than the champion on the same rows. */
  'champion',
  /** Good for each group of rows, too. */
  'segments',
  /** Fair to each facet, by the metrics of SageMaker Clarify. */
  'bias',
  /** Finite answers, or clean errors, to odd rows. */
  'robustness',
] as const;

export type GateName = (typeof GATE_NAMES)[number];

/** Gates that always decide: what they guard against is not a matter of opinion. */
export const ALWAYS_DECIDING_GATES: readonly GateName[] = ['integrity', 'signature'];

/** Gates that only report where the policy does not say. */
export const DEFAULT_ADVISORY_GATES: readonly GateName[] = ['robustness'];
