/** Commands that must share one commit, and whoever waits for their answers. */
export interface Unit<Command, Answer> {
  readonly commands: readonly Command[];
  readonly first: Command;
  readonly queuedAtMs: number;
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (error: unknown) => void;
}
