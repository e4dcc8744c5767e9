/** Every refusal of the gateway in the words and statuses of this contract. */
import type { HttpAnswer } from '../../http/door.ts';
import { malformedPath } from '../../http/failures.ts';
import { retryAfterOf } from '../../http/retry-after.ts';
import { admissionReasons } from '../../identity/admission.ts';
import { contractCodeOf, type ContractErrorCode, type DomainError } from '../../kit/errors.ts';
import type { RouteDeclaration } from './routes.ts';

interface Wording {
  readonly status: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503;
  readonly message: string;
}

const wordings = {
  'request.malformed': { status: 400, message: 'Malformed request' },
  'request.invalid_fields': { status: 400, message: 'Validation failed' },
  'request.too_large': { status: 400, message: 'Request body is too large' },
  'request.unsupported_type': { status: 400, message: 'Content-Type must be application/json' },
  'request.route_unknown': { status: 404, message: 'Not Found' },
  'request.method_not_allowed': { status: 404, message: 'Not Found' },
  'access.unauthenticated': { status: 401, message: 'Invalid or expired token' },
  'access.forbidden': { status: 403, message: 'Insufficient permissions' },
  'access.address_refused': { status: 403, message: 'Insufficient permissions' },
  'access.api_disabled': { status: 403, message: 'Insufficient permissions' },
  'access.merchant_inactive': { status: 403, message: 'Insufficient permissions' },
  'access.marketplace_missing': { status: 403, message: 'Insufficient permissions' },
  'access.no_approved_address': { status: 403, message: 'Insufficient permissions' },
  'signature.out_of_window': { status: 401, message: 'Invalid or expired token' },
  'signature.invalid': { status: 401, message: 'Invalid or expired token' },
  'signature.replayed': { status: 409, message: 'Request was used before' },
  'rate.exceeded': { status: 429, message: 'Rate limit exceeded' },
  'payout.insufficient_funds': { status: 400, message: 'Insufficient wallet balance' },
  'payout.limit_exceeded': { status: 400, message: 'Payout limit exceeded' },
  'payout.reference_conflict': {
    status: 409,
    message: 'Client transaction reference was used before with other details',
  },
  'payout.near_duplicate': {
    status: 409,
    message:
      'A transaction with the same account, IFSC and amount was created within 10 minutes; send a clientTransactionRefNo',
  },
  'payout.not_found': { status: 404, message: 'Transaction not found' },
  'order.service_unavailable': { status: 503, message: 'Service unavailable' },
  'settlement.disabled': { status: 403, message: 'Insufficient permissions' },
  'settlement.not_found': { status: 404, message: 'Not Found' },
  'settlement.insufficient_funds': { status: 400, message: 'Insufficient wallet balance' },
  'settlement.address_unusable': { status: 409, message: 'Settlement address cannot be used' },
  'settlement.same_person': { status: 403, message: 'Insufficient permissions' },
  'settlement.wrong_status': { status: 409, message: 'Settlement is in another status' },
  'settlement.quote_expired': { status: 409, message: 'Quote has expired' },
  'settlement.transfer_spent': { status: 409, message: 'Transfer has been used before' },
  'login.refused': { status: 401, message: 'Invalid or expired token' },
  'pin.refused': { status: 403, message: 'Insufficient permissions' },
  'pin.locked': { status: 403, message: 'Insufficient permissions' },
  'transaction.reference_taken': {
    status: 409,
    message: 'Client transaction reference was used before',
  },
  'transaction.reference_pending': {
    status: 409,
    message: 'Client transaction reference was used before',
  },
  'transaction.closed': { status: 409, message: 'Transaction not found or already processed' },
  'routing.unknown': { status: 400, message: 'Invalid routing code' },
  'customer.email_taken': { status: 409, message: 'Email is in use' },
  'customer.mobile_taken': { status: 409, message: 'Mobile number is in use' },
  'customer.card_taken': { status: 409, message: 'Card is in use' },
  'service.overloaded': { status: 503, message: 'Service unavailable' },
  'service.unavailable': { status: 503, message: 'Service unavailable' },
  'service.internal': { status: 500, message: 'Internal server error' },
} as const satisfies Record<ContractErrorCode, Wording>;

export const invalidCredentials = 'Invalid credentials';
export const readersMayNotPay = 'A read-only user may not create payouts';

/** Refusals that always have a reason, which then is the message. */
const reasons: Readonly<Partial<Record<ContractErrorCode, readonly string[]>>> = {
  'access.forbidden': [readersMayNotPay],
  'access.address_refused': [admissionReasons.address],
  'access.api_disabled': [admissionReasons.blocked, admissionReasons.noApiAccess],
};

/** The reason behind these may be shown: it says what to change, and nothing of the inside. */
const withReason: ReadonlySet<string> = new Set([
  'request.malformed',
  'request.unsupported_type',
  'access.unauthenticated',
  'access.forbidden',
  'access.address_refused',
  'access.api_disabled',
]);

/** `{statusCode, status: false, message, errors?}`, and for faults of ours the support id. */
export function refusal(
  error: DomainError,
  headers: Readonly<Record<string, string>>,
  supportId?: string,
): HttpAnswer {
  const { status, message } = wordings[contractCodeOf(error.code)];
  const { fields, reason } = error.details;
  const body = {
    statusCode: status,
    status: false,
    message: withReason.has(error.code) ? (reason ?? message) : message,
    errors: fields,
    supportId,
  };
  return {
    status,
    headers: { ...headers, ...retryAfterOf(error) },
    body: JSON.stringify(body),
  };
}

export function statusOf(code: ContractErrorCode): number {
  return wordings[code].status;
}

/**
 * The messages that a route answers a code with. Without a token it is the credentials that are judged, and without a body the
 * path.
 */
export function messagesOf(
  code: ContractErrorCode,
  { isOpen, method }: Pick<RouteDeclaration, 'isOpen' | 'method'>,
): readonly string[] {
  if (isOpen && code === 'access.unauthenticated') return [invalidCredentials];
  if (method === 'GET' && code === 'request.malformed') return [malformedPath];
  return reasons[code] ?? [messageOf(code)];
}

/** The message of a code, for the items of a bulk answer. */
export function messageOf(code: ContractErrorCode): string {
  return wordings[code].message;
}
