import { spawn, type ChildProcess } from 'node:child_process';

// The kernel closes the pipe however we end; the last line names who is ours then.
const script = `
trap '' HUP INT TERM
pids=
while IFS= read -r line; do pids=$line; done
[ -z "$pids" ] || kill -9 $pids
`;

/** Ends the processes of the harness when the harness is gone, even by \`kill -9\`. */
export class Leash {
  readonly #watcher: ChildProcess;
  readonly #pids = new Set<number>();

  constructor() {
    this.#watcher = spawn('/bin/sh', ['-c', script], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.#watcher.stdin?.on('error', () => undefined);
    this.#watcher.on('error', () => undefined);
    this.#watcher.unref();
  }

  hold(child: ChildProcess): void {
    const { pid } = child;
    if (pid === undefined) return;
    this.#pids.add(pid);
    this.#tell();
    child.once('exit', () => {
      this.#pids.delete(pid);
      this.#tell();
    });
  }

  release(): void {
    this.#watcher.stdin?.end('\n');
  }

  #tell(): void {
    if (this.#watcher.stdin?.writable === true)
      this.#watcher.stdin.write(`${[...this.#pids].join(' ')}\n`);
  }
}
