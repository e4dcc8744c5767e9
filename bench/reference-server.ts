/**
 * What a payout costs with nothing around it: the very same statements, one transaction for each request. It knows
 * its merchants beforehand and checks nothing. Its statements are pipelined as those of the lane are.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { Client } from '../src/db/client.ts';
import { openBatchClient } from '../src/db/connection.ts';
import { newId, type PayoutId } from '../src/kit/ids.ts';
import { accountOf } from '../src/ledger/accounts.ts';
import { Book } from '../src/ledger/book.ts';
import { lockAccounts } from '../src/ledger/lock-accounts.ts';
import { writeBook } from '../src/ledger/write-book.ts';
import type { CreatePayout } from '../src/payments/create-payout.ts';
import { decideCreate } from '../src/payments/decide-create.ts';
import { insertCreated, payoutColumns, payoutRow } from '../src/payments/payout-rows.ts';
import { benchFees } from './seed.ts';

const connections = 4;
const account = accountOf('wallet', 'INR');
let numbers = 0;

async function create(client: Client, merchantId: string, body: Body): Promise<void> {
  const at = new Date();
  const command: CreatePayout = {
    merchantId,
    payoutId: newId<'payout'>(at.getTime()) satisfies PayoutId,
    contract: 'xoompe',
    transactionNumber: `TX${String(++numbers).padStart(12, '0')}`,
    reference: body.clientTransactionRefNo,
    beneficiaryName: body.beneficiaryName,
    beneficiaryAccountNumber: body.beneficiaryAccountNumber,
    beneficiaryIfsc: body.ifsc,
    beneficiaryVpa: null,
    beneficiaryMobile: null,
    wishedRail: null,
    currency: 'INR',
    amountMinor: BigInt(Math.floor(body.amount * 100 + 0.5)),
    feePlan: benchFees,
    nearDuplicateGuard: true,
    at,
  };
  const [, accounts] = await client.inOneWrite(() =>
    Promise.all([
      client.query({ name: 'begin', text: 'begin' }),
      lockAccounts(client, [{ merchantId, account }]),
      client.query({
        name: 'by_reference',
        text: `select ${payoutColumns} from payouts p where p.merchant_id = $1 and p.reference = $2`,
        values: [merchantId, command.reference],
      }),
    ]),
  );
  const book = new Book(accounts);
  const decision = decideCreate([command], {
    book,
    byReference: new Map(),
    recentLikenesses: new Set(),
  });
  await client.inOneWrite(() =>
    Promise.all([
      client.query({
        name: insertCreated.name,
        text: insertCreated.text,
        values: insertCreated.values(decision.payouts.map(payoutRow)),
      }),
      ...writeBook(client, book),
      client.query({ name: 'commit', text: 'commit' }),
    ]),
  );
}

interface Body {
  readonly beneficiaryName: string;
  readonly beneficiaryAccountNumber: string;
  readonly ifsc: string;
  readonly amount: number;
  readonly clientTransactionRefNo: string;
}

async function readBody(request: IncomingMessage): Promise<Body> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString()) as Body;
}

async function serve(url: string): Promise<void> {
  const clients = await Promise.all(
    Array.from({ length: connections }, () => openBatchClient(url, 'bench reference')),
  );
  const { rows } = (await clients[0]?.query<{ merchant_id: string }>(
    'select merchant_id from merchants',
  )) ?? { rows: [] };
  let turn = 0;
  const server = createServer((request, response) => {
    const merchantId = rows[turn++ % rows.length]?.merchant_id ?? '';
    const handle = async (): Promise<void> => {
      const body = await readBody(request);
      const client = clients.pop();
      if (client === undefined) throw new Error('More requests at once than connections.');
      await create(client, merchantId, body);
      clients.push(client);
      const text = JSON.stringify({ statusCode: 201, transaction: body });
      response.writeHead(201, { 'content-length': Buffer.byteLength(text) }).end(text);
    };
    handle().catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      response.writeHead(500, { 'content-length': 0 }).end();
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.(typeof address === 'object' ? address?.port : 0);
  });
}

process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
await serve(process.argv[2] ?? '');
