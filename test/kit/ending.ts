/** Whatever ends what was opened: a test when it is over, or a program that only looks. */
export interface Ending {
  after(end: () => Promise<void>): void;
}
