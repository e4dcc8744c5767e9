import type { Server } from 'node:http';
import { FolderInUse } from './store.ts';

const EXIT_SETTING = 2;
const EXIT_IN_USE = 3;
const STOP_WITHIN_MS = 4_000;

type Basics = { port: number; host: string; exitWithParent: boolean };

/** What is open: `quiet` begins nothing new, `close` commits what is queued. */
type Open = { server: Server; quiet: () => void; close: () => void };

type Program<S extends Basics> = {
  /** As the sentences on stderr call it. */
  name: string;
  settings: () => S;
  isSettingError: (error: unknown) => boolean;
  open: (settings: S, report: (error: unknown) => void) => Open;
};

/** A program of the sandbox from its start to its end: it says on stdout when it listens, and ends cleanly. */
export function runDoors<S extends Basics>(program: Program<S>): void {
  try {
    start(program, program.settings());
  } catch (error) {
    if (!(error instanceof FolderInUse || program.isSettingError(error))) throw error;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof FolderInUse ? EXIT_IN_USE : EXIT_SETTING;
  }
}

function start<S extends Basics>({ name, open }: Program<S>, settings: S): void {
  const opened = open(settings, report);
  const { server } = opened;
  server.on('error', (error) => {
    process.stderr.write(`The ${name} cannot listen: ${error.message}\n`);
    process.exit(1);
  });
  server.listen(settings.port, settings.host, () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : settings.port;
    process.stdout.write(`${JSON.stringify({ event: 'listening', port })}\n`);
  });
  const stop = stopOnce(opened);
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (!settings.exitWithParent) return;
  process.stdin.on('error', stop).on('close', stop).on('end', stop);
  process.stdin.resume();
}

function report(error: unknown): void {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${JSON.stringify({ event: 'error', reason })}\n`);
}

// What is committed is answered if it can be; sockets that are held open on purpose are cut.
function stopOnce({ server, quiet, close }: Open): () => void {
  let stopping = false;
  return () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    server.close();
    quiet();
    setTimeout(() => {
      server.closeAllConnections();
      close();
      process.exit(0);
    }, 100);
  };
}
