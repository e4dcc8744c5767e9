/** How every command is made: it takes --json, prints one answer, and sets the exit code. */
import type { Command } from 'commander';
import { exitCodes } from './errors.ts';
import { jsonOf, type Answer } from './output.ts';

/** The flags of a command as given; each is there or not. */
export type Flags = Readonly<Record<string, string | boolean | undefined>>;

/** `args` are the positional arguments in order. */
type Run = (args: readonly (string | undefined)[], flags: Flags) => Promise<Answer>;

export function addCommand(
  group: Command,
  name: string,
  description: string,
  configure: (command: Command) => void,
  run: Run,
): void {
  const command = group.command(name).description(description);
  configure(command);
  makeRunnable(command, run);
}

export function makeRunnable(command: Command, run: Run): void {
  command
    .allowExcessArguments(false)
    .option('--json', 'print one JSON document and nothing else')
    .action(async () => {
      const flags: Flags = command.opts();
      const args = command.processedArgs.flatMap((arg: unknown) => arg as string | string[]);
      const answer = await run(args, flags);
      await print(flags['json'] === true ? jsonOf(answer.data) : answer.text);
      if (answer.isBroken === true) process.exitCode = exitCodes.broken;
    });
}

/** A flag that takes a value. */
export function textFlag(flags: Flags, name: string): string | undefined {
  const value = flags[name];
  return typeof value === 'string' ? value : undefined;
}

/** Resolves when the text has left: a long answer into a pipe is not cut off. */
function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
