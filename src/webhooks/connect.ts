import { Resolver } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import { connect as connectTcp, isIP } from 'node:net';
import type { LookupFunction, Socket } from 'node:net';
import { TLSSocket, connect as connectTls } from 'node:tls';
import type { buildConnector } from 'undici';
import { isWithin } from './addresses.ts';
import { reachOf } from './destination.ts';

/** Answers every address of a host name; rejects if there is none. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** A connection that a wall refused. */
export class BlockedError extends Error {
  override readonly name = 'BlockedError';
}

const notPublic = 'The host has an address that is not public.';

export interface GuardOptions {
  readonly allowLoopback: boolean;
  readonly connectTimeoutMs: number;
  readonly resolve: Resolve;
}

/** The second and third wall: all addresses of the name are judged before the connection, and the peer after it. */
export function guardedConnector(options: GuardOptions): buildConnector.connector {
  const lookup = guardedLookup(options);
  return (target, callback) => {
    const reach = reachOf(target.hostname, options.allowLoopback);
    const socket = open(target, lookup);
    const deadline = setTimeout(() => {
      socket.destroy(failure('ETIMEDOUT'));
    }, options.connectTimeoutMs);
    socket.once('connect', () => {
      const peer = socket.remoteAddress;
      if (peer === undefined) socket.destroy(failure('ECONNRESET'));
      else if (!isWithin(peer, reach)) socket.destroy(new BlockedError(notPublic));
    });
    socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
      clearTimeout(deadline);
      if (socket.destroyed) return;
      socket.off('error', fail);
      callback(null, socket);
    });
    socket.once('error', fail);
    function fail(error: Error): void {
      clearTimeout(deadline);
      callback(error, null);
    }
  };
}

function open(target: buildConnector.Options, lookup: LookupFunction): Socket {
  const { hostname: host, protocol } = target;
  const isTls = protocol === 'https:';
  const port = target.port === '' ? (isTls ? 443 : 80) : parseInt(target.port, 10);
  // All of the checked addresses are handed over, so that one dead address does not make a dead host.
  const common = { host, port, lookup, autoSelectFamily: true, noDelay: true, keepAlive: true };
  if (!isTls) return connectTcp(common);
  return connectTls({
    ...common,
    ALPNProtocols: ['http/1.1'],
    // Said here so that no environment variable can turn it off.
    rejectUnauthorized: true,
    ...(isIP(host) === 0 ? { servername: host } : {}),
  });
}

function failure(code: string): Error {
  return Object.assign(new Error('The connection failed.'), { code });
}

// Never called for a literal address: those are judged by the first wall and, once connected, by the third.
function guardedLookup(options: GuardOptions): LookupFunction {
  return (hostname, _lookup, callback) => {
    const reach = reachOf(hostname, options.allowLoopback);
    const addresses = reach === 'loopback' ? thisMachine() : options.resolve(hostname);
    addresses.then(
      (found) => {
        const isClean = found.every(({ address }) => isWithin(address, reach));
        if (!isClean) callback(new BlockedError(notPublic), []);
        else if (found.length === 0) callback(failure('ENOTFOUND'), []);
        else callback(null, [...found]);
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : failure('ENOTFOUND'), []);
      },
    );
  };
}

function thisMachine(): Promise<readonly LookupAddress[]> {
  return Promise.resolve([
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ]);
}

/**
 * Asks the configured name servers directly. The system's own look-up would hold a thread of the shared pool for as long
 * as a hostile name server likes to think.
 */
export function createResolve(timeoutMs: number): Resolve {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  return async (hostname) => {
    const [four, six] = await Promise.allSettled([
      resolver.resolve4(hostname),
      resolver.resolve6(hostname),
    ]);
    const found: LookupAddress[] = [];
    if (four.status === 'fulfilled') {
      for (const address of four.value) found.push({ address, family: 4 });
    }
    if (six.status === 'fulfilled') {
      for (const address of six.value) found.push({ address, family: 6 });
    }
    if (found.length === 0 && four.status === 'rejected') throw four.reason;
    return found;
  };
}
