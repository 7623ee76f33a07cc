/** What bounds a monitor run: its functions keep within it, and its state machine ends what does not. */
export const MONITOR_LIMITS = {
  /** Shards of a window, however large it is. */
  shards: 1_000,
  /** Merges that may ask for shards to be summarised again; the next one leaves out what is still double. */
  rounds: 3,
} as const;
