/** The requests of the merchants, ready to be sent. */
import type { ApiCredential } from '../../src/identity/api-credentials.ts';
import type { Caller } from '../seed.ts';
import { slot } from './load.ts';
import { signatureSlot, timeSlot } from './signing.ts';

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

/** Orders for the amounts and accounts of `payoutRequests`; what has to be signed is signed when it is sent. */
export function orderRequests(keys: readonly ApiCredential[]): string[] {
  return keys.map(({ apiKey }, index) => {
    const body =
      `{"service_type":"payout","order_id":"${slot}","amount":${String(5_000 + (index % 900))}.50` +
      `,"currency":"INR","meta":{"mode":"imps","account_number":"${accountNumber(index)}"` +
      `,"ifsc":"HDFC0001234","beneficiary_firstname":"Asha","beneficiary_lastname":"Rao"}}`;
    return (
      `POST /sitemap.xml?route=api_create_order HTTP/1.1\r\nhost: bench\r\nx-api-key: ${apiKey}\r\n` +
      `x-timestamp: ${timeSlot}\r\nx-nonce: ${slot}\r\nx-signature: ${signatureSlot}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
    );
  });
}

function accountNumber(index: number): string {
  return String(100_000_000_000 + index * 7);
}

function item(index: number): string {
  return (
    `{"beneficiaryName":"Asha Rao","beneficiaryAccountNumber":"${accountNumber(index)}"` +
    `,"ifsc":"HDFC0001234","amount":${String(5_000 + (index % 900))}.50,"clientTransactionRefNo":"${slot}"}`
  );
}

function post(path: string, token: string, body: string): string {
  return (
    `POST ${path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${token}\r\n` +
    `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
  );
}
