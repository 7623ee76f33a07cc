/** The stream is no pickle from here on: Python gives up at the same place. */
export class BrokenPickle extends Error {}

/** Python may go on from here, but what it does can't be told. */
export class UnfollowablePickle extends Error {}
