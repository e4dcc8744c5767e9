/** Every refusal of the gateway in the codes and statuses of this contract. */
import type { HttpAnswer } from '../../http/door.ts';
import { retryAfterOf } from '../../http/retry-after.ts';
import { contractCodeOf, type ContractErrorCode, type DomainError } from '../../kit/errors.ts';

interface Wording {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 500 | 503;
  readonly code: string;
  readonly message: string;
}

const wordings = {
  'request.malformed': {
    status: 400,
    code: 'malformed_request',
    message: 'The request is not well-formed.',
  },
  'request.invalid_fields': {
    status: 400,
    code: 'validation_failed',
    message: 'Fields are missing or wrong.',
  },
  'request.too_large': {
    status: 413,
    code: 'body_too_large',
    message: 'The body is larger than 256 kB.',
  },
  'request.unsupported_type': {
    status: 415,
    code: 'unsupported_media_type',
    message: 'Content-Type must be application/json.',
  },
  'request.route_unknown': { status: 404, code: 'route_not_found', message: 'No such route.' },
  'request.method_not_allowed': {
    status: 405,
    code: 'method_not_allowed',
    message: 'The route does not take this method.',
  },
  'access.unauthenticated': {
    status: 401,
    code: 'invalid_api_key',
    message: 'The API key is missing or unknown.',
  },
  'access.forbidden': { status: 403, code: 'forbidden', message: 'This caller may not do this.' },
  'access.address_refused': {
    status: 403,
    code: 'ip_not_approved',
    message: 'The call comes from an address that is not approved.',
  },
  'access.api_disabled': {
    status: 403,
    code: 'api_access_disabled',
    message: 'API access is not enabled.',
  },
  'access.merchant_inactive': {
    status: 403,
    code: 'merchant_inactive',
    message: 'The merchant account is not active.',
  },
  'access.marketplace_missing': {
    status: 403,
    code: 'marketplace_code_missing',
    message: 'No marketplace code is assigned.',
  },
  'access.no_approved_address': {
    status: 403,
    code: 'no_approved_ip',
    message: 'No API address is approved.',
  },
  'signature.out_of_window': {
    status: 401,
    code: 'timestamp_out_of_window',
    message: 'X-Timestamp must be Unix seconds within 300 seconds of now.',
  },
  'signature.invalid': {
    status: 401,
    code: 'invalid_signature',
    message: 'The signature is not that of this request.',
  },
  'signature.replayed': {
    status: 409,
    code: 'nonce_replayed',
    message: 'The nonce was used before; nothing was done.',
  },
  'rate.exceeded': { status: 429, code: 'rate_limited', message: 'Too many calls.' },
  'payout.insufficient_funds': {
    status: 400,
    code: 'insufficient_balance',
    message: 'The balance does not cover amount, fee and GST; the order has failed.',
  },
  'payout.limit_exceeded': {
    status: 400,
    code: 'limit_exceeded',
    message: 'The amount is above the payout limits; the order has failed.',
  },
  'payout.reference_conflict': {
    status: 409,
    code: 'order_conflict',
    message: 'The order_id was used before with other fields.',
  },
  'payout.near_duplicate': {
    status: 409,
    code: 'near_duplicate',
    message: 'An order like this was created within ten minutes.',
  },
  'payout.not_found': { status: 404, code: 'order_not_found', message: 'No such order.' },
  'order.service_unavailable': {
    status: 400,
    code: 'service_type_unavailable',
    message: 'Orders of this service_type are not available.',
  },
  'settlement.disabled': {
    status: 403,
    code: 'settlements_disabled',
    message: 'Settlements are not enabled.',
  },
  'settlement.not_found': {
    status: 404,
    code: 'settlement_not_found',
    message: 'No such settlement.',
  },
  'settlement.insufficient_funds': {
    status: 400,
    code: 'insufficient_balance',
    message: 'The wallet balance does not cover the settlement.',
  },
  'settlement.address_unusable': {
    status: 409,
    code: 'settlement_address_unusable',
    message: 'The destination cannot be used.',
  },
  'settlement.same_person': {
    status: 403,
    code: 'same_person',
    message: 'Another person has to decide this.',
  },
  'settlement.wrong_status': {
    status: 409,
    code: 'settlement_status',
    message: 'The settlement is in another status.',
  },
  'settlement.quote_expired': {
    status: 409,
    code: 'quote_expired',
    message: 'The quote has expired.',
  },
  'settlement.transfer_spent': {
    status: 409,
    code: 'transfer_spent',
    message: 'The transfer has been used before.',
  },
  'login.refused': { status: 401, code: 'login_refused', message: 'The login is refused.' },
  'pin.refused': {
    status: 403,
    code: 'pin_refused',
    message: 'The approval pin is missing or wrong.',
  },
  'pin.locked': {
    status: 403,
    code: 'pin_locked',
    message: 'The approval pin is locked for a while.',
  },
  'transaction.reference_taken': {
    status: 409,
    code: 'reference_taken',
    message: 'The reference was used before.',
  },
  'transaction.reference_pending': {
    status: 409,
    code: 'reference_pending',
    message: 'The reference is in use.',
  },
  'transaction.closed': {
    status: 409,
    code: 'transaction_closed',
    message: 'No such open transaction.',
  },
  'routing.unknown': { status: 400, code: 'routing_unknown', message: 'No such routing code.' },
  'customer.email_taken': {
    status: 409,
    code: 'email_taken',
    message: 'Another customer has this e-mail address.',
  },
  'customer.mobile_taken': {
    status: 409,
    code: 'mobile_taken',
    message: 'Another customer has this mobile number.',
  },
  'customer.card_taken': {
    status: 409,
    code: 'card_taken',
    message: 'Another customer has this card.',
  },
  'service.overloaded': { status: 503, code: 'overloaded', message: 'Busy; nothing was done.' },
  'service.unavailable': {
    status: 503,
    code: 'unavailable',
    message: 'Unavailable; repeat with the same order_id.',
  },
  'service.internal': { status: 500, code: 'internal_error', message: 'Internal error.' },
} as const satisfies Record<ContractErrorCode, Wording>;

/** How this contract says it. */
export function wordingOf(code: ContractErrorCode): Wording {
  return wordings[code];
}

/** The reason behind these says what to change, and nothing of the inside. */
const withReason: ReadonlySet<string> = new Set([
  'request.malformed',
  'request.unsupported_type',
  'signature.invalid',
]);

/** `{ok: false, code, message, errors?}`, and for faults of ours the support id. */
export function refusal(error: DomainError, supportId?: string): HttpAnswer {
  const { status, code, message } = wordings[contractCodeOf(error.code)];
  const { fields: errors, reason } = error.details;
  const said = withReason.has(error.code) ? (reason ?? message) : message;
  return {
    status,
    headers: retryAfterOf(error),
    body: JSON.stringify({ ok: false, code, message: said, errors, supportId }),
  };
}
