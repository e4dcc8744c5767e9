import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Shown } from './bank-process.ts';

export type Received = {
  at: number;
  text: string;
  timestamp: string;
  signature: string;
  eventId: string;
  type: string;
  /** The transfer, or the payment of a customer. */
  transfer: Pick<Shown, 'reference' | 'status' | 'amount' | 'utr'> & Partial<Shown>;
};

type Body = Pick<Received, 'eventId' | 'type' | 'transfer'> & {
  collection?: Received['transfer'];
};

/** Somebody's server that takes the bank's callbacks, or refuses them with `answerWith`. */
export async function openInbox(answerWith: (nth: number) => number = () => 200) {
  const received: Received[] = [];
  let asked = 0;
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      asked += 1;
      const text = Buffer.concat(chunks).toString('utf8');
      const { eventId, type, collection, ...body } = JSON.parse(text) as Body;
      const transfer = collection ?? body.transfer;
      const timestamp = String(req.headers['x-bank-timestamp']);
      const signature = String(req.headers['x-bank-signature']);
      received.push({ at: Date.now(), text, timestamp, signature, eventId, type, transfer });
      res.writeHead(answerWith(asked)).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const about = (reference: string) =>
    received.filter((each) => each.transfer.reference === reference);
  return {
    url: `http://127.0.0.1:${port}/bank`,
    about,
    /** Waits for `count` callbacks about one transfer, in the order they came. */
    async heard(reference: string, count: number): Promise<Received[]> {
      for (let tries = 0; tries < 400 && about(reference).length < count; tries += 1)
        await sleep(20);
      return about(reference);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
