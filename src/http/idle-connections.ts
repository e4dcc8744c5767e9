/**
 * Closes connections that have been idle for too long, by one timer for all of them. The runtime would set a timer with
 * every answer and clear it with every request, which is a twentieth of what a payout costs in this process.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Milliseconds of the monotonic clock; infinite while a request is served. */
const closesAtMs = Symbol('closesAtMs');
type Watched = Socket & { [closesAtMs]: number };

export function watchIdleConnections(server: Server, lookEveryMs: number): void {
  const open = new Set<Watched>();
  server.on('connection', (connection) => {
    const socket = Object.assign(connection, { [closesAtMs]: Infinity, setTimeout: setIdleLimit });
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
    });
  });
  const timer = setInterval(() => {
    const nowMs = performance.now();
    // What the runtime listens for itself, as if its own timer had run out.
    for (const socket of open) if (socket[closesAtMs] <= nowMs) socket.emit('timeout');
  }, lookEveryMs);
  timer.unref();
  server.once('close', () => {
    clearInterval(timer);
  });
}

/** The runtime calls it with each answer, saying how long the connection may be idle, and with 0 when it is not. */
function setIdleLimit(this: Watched, limitMs: number): Watched {
  this[closesAtMs] = limitMs === 0 ? Infinity : performance.now() + limitMs;
  return this;
}
