/**
 * Closes connections that have been idle for too long, by one timer for all of them. The runtime would set a timer with
 * every answer and clear it with every request, which is a twentieth of what a payout costs in this process.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Milliseconds of the monotonic clock; infinite while a request is served. */
const closesAtMs = Symbol('closesAtMs');
const limitMs = Symbol('limitMs');
/** What had come and gone at the last look. */
const movedBytes = Symbol('movedBytes');
type Watched = Socket & { [closesAtMs]: number; [limitMs]: number; [movedBytes]: number };

export function watchIdleConnections(server: Server, lookEveryMs: number): void {
  const open = new Set<Watched>();
  server.on('connection', (connection) => {
    const socket = Object.assign(connection, {
      ...{ [closesAtMs]: Infinity, [limitMs]: 0, [movedBytes]: 0 },
      setTimeout: setIdleLimit,
    });
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
    });
  });
  const timer = setInterval(() => {
    const nowMs = performance.now();
    // What the runtime listens for itself, as if its own timer had run out.
    for (const socket of open) if (isIdle(socket, nowMs)) socket.emit('timeout');
  }, lookEveryMs);
  timer.unref();
  server.once('close', () => {
    clearInterval(timer);
  });
}

/** Whoever goes on reading, or writing, is not idle, however long that takes. */
function isIdle(socket: Watched, nowMs: number): boolean {
  if (socket[closesAtMs] === Infinity) return false;
  const moved = socket.bytesRead + socket.bytesWritten;
  if (moved === socket[movedBytes]) return socket[closesAtMs] <= nowMs;
  socket[movedBytes] = moved;
  socket[closesAtMs] = nowMs + socket[limitMs];
  return false;
}

/** The runtime calls it with each answer, saying how long the connection may be idle, and with 0 when it is not. */
function setIdleLimit(this: Watched, ms: number): Watched {
  this[limitMs] = ms;
  this[closesAtMs] = ms === 0 ? Infinity : performance.now() + ms;
  return this;
}
