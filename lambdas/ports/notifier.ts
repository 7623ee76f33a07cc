export interface Notification {
  /** One line of printable ASCII, cut at 100 characters. */
  readonly subject: string;
  readonly text: string;
}

/** Tells the people who asked to be told. */
export interface Notifier {
  notify(notification: Notification): Promise<void>;
}
