import type { GateName } from './gate-names';

/**
 * What a platform holds of one model: its columns, gates, rollout, monitoring and retraining.
 * `config/models/*.ts` states it, `config/schema.ts` checks it, the platform writes it as JSON to one SSM parameter
 * (3,396 characters at most, without the names of resources), and handlers parse it with `lambdas/application/documents/model-policy.ts`.
 */
export interface ModelPolicy {
  readonly schemaVersion: 1;
  /** 1 to 32 of a-z, 0-9 and inner hyphens. */
  readonly model: string;
  readonly task: 'classification' | 'regression';
  readonly dataset: {
    readonly target: string;
    /** A column that tells time: never a feature. */
    readonly time?: string;
    readonly exclude: readonly string[];
    /** Classification: the label whose probability is predicted; by default the second in sorted order. */
    readonly positiveLabel?: string;
    /** Fewer labelled rows than this fail the data check. */
    readonly minimumRows: number;
  };
  readonly evaluation: {
    /** Share of newly labelled rows that the curator sets aside, above 0 and below 1. */
    readonly share: number;
    readonly seed: number;
  };
  readonly gates: {
    /** Largest absolute difference between a submitted prediction and our own. */
    readonly predictionTolerance: number;
    /** Bounds of metrics on the evaluation set, e.g. `{ accuracy: { minimum: 0.8 } }`. */
    readonly metrics: Readonly<Record<string, MetricBound>>;
    /** How much worse in mean loss than the champion's a version may be, as a share of the champion's mean loss. */
    readonly championMargin: number;
    /**
     * Gates that only report; never `integrity` or `signature`. Default `['robustness']`. With `data` the check before a
     * retraining only warns of leakage and of the order of time, too; rows that are in both sets still stop it.
     */
    readonly advisory?: readonly GateName[];
    /** Gates that a version passes unverified, whatever kept them from deciding; never `integrity`. Default none. */
    readonly allowUnverified?: readonly GateName[];
    /** `module.name` of what else a pickle may import; `*` at its end: any name, where none can run code. Default none. */
    readonly pickleAllowList?: readonly string[];
    readonly data?: DataRules;
    readonly segments?: SegmentRules;
    /** Absent: no facet is judged. */
    readonly bias?: BiasRules;
  };
  /** `automatic`: passed gates suffice. Otherwise people decide, who are not the submitter. */
  readonly approval: 'automatic' | HumanApproval;
  /** Versions that serve nobody and that no alias names are Retired by it. Absent: only people and supersession do. */
  readonly retirement?: RetirementPolicy;
  /** What people say of the model, for its card. */
  readonly card?: { readonly purpose?: string; readonly limitations?: string; readonly owner?: string };
  readonly serving: { readonly memorySizeInMb: number; readonly maxConcurrency: number };
  readonly rollout: {
    readonly strategy: 'canary' | 'all-at-once';
    /** Share of requests that a candidate gets while it bakes, above 0 up to 100; 100 when all at once. */
    readonly canaryTrafficPercent: number;
    readonly bakeSeconds: number;
  };
  readonly training: {
    readonly instanceType: string;
    readonly volumeSizeInGb: number;
    readonly maxRuntimeSeconds: number;
    readonly hyperparameters: Readonly<Record<string, string>>;
  };
  readonly retraining: {
    readonly onDrift: boolean;
    /** Least time between two starts that an alarm or the schedule makes. */
    readonly cooldownSeconds: number;
  };
}

/** Least and largest value that a metric may have. */
export interface MetricBound {
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What training data must not do. */
export interface DataRules {
  /** A feature, or a sum of features, that tells the target this well (R², AUC, or purity) gives it away. Default 0.999. */
  readonly leakage?: number;
  /** Whether every evaluation row has to be later than every training row, by the time column. Default false. */
  readonly timeOrder?: boolean;
}

/** Groups of rows that a version has to be good for. */
export interface SegmentRules {
  /** Columns of the evaluation set: each value of a text, each quarter of a number, is a segment. Default none. */
  readonly columns?: readonly string[];
  /** Bounds in each of them. Default those of all rows, `gates.metrics`. */
  readonly metrics?: Readonly<Record<string, MetricBound>>;
  /** Rows below which a segment or a slice is not judged. Default 100; of slices in small sets 2 % of the rows, at least 30. */
  readonly minimumRows?: number;
  /** Whether the worst slices are searched for as well. Default true. */
  readonly search?: boolean;
}

/** Bounds of SageMaker Clarify's bias metrics, for each facet. */
export interface BiasRules {
  /** 1 to 5. */
  readonly facets: readonly BiasFacet[];
  /** Column of the groups that CDDL and CDDPL look into. */
  readonly group?: string;
  /** Regression: the outcome is positive above it. */
  readonly positiveAbove?: number;
  /** By the metric's name, e.g. `{ DPPL: { minimum: -0.1, maximum: 0.1 } }`. */
  readonly metrics: Readonly<Record<string, MetricBound>>;
}

/**
 * The disadvantaged rows: those with a value in a column, or above a number in it; exactly one of the two. A column of the
 * datasets that `dataset.exclude` keeps from the model stays in the evaluation set. Rows without a value are advantaged.
 */
export interface BiasFacet {
  readonly column: string;
  readonly value?: string;
  readonly above?: number;
}

export interface HumanApproval {
  /** Name of the IAM role whose sessions may decide; `*` at its end stands for anything. Absent: who may call the route. */
  readonly role?: string;
  /** Different people who have to approve, 1 to 10; one rejection rejects. */
  readonly quorum: number;
  /** A version that waited this long is Expired: 1 second to 364 days; an execution ends after a year. */
  readonly expirySeconds: number;
}

export interface RetirementPolicy {
  /** Days since the registration. */
  readonly maximumAgeDays?: number;
  /** Days since the last change of the version's status or of an alias that named it. */
  readonly inactiveDays?: number;
  /**
   * Former champions that stay deployed, so that a rollback finds them: 1 to 10. Default 1. The others are Retired by the
   * promotion, whose event and audit record, ModelVersionDeployed, name them in `evidence.retired`.
   */
  readonly supersededVersions?: number;
}

/** The policy as stored: with the names of what the platform made for this model. */
export interface DeployedModelPolicy extends ModelPolicy {
  readonly resources: {
    readonly captureStreamName: string;
    readonly monitorStateMachineArn: string;
    /** Alarms on the candidate's slot; one of them in ALARM rolls a bake back. */
    readonly rollbackAlarmNames: readonly string[];
  };
}

/** What the handlers of one DriftMonitor need to know; JSON in one environment variable. */
export interface MonitorSettings {
  readonly model: string;
  readonly captureKeyPrefix: string;
  readonly groundTruthKeyPrefix: string;
  /** A fixed baseline (CSV with a header); by default the champion's own, from its submission. */
  readonly baselineKey?: string;
  readonly baselineVersionId?: string;
  /** Capture may arrive this much after the inference; listings look past a window's end by this and two minutes. */
  readonly deliveryBufferSeconds: number;
  /** Rows a side below which a column is insufficient-data. */
  readonly minimumRows: number;
  /** Labelled rows below which quality is insufficient-data. */
  readonly minimumLabelledRows: number;
  readonly psiThreshold: number;
  readonly distanceThreshold: number;
  readonly significance: number;
  /** Columns of less importance do not raise the alarm. */
  readonly minimumImportance: number;
  /** Relative rise of the mean loss over the evaluation's that counts as a quality drop. */
  readonly qualityDegradation: number;
  /** While the model answers, labels are expected once in this time; undefined: they are not awaited. */
  readonly labelsWithinSeconds?: number;
  /** The alarm rule: violated in `violatedWindows` of the last `windows`, and in the latest. */
  readonly violatedWindows: number;
  readonly windows: number;
}
