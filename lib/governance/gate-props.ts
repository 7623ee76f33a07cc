/** A gate of the validation. */
export enum Gate {
  /** The files are what the manifest says, and the artifact is safe to open. It always decides. */
  INTEGRITY = 'integrity',
  /** Declared signature, model and sample fit each other. It always decides. */
  SIGNATURE = 'signature',
  /** The submitted predictions are the artifact's own. */
  REPRODUCTION = 'reproduction',
  /** Baseline and training data are sound, and give the target away nowhere. */
  DATA = 'data',
  /** Metrics and calibration on the evaluation set. */
  QUALITY = 'quality',
  /** No worse than the champion on the same rows. */
  CHAMPION = 'champion',
  /** Good for each group of rows, too. */
  SEGMENTS = 'segments',
  /** Fair to each facet, by the metrics of SageMaker Clarify. */
  BIAS = 'bias',
  /** Finite answers, or clean errors, to odd rows. */
  ROBUSTNESS = 'robustness',
}

/** Bounds of one metric, each inclusive. */
export interface MetricBounds {
  /** @default - no lower bound */
  readonly minimum?: number;
  /** @default - no upper bound */
  readonly maximum?: number;
}

/** What the data of a version must not do. */
export interface DataGateProps {
  /**
   * A feature, or a sum of features, that tells the target this well (R², AUC, or purity) gives it away; above 0, up to 1.
   * @default 0.999
   */
  readonly leakage?: number;
  /** Whether every evaluation row has to be later than every training row, by `dataset.time`. @default false */
  readonly timeOrder?: boolean;
}

/** The groups of rows that a version has to be good for. */
export interface SegmentGateProps {
  /**
   * Columns of the evaluation set, 20 at most: each value of a text, each quarter of a number, is a segment.
   * @default - none
   */
  readonly columns?: string[];
  /** Bounds in each segment, by the metric's name. @default - those of all rows, `gates.metrics` */
  readonly metrics?: { [metric: string]: MetricBounds };
  /** Rows below which a segment is not judged. @default 100 */
  readonly minimumRows?: number;
  /** Whether the worst slices are searched for as well. @default true */
  readonly search?: boolean;
}

/** The disadvantaged rows of a comparison: exactly one of `value` and `above` says which they are. */
export interface BiasFacetProps {
  /** A column of the evaluation set; the model need not see it. */
  readonly column: string;
  /** Rows with this value, as it stands in the CSV. @default - by `above` */
  readonly value?: string;
  /** Rows with a number above this one. @default - by `value` */
  readonly above?: number;
}

/** Bounds of SageMaker Clarify's bias metrics, for each facet. */
export interface BiasGateProps {
  /** 1 to 5. */
  readonly facets: BiasFacetProps[];
  /** Bounds by the metric's short name in Clarify (`DPPL`, `DI`, `AD`, …). */
  readonly metrics: { [metric: string]: MetricBounds };
  /** The column of the groups that CDDL and CDDPL look into. @default - these two are not measured */
  readonly group?: string;
  /** Regression: the outcome is positive above this number; it has to be said. @default - none */
  readonly positiveAbove?: number;
}

/** What a version must pass before it may be approved. */
export interface GateProps {
  /** Bounds of metrics on the evaluation set, by the metric's name (`accuracy`, `f1`, `mae`, …). @default - none */
  readonly metrics?: { [metric: string]: MetricBounds };
  /** How much worse in mean loss than the champion a version may be, as a share of the champion's. @default 0.02 */
  readonly championMargin?: number;
  /** Largest absolute difference between a submitted prediction and the platform's own. @default 0.001 */
  readonly predictionTolerance?: number;
  /**
   * Gates that only report: what they find is told, and rejects nothing. Never integrity or signature. An empty list makes
   * every gate decide. With data the check before a retraining only warns of leakage and of the order of time, too; rows
   * that are in both sets still stop it.
   * @default [Gate.ROBUSTNESS]
   */
  readonly advisory?: Gate[];
  /**
   * Gates that a version may pass unverified, whatever kept them from deciding: what the platform can't run, a set that is
   * not there, or columns and rows that are too few. Never integrity.
   * @default - none: what could not be checked rejects
   */
  readonly allowUnverified?: Gate[];
  /**
   * What else a pickle in an artifact may import, as `module.name`; `module.*` stands for any name of that module,
   * which may be none that can run code, such as `torch`. 50 at most.
   * @default - what scikit-learn, NumPy, SciPy and PyTorch need to restore a model
   */
  readonly pickleAllowList?: string[];
  /** @default - leakage from 0.999 on, rows in any order of time */
  readonly data?: DataGateProps;
  /** @default - the worst slices are searched for, and held to `metrics` */
  readonly segments?: SegmentGateProps;
  /** @default - no facet is judged */
  readonly bias?: BiasGateProps;
}
