/**
 * A body comes in pieces, of which the framework makes one. For a route whose bodies may hold a card the pieces are
 * wiped when that is done, when there are more of them than a body may have, and when the caller hangs up; the whole is
 * wiped by who reads it.
 */
import type { preParsingHookHandler } from 'fastify';

export const wipePieces: preParsingHookHandler = (request, _reply, payload, done) => {
  const { bodyLimit } = request.routeOptions;
  const pieces: Buffer[] = [];
  let received = 0;
  const wipe = () => {
    for (const piece of pieces.splice(0)) piece.fill(0);
  };
  payload.on('data', (piece: Buffer) => {
    received += piece.length;
    pieces.push(piece);
    // The framework refuses it by now, and who goes on sending must not fill the memory.
    if (received > bodyLimit) wipe();
  });
  // The framework listens after this and has put them together when every listener has been called.
  payload.once('end', () => {
    queueMicrotask(wipe);
  });
  payload.once('close', wipe);
  done();
};
