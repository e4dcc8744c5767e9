/** Where time comes from: handed in, so that a decision can be replayed on any day. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
