/** The closed catalogue of refusals. Every door maps every code, so a new one does not compile until all do. */

export const errorCatalogue = {
  'request.malformed': 'The body is not one well-formed JSON value within the limits.',
  'request.invalid_fields':
    'Fields are missing or break their rules; all of them are named at once.',
  'request.too_large': 'The body is larger than the contract allows.',
  'request.unsupported_type': 'The body is not sent as JSON, or is compressed.',
  'request.route_unknown': 'No such address in this contract.',
  'request.method_not_allowed': 'The address exists, but not for this method.',
  'access.unauthenticated': 'The credential is missing, malformed, expired, revoked or wrong.',
  'access.forbidden': 'The caller is known but its role may not do this.',
  'access.address_refused':
    'The call comes from an address outside the allow-list of the merchant.',
  'access.api_disabled': 'The merchant has no access to the API at present.',
  'access.merchant_inactive': 'The merchant is disabled.',
  'access.marketplace_missing': 'The operator has not assigned a marketplace code.',
  'access.no_approved_address': 'The operator has not approved an address for the API.',
  'signature.out_of_window': 'The time of the request is not within 300 seconds of now.',
  'signature.invalid': 'The signature is missing, malformed or not that of this request.',
  'signature.replayed': 'The nonce was used before on this route; nothing was done.',
  'rate.exceeded': 'More calls in this minute than the merchant may make.',
  'payout.insufficient_funds': 'The wallet cannot cover the amount with its fee and tax.',
  'payout.limit_exceeded':
    'The amount is above what the merchant may pay out with one order or in one day.',
  'payout.reference_conflict': 'The reference was used before with other fields.',
  'payout.near_duplicate':
    'Same account, IFSC and amount within ten minutes, and no reference to tell them apart.',
  'payout.not_found': 'No payout of this merchant has this number.',
  'order.service_unavailable': 'Orders of this kind are not served.',
  'settlement.disabled': 'Settlements are switched off for this merchant.',
  'settlement.not_found': 'There is no such settlement.',
  'settlement.insufficient_funds': 'The wallet does not cover the settlement.',
  'settlement.address_unusable':
    'The destination is not on the allow-list of the merchant, or has not been for long enough.',
  'settlement.same_person': 'Who requested a settlement neither approves nor rejects it.',
  'settlement.wrong_status': 'This step does not follow on the status of the settlement.',
  'settlement.quote_expired': 'The quote ends before it could be used.',
  'settlement.transfer_spent': 'This transfer has settled before; a transfer settles once.',
  'login.refused': 'User name and password are not those of an active profile.',
  'pin.refused': 'The approval pin is missing or wrong.',
  'pin.locked': 'The approval pin was wrong too often and is locked for a while.',
  'transaction.reference_taken': 'A transaction that has ended has this reference.',
  'transaction.reference_pending': 'A transaction that is still open has this reference.',
  'transaction.closed': 'No open transaction has this key.',
  'routing.unknown': 'The wallet has no such routing code.',
  'customer.email_taken': 'Another customer of the merchant has this e-mail address.',
  'customer.mobile_taken': 'Another customer of the merchant has this mobile number.',
  'customer.card_taken': 'Another customer of the merchant has this card.',
  'service.overloaded': 'More work is queued than can be answered in time; nothing was done.',
  'service.unavailable': 'The database cannot be reached; repeat with the same reference.',
  'service.internal': 'A fault inside; the support id leads to the log line.',
} as const;

/** Refusals that only the console gives; no contract has words for them. */
export const consoleErrorCatalogue = {
  'console.step_up_required': 'This asks for the second factor again.',
  'console.factor_refused': 'The code or passkey is wrong, was used before, or came too late.',
  'console.not_found': 'Nothing that you may see has this id.',
  'console.conflict': 'The state has changed meanwhile, and this does not follow on it.',
  'console.own_draft': 'Who made a draft neither approves nor rejects it.',
  'console.used_up': 'This link or code was used before, or its time is over.',
} as const;

/** What a contract has to word. */
export type ContractErrorCode = keyof typeof errorCatalogue;
export type ErrorCode = ContractErrorCode | keyof typeof consoleErrorCatalogue;

/** A refusal of the console never reaches a contract's door; there it would be a fault of ours. */
export function contractCodeOf(code: ErrorCode): ContractErrorCode {
  return code in errorCatalogue ? (code as ContractErrorCode) : 'service.internal';
}

/** A request field and the sentences that say what is wrong with it. */
export type FieldFaults = Readonly<Record<string, readonly string[]>>;

export interface ErrorDetails {
  readonly fields?: FieldFaults;
  readonly retryAfterSeconds?: number;
  readonly reason?: string;
  /** The merchant's own, as it came with the request. */
  readonly reference?: string;
}

/** An expected refusal: it has had no effect. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super({ ...errorCatalogue, ...consoleErrorCatalogue }[code]);
    this.name = 'DomainError';
    this.code = code;
    this.details = details;
  }
}
