/**
 * What stands before every route of a merchant, in the order of the contract: key, merchant and its access, caller's
 * address, time, signature, nonce, limit. The size of the body was looked at before, the body is read behind it.
 */
import type { Call as HttpCall } from '../../http/direct.ts';
import type { SentFile } from '../../http/send-file.ts';
import { isAllowed } from '../../identity/addresses.ts';
import type { ApiCaller } from '../../identity/api-callers.ts';
import {
  baseStringOf,
  canonicalQueryOf,
  isNonce,
  isSignatureOf,
  isTimely,
} from '../../identity/request-signature.ts';
import { DomainError, type ContractErrorCode } from '../../kit/errors.ts';
import { countCall } from './limits.ts';
import type { XpayoutParts } from './parts.ts';

export interface Call {
  readonly request: HttpCall;
  readonly query: ReadonlyMap<string, string>;
}

export interface Answer {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
}

/** Serves a call that the gate has let in. Throws DomainError. */
export type Work = (caller: ApiCaller, call: Call) => Promise<Answer | SentFile>;

export interface Passage {
  readonly route: string;
  /** Parameters of the published document: version 1 signs no query, so it may hold no others. */
  readonly parameters: readonly string[];
}

type GateParts = Pick<
  XpayoutParts,
  'callers' | 'callerAddressOf' | 'clock' | 'nonceLane' | 'rateLimits'
>;

/** Throws DomainError of what is first in the way. */
export async function admit(parts: GateParts, passage: Passage, call: Call): Promise<ApiCaller> {
  const { request } = call;
  const caller = await parts.callers.find(headerOf(request, 'x-api-key') ?? '');
  if (caller === undefined) throw new DomainError('access.unauthenticated');
  const obstacle = obstacleOf(caller, parts.callerAddressOf(request.raw));
  if (obstacle !== undefined) throw new DomainError(obstacle);
  const nonce = signedNonceOf(parts, passage, call, caller);
  if (nonce !== undefined) await spendNonce(parts, passage, caller, nonce);
  // Last, so that what strangers send, forged or replayed, uses up nothing of the merchant's.
  await countCall(
    parts.rateLimits,
    caller.merchant,
    request.raw.method === 'POST' ? 'order' : 'query',
  );
  return caller;
}

async function spendNonce(
  { nonceLane }: GateParts,
  { route }: Passage,
  { merchant: { merchantId } }: ApiCaller,
  nonce: string,
): Promise<void> {
  const isNew = await nonceLane.submit({ merchantId, route, nonce });
  if (!isNew) throw new DomainError('signature.replayed');
}

function obstacleOf(
  { merchant, access, marketplace }: ApiCaller,
  address: string,
): ContractErrorCode | undefined {
  if (merchant.status !== 'active') return 'access.merchant_inactive';
  if (!merchant.apiAccess || !access.apiEnabled) return 'access.api_disabled';
  if (marketplace === undefined) return 'access.marketplace_missing';
  // An empty list lets nobody in here.
  if (access.approvedAddresses.length === 0) return 'access.no_approved_address';
  if (!isAllowed(address, access.approvedAddresses)) return 'access.address_refused';
  return undefined;
}

/** Undefined where the merchant need not sign and did not; a signature that is there is always looked at. */
function signedNonceOf(
  { clock }: Pick<GateParts, 'clock'>,
  passage: Passage,
  { request, query }: Call,
  { merchant, access, secret, earlier }: ApiCaller,
): string | undefined {
  if (access.hmacMode === 'off' && merchant.environment === 'sandbox') return undefined;
  const nowMs = clock.now().getTime();
  const [timestamp, nonce, signature] = ['x-timestamp', 'x-nonce', 'x-signature'].map((name) =>
    headerOf(request, name),
  );
  const isUnsigned = timestamp === undefined && nonce === undefined && signature === undefined;
  if (isUnsigned && access.hmacMode === 'optional') return undefined;
  if (timestamp === undefined || !isTimely(timestamp, nowMs))
    throw new DomainError('signature.out_of_window');
  if (nonce === undefined || !isNonce(nonce))
    throw invalid('X-Nonce must be 8 to 128 of A-Z a-z 0-9 . _ : -');
  const text = baseStringOf({
    method: request.raw.method ?? '',
    route: passage.route,
    timestamp,
    nonce,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    ...signedQueryOf(request, passage, query),
  });
  // A merchant that changes over to a new secret may sign with either for a while.
  const secrets = [secret, ...(earlier && nowMs < earlier.endsAtMs ? [earlier.secret] : [])];
  if (signature === undefined || !secrets.some((one) => isSignatureOf(one, text, signature)))
    throw invalid();
  return nonce;
}

function signedQueryOf(
  request: HttpCall,
  { parameters }: Passage,
  query: ReadonlyMap<string, string>,
): { query?: string } {
  const version = headerOf(request, 'x-signature-version') ?? '1';
  if (version === '2') return { query: canonicalQueryOf(query) };
  if (version !== '1') throw invalid('X-Signature-Version must be 1 or 2.');
  const isDocumented = (name: string) => name === 'route' || parameters.includes(name);
  if (![...query.keys()].every(isDocumented))
    throw invalid('Version 1 signs no query; other parameters than the documented need version 2.');
  return {};
}

function invalid(reason?: string): DomainError {
  return new DomainError('signature.invalid', reason === undefined ? {} : { reason });
}

/** A header that came twice is joined by a comma, which no value of these holds. */
function headerOf({ headers }: HttpCall, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
