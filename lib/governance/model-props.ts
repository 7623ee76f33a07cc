import type { Duration } from 'aws-cdk-lib';
import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { DriftThresholds } from '../monitoring/drift-thresholds';
import type { ApprovalPolicy } from '../validation/approval-policy';
import type { GateProps } from './gate-props';

/** What a model predicts. */
export enum ModelTask {
  /** One of two labels, with the probability of the second. */
  CLASSIFICATION = 'classification',
  /** A number. */
  REGRESSION = 'regression',
}

/** How a new version takes over. */
export enum RolloutStrategy {
  /** A share of the requests first, all when the alarms stayed quiet. */
  CANARY = 'canary',
  /** All requests at once; the alarms still watch for the bake time. */
  ALL_AT_ONCE = 'all-at-once',
}

/** The columns of a model's data set. */
export interface DatasetProps {
  /** The column to predict. */
  readonly target: string;
  /** A column that tells time; never a feature. @default - none */
  readonly time?: string;
  /** Columns that are never features. @default - none */
  readonly exclude?: string[];
  /** Classification: the label whose probability is predicted. @default - the second in sorted order */
  readonly positiveLabel?: string;
  /** Fewer labelled rows than this fail the data check. @default 100 */
  readonly minimumRows?: number;
}

/** The evaluation set, which the platform sets aside and no training sees. */
export interface EvaluationProps {
  /** Share of newly labelled rows, above 0 and below 1. @default 0.2 */
  readonly share?: number;
  /** Seed of the choice. @default 1 */
  readonly seed?: number;
}

/** The serverless endpoint of each version. */
export interface ServingProps {
  /** 1024, 2048, 3072, 4096, 5120 or 6144 MB. @default 2048 */
  readonly memorySizeInMb?: number;
  /** Requests at the same time, 1 to 200. @default 5 */
  readonly maxConcurrency?: number;
}

/** How a version takes over. */
export interface RolloutProps {
  /** @default RolloutStrategy.CANARY */
  readonly strategy?: RolloutStrategy;
  /** Share of requests that a candidate gets while it bakes, above 0 up to 100. @default 10; 100 when all at once */
  readonly canaryTrafficPercent?: number;
  /** How long the alarms must stay quiet. @default 5 minutes */
  readonly bake?: Duration;
}

/** The training job. */
export interface TrainingProps {
  /** A SageMaker instance type without local NVMe storage, whose volume can be encrypted. @default ml.m5.large */
  readonly instanceType?: string;
  /** @default 30 */
  readonly volumeSizeInGb?: number;
  /** @default 1 hour */
  readonly maxRuntime?: Duration;
  /** Passed to the training container as they are. @default - the container's own defaults */
  readonly hyperparameters?: { [name: string]: string };
}

/** When a model is trained again. */
export interface RetrainingProps {
  /** Whether the drift alarm starts a training. @default true */
  readonly onDrift?: boolean;
  /** Least time between two trainings that an alarm or the schedule starts. @default 1 day */
  readonly cooldown?: Duration;
  /** Whether a schedule starts trainings. @default true */
  readonly onSchedule?: boolean;
  /** @default - monthly, on the first day at 03:00 UTC */
  readonly schedule?: ScheduleExpression;
}

/** How a model's traffic is watched. */
export interface MonitoringProps {
  /** Whether a schedule starts runs; on demand they start in any case. @default true */
  readonly scheduled?: boolean;
  /** Time from one scheduled run to the next, and the length of their windows. @default 1 hour */
  readonly interval?: Duration;
  /** @default - those of DriftThresholds */
  readonly thresholds?: DriftThresholds;
}

/**
 * Which versions are retired without a person, by promotions and by VersionHousekeeping: never one that serves, that a
 * rollback may go back to, or that an alias names.
 */
export interface RetirementProps {
  /** Days since the registration; 1 to 36,500. @default - age retires nothing */
  readonly maximumAgeDays?: number;
  /** Days since the last change of its status, or of an alias that named it; 1 to 36,500. @default - inactivity retires nothing */
  readonly inactiveDays?: number;
  /** Former champions that stay deployed, so that a rollback finds them; 1 to 10. @default 1 */
  readonly supersededVersions?: number;
}

/** What people say of a model, for the card of each of its versions. */
export interface ModelCardProps {
  /** What it is for, and for whom; 1,000 characters at most. @default - not stated */
  readonly purpose?: string;
  /** Where it must not be used, and what it can't do; 1,000 characters at most. @default - not stated */
  readonly limitations?: string;
  /** Who answers for it; 200 characters at most. @default - not stated */
  readonly owner?: string;
}

/** One model: what it predicts, from what, and what the platform may do with it. */
export interface ModelProps {
  /** 1 to 32 of a-z, 0-9 and inner hyphens. */
  readonly name: string;
  readonly task: ModelTask;
  readonly dataset: DatasetProps;
  /** @default - a fifth of newly labelled rows */
  readonly evaluation?: EvaluationProps;
  /** @default - no bounds, at most 2 % worse than the champion */
  readonly gates?: GateProps;
  /** Who says that a version may be released. @default ApprovalPolicy.automatic() */
  readonly approval?: ApprovalPolicy;
  /** @default - a champion that was superseded twice */
  readonly retirement?: RetirementProps;
  /** @default - the card says that nothing was stated */
  readonly card?: ModelCardProps;
  /** @default - 2 GB, 5 requests at the same time */
  readonly serving?: ServingProps;
  /** @default - canary of 10 % for 5 minutes */
  readonly rollout?: RolloutProps;
  /** @default - ml.m5.large for an hour at most */
  readonly training?: TrainingProps;
  /** @default - on drift, and monthly */
  readonly retraining?: RetrainingProps;
  /** @default - hourly, with the default thresholds */
  readonly monitoring?: MonitoringProps;
}
