import { createResolve, guardedConnector } from './connect.ts';
import type { Resolve } from './connect.ts';
import { checkDestination } from './destination.ts';
import { RenewedAgent } from './renewed-agent.ts';
import { ReplyReader } from './reply.ts';
import type { EgressReply } from './reply.ts';

export interface EgressOptions {
  /** Sandbox only: loopback hosts may be reached, by http too and on any port. */
  readonly allowLoopback: boolean;
  readonly connectTimeoutMs?: number;
  readonly totalTimeoutMs?: number;
  readonly maxReplyBytes?: number;
  readonly keepBytes?: number;
  readonly connectionsPerOrigin?: number;
  /** After so long new requests go by new connections. */
  readonly connectionLifeMs?: number;
  readonly resolve?: Resolve;
}

export interface EgressRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Instead of the time that everybody has. */
  readonly timeoutMs?: number | undefined;
}

export interface Egress {
  /** For saving a URL: what would be refused without asking any name server. `reason` may be shown. */
  checkUrl(text: string): { readonly ok: true } | { readonly ok: false; readonly reason: string };
  /** Sends once, follows nothing, unpacks nothing. Never rejects. */
  post(url: string, request: EgressRequest): Promise<EgressReply>;
  /** How many origins hold connections now. */
  openOrigins(): number;
  /** Cuts every connection. */
  close(): Promise<void>;
}

/** The only way out to addresses that a merchant or an operator typed in. */
export function createEgress(options: EgressOptions): Egress {
  const { allowLoopback, connectTimeoutMs = 3_000 } = options;
  const limits = {
    totalTimeoutMs: options.totalTimeoutMs ?? 15_000,
    maxReplyBytes: options.maxReplyBytes ?? 65_536,
    keepBytes: options.keepBytes ?? 4_096,
  };
  // The agent forgets an origin with its last connection, so dead and idle receivers cost nothing.
  const agent = new RenewedAgent(
    {
      connect: guardedConnector({
        allowLoopback,
        connectTimeoutMs,
        resolve: options.resolve ?? createResolve(connectTimeoutMs),
      }),
      connections: options.connectionsPerOrigin ?? 32,
      keepAliveMaxTimeout: 30_000,
      // The reader's one deadline covers waiting, connecting, headers and body.
      headersTimeout: 0,
      bodyTimeout: 0,
    },
    options.connectionLifeMs ?? 60_000,
  );

  function post(text: string, request: EgressRequest): Promise<EgressReply> {
    const destination = checkDestination(text, allowLoopback);
    if (!destination.ok) return Promise.resolve({ kind: 'blocked', reason: destination.reason });
    const { origin, pathname, search } = destination.url;
    return new Promise((resolve) => {
      agent.dispatch(
        {
          origin,
          path: pathname + search,
          method: 'POST',
          headers: { ...request.headers, 'accept-encoding': 'identity' },
          body: request.body,
        },
        new ReplyReader(
          { ...limits, totalTimeoutMs: request.timeoutMs ?? limits.totalTimeoutMs },
          resolve,
        ),
      );
    });
  }

  return {
    checkUrl: (text) => {
      const destination = checkDestination(text, allowLoopback);
      return destination.ok ? { ok: true } : destination;
    },
    post,
    openOrigins: () => agent.openOrigins(),
    close: () => agent.destroy(),
  };
}
