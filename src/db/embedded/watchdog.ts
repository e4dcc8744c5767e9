import { type ChildProcess, spawn } from 'node:child_process';
import { type Account, programOptions } from './account.ts';

/** Stops the server when our process is gone without having stopped it. */
export type Watchdog = { follow(postmasterPid: number): void; dismiss(): void };

// The pipe from us is the sign of life: the kernel closes it however we end. The last line says
// which server is ours; the server's own file must agree, lest a reused id be signalled.
const SCRIPT = `
trap '' HUP INT TERM
pid=0
while IFS= read -r line; do pid=$line; done
[ "$pid" -gt 1 ] || exit 0
tries=0
recorded=
until [ "$recorded" = "$pid" ]; do
  tries=$((tries + 1))
  [ "$tries" -gt 20 ] && exit 0
  [ "$tries" -gt 1 ] && sleep 0.1
  IFS= read -r recorded < "$1/postmaster.pid"
done
kill -INT "$pid"
tries=0
while kill -0 "$pid"; do
  tries=$((tries + 1))
  [ "$tries" -eq 80 ] && kill -QUIT "$pid"
  [ "$tries" -gt 150 ] && exit 0
  sleep 0.1
done
`;

const RESPAWN_DELAY_MS = 500;

export function startWatchdog(pgData: string, account: Account | undefined): Watchdog {
  let followed = 0;
  let dismissed = false;
  let child = spawnWatchdog();

  function spawnWatchdog(): ChildProcess {
    const fresh = spawn('/bin/sh', ['-c', SCRIPT, 'hundi-watchdog', pgData], {
      ...programOptions(account),
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    fresh.unref();
    // A broken pipe means that the watchdog is gone, which its exit tells as well.
    fresh.stdin.on('error', () => undefined);
    fresh.on('error', () => undefined);
    fresh.on('exit', () => {
      if (dismissed) return;
      setTimeout(() => {
        if (dismissed) return;
        child = spawnWatchdog();
        child.stdin?.write(`${followed}\n`);
      }, RESPAWN_DELAY_MS).unref();
    });
    return fresh;
  }

  return {
    follow: (postmasterPid) => {
      followed = postmasterPid;
      child.stdin?.write(`${postmasterPid}\n`);
    },
    dismiss: () => {
      dismissed = true;
      child.stdin?.end('0\n');
    },
  };
}
