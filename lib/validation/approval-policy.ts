import { Duration } from 'aws-cdk-lib';

/** What people have to bring for an approval. */
export interface HumanApprovalProps {
  /**
   * Name of the IAM role whose sessions may decide; `*` at its end stands for anything, as in
   * `AWSReservedSSO_Approver_*`.
   * @default - whoever may call the control API's route, as the Approver policy allows
   */
  readonly role?: string;
  /** Different people who have to approve, 1 to 10; one rejection rejects. @default 1 */
  readonly quorum?: number;
  /** A version that waited this long is Expired; at most 364 days. @default 7 days */
  readonly expiry?: Duration;
}

/**
 * Who says that a version whose gates passed may be released.
 *
 * @example
 * const approval = ApprovalPolicy.human({ quorum: 2, expiry: Duration.days(3) });
 */
export class ApprovalPolicy {
  /** Passed gates suffice. */
  static automatic(): ApprovalPolicy {
    return new ApprovalPolicy(true, undefined, 1, Duration.days(7));
  }

  /** People approve, none of whom submitted the version, in whichever role: names of sessions and users are compared. */
  static human(props: HumanApprovalProps = {}): ApprovalPolicy {
    return new ApprovalPolicy(false, props.role, props.quorum ?? 1, props.expiry ?? Duration.days(7));
  }

  private constructor(
    /** Whether passed gates suffice. */
    readonly isAutomatic: boolean,
    /** Name of the role whose sessions may decide. */
    readonly role: string | undefined,
    /** Different people who have to approve. */
    readonly quorum: number,
    /** How long a version may wait. */
    readonly expiry: Duration,
  ) {}
}
