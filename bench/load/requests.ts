/** The requests of the merchants, ready to be sent. */
import type { Caller } from '../seed.ts';
import { slot } from './load.ts';

const base = '/XoomPeAPI/Payout';

export function payoutRequests(callers: readonly Caller[]): string[] {
  return callers.map(({ token }, index) => post(`${base}/CreateTransaction`, token, item(index)));
}

export function bulkRequests(callers: readonly Caller[], itemsPerRequest: number): string[] {
  return callers.map(({ token }, index) => {
    const items = Array.from({ length: itemsPerRequest }, (_, at) => item(index + at));
    const body = `{"transactions":[${items.join(',')}]}`;
    return post(`${base}/CreateBulkTransactions`, token, body);
  });
}

/** `query` with its values encoded: `status=Success&page=2`. */
export function listRequest(caller: Caller, query: string): string {
  return (
    `GET ${base}/GetClientTransactionsWithFilters?${query} HTTP/1.1\r\nhost: bench\r\n` +
    `authorization: Bearer ${caller.token}\r\n\r\n`
  );
}

function item(index: number): string {
  return (
    `{"beneficiaryName":"Asha Rao","beneficiaryAccountNumber":"${String(100_000_000_000 + index * 7)}"` +
    `,"ifsc":"HDFC0001234","amount":${String(5_000 + (index % 900))}.50,"clientTransactionRefNo":"${slot}"}`
  );
}

function post(path: string, token: string, body: string): string {
  return (
    `POST ${path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${token}\r\n` +
    `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
  );
}
