import type { Server } from 'node:http';
import { openMpesa, type Mpesa } from './mpesa.ts';
import { createDoors } from './server.ts';
import { readSettings, SettingError, type Settings } from './settings.ts';
import { FolderInUse } from './store.ts';

const EXIT_SETTING = 2;
const EXIT_IN_USE = 3;
const STOP_WITHIN_MS = 4_000;

const report = (error: unknown) => {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${JSON.stringify({ event: 'error', reason })}\n`);
};

function start(settings: Settings): void {
  const mpesa = openMpesa(settings, Date.now, report);
  const server = createDoors(mpesa, report);
  server.on('error', (error) => {
    process.stderr.write(`The sandbox of M-Pesa cannot listen: ${error.message}\n`);
    process.exit(1);
  });
  server.listen(settings.port, settings.host, () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : settings.port;
    process.stdout.write(`${JSON.stringify({ event: 'listening', port })}\n`);
  });
  const stop = stopOnce(mpesa, server);
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (!settings.exitWithParent) return;
  process.stdin.on('error', stop).on('close', stop).on('end', stop);
  process.stdin.resume();
}

// What is committed is answered if it can be; sockets that are held open on purpose are cut.
function stopOnce(mpesa: Mpesa, server: Server): () => void {
  let stopping = false;
  return () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    server.close();
    setTimeout(() => {
      server.closeAllConnections();
      mpesa.close();
      process.exit(0);
    }, 100);
  };
}

try {
  start(readSettings(process.env));
} catch (error) {
  if (!(error instanceof SettingError || error instanceof FolderInUse)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof FolderInUse ? EXIT_IN_USE : EXIT_SETTING;
}
