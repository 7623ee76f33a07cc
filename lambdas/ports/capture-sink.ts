export interface CaptureResult {
  readonly captured: number;
  readonly failed: number;
  /** Why the last of those that failed did. */
  readonly reason?: string;
}

/** Where captured inferences go. It answers with counts and does not throw: capture never fails a request. */
export interface CaptureSink {
  /** Each line with its newline. */
  put(streamName: string, lines: readonly string[]): Promise<CaptureResult>;
}
