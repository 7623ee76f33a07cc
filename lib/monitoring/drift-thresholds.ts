import type { Duration } from 'aws-cdk-lib';

/** From where on a difference counts as drift. Each has the default of its field. */
export interface DriftThresholds {
  /** Population stability index of a column. @default 0.2 */
  readonly psi?: number;
  /** Normalised Wasserstein, or Jensen-Shannon, distance of a column. @default 0.1 */
  readonly distance?: number;
  /** Significance after Benjamini-Hochberg, above 0 and below 1. @default 0.05 */
  readonly significance?: number;
  /** Rows a side below which a column has insufficient data. @default 100 */
  readonly minimumRows?: number;
  /** Labelled rows below which quality has insufficient data. @default 200 */
  readonly minimumLabelledRows?: number;
  /** Columns of less importance (a share of 1) do not raise the alarm. @default 0.05 */
  readonly minimumImportance?: number;
  /** Relative rise of the mean loss over the evaluation's that counts as a quality drop. @default 0.1 */
  readonly qualityDegradation?: number;
  /**
   * Labels are expected once in this time while the model answers, 1 minute to 366 days: a window with records counts as
   * violated where what was captured since the newest labels is older. Capture has to be kept for longer than that.
   * @default - labels are not awaited
   */
  readonly labelsWithin?: Duration;
  /** Windows, of the last `windows` and the latest among them, that must be violated for the alarm. @default 2 */
  readonly violatedWindows?: number;
  /** Windows that the alarm rule looks at. @default 5 */
  readonly windows?: number;
}
