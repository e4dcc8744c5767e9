/** A server that answers by script, so that a connector meets what no honest provider would send. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Script = (response: ServerResponse, seen: Seen) => void;

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  /** Every request that came, in order. */
  readonly seen: readonly Seen[];
  /** From now on. */
  follow(script: Script): void;
}

/** Tokens are given outside of the script and of what is seen, unless the script is to give them. */
export async function startScriptedServer({
  givesTokens = true,
}: { readonly givesTokens?: boolean } = {}): Promise<ScriptedServer> {
  const seen: Seen[] = [];
  let script: Script = (response) => response.destroy();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      if (givesTokens && url.startsWith('/oauth/')) {
        response.end('{"access_token":"of-the-script","expires_in":"3599"}');
        return;
      }
      const one = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      script(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    follow(next) {
      script = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
