/**
 * Every refusal of the gateway in the two shapes of this contract: the ErrorModel for what was wrong with a request
 * (400) and for faults of ours (500), ProblemDetails for everything else.
 */
import type { HttpAnswer } from '../../http/door.ts';
import { retryAfterOf } from '../../http/retry-after.ts';
import { contractCodeOf, type ContractErrorCode, type DomainError } from '../../kit/errors.ts';
import { timeText } from './times.ts';

/** A number of the contract, or one of our own from 9001 where nobody has published one. */
interface Model {
  readonly status: 400 | 500;
  readonly number: number;
  readonly message: string;
}

interface Problem {
  readonly status: 401 | 403 | 404 | 405 | 409 | 415 | 429 | 503;
  readonly detail: string;
}

type Wording = Model | Problem;

const unauthenticated = {
  status: 401,
  detail: 'The key or token is missing or not valid.',
} as const;
const forbidden = { status: 403, detail: 'This profile may not do this.' } as const;
const neverSaid = { status: 403, detail: 'This is no matter of this contract.' } as const;

const wordings = {
  'request.malformed': { status: 400, number: 9001, message: 'Malformed request' },
  'request.invalid_fields': { status: 400, number: 9002, message: 'Invalid request' },
  'request.too_large': { status: 400, number: 9003, message: 'The request is too large' },
  'request.unsupported_type': { status: 415, detail: 'Send the body as application/json.' },
  'request.route_unknown': { status: 404, detail: 'There is no such endpoint.' },
  'request.method_not_allowed': { status: 405, detail: 'The endpoint takes another method.' },
  'access.unauthenticated': unauthenticated,
  'access.forbidden': forbidden,
  'access.address_refused': unauthenticated,
  'access.api_disabled': unauthenticated,
  'access.merchant_inactive': unauthenticated,
  'access.marketplace_missing': neverSaid,
  'access.no_approved_address': neverSaid,
  'signature.out_of_window': neverSaid,
  'signature.invalid': neverSaid,
  'signature.replayed': neverSaid,
  'rate.exceeded': { status: 429, detail: 'More calls in this minute than are allowed.' },
  'payout.insufficient_funds': { status: 400, number: 9004, message: 'Insufficient funds' },
  'payout.limit_exceeded': { status: 400, number: 9005, message: 'Limit exceeded' },
  'payout.reference_conflict': {
    status: 400,
    number: 9006,
    message: 'A transaction with this reference already exists',
  },
  'payout.near_duplicate': {
    status: 400,
    number: 9008,
    message: 'A transaction like this was created within ten minutes',
  },
  'payout.not_found': { status: 400, number: 9009, message: 'Transaction not found' },
  'order.service_unavailable': { status: 400, number: 9010, message: 'Service not available' },
  'settlement.disabled': neverSaid,
  'settlement.not_found': neverSaid,
  'settlement.insufficient_funds': neverSaid,
  'settlement.address_unusable': neverSaid,
  'settlement.same_person': neverSaid,
  'settlement.wrong_status': neverSaid,
  'settlement.quote_expired': neverSaid,
  'settlement.transfer_spent': neverSaid,
  'login.refused': { status: 400, number: 125, message: 'Invalid login credentials' },
  'pin.refused': { status: 400, number: 9011, message: 'Invalid pin' },
  'pin.locked': { status: 400, number: 9012, message: 'The pin is locked, try again later' },
  'transaction.reference_taken': {
    status: 400,
    number: 9006,
    message: 'A transaction with this reference already exists',
  },
  'transaction.reference_pending': {
    status: 400,
    number: 9007,
    message: 'A pending transaction with this reference already exists',
  },
  'transaction.closed': {
    status: 400,
    number: 9013,
    message: 'Transaction not found or already processed',
  },
  'routing.unknown': { status: 400, number: 177, message: 'Invalid routing code' },
  'customer.email_taken': { status: 400, number: 459, message: 'This email is already in use' },
  'customer.mobile_taken': {
    status: 400,
    number: 457,
    message: 'This mobile number is already in use',
  },
  'customer.card_taken': { status: 400, number: 9014, message: 'This card is already in use' },
  'service.overloaded': { status: 503, detail: 'Busy; nothing was done.' },
  'service.unavailable': {
    status: 503,
    detail: 'Unavailable; ask for the status before you repeat.',
  },
  'service.internal': { status: 500, number: 0, message: 'Internal Error' },
} as const satisfies Record<ContractErrorCode, Wording>;

/** Of a fault in one field, by the last part of its name. */
const numberOfField: Readonly<Record<string, number>> = {
  email: 117,
  mobile: 128,
  mobileNumber: 128,
  routingCode: 177,
  name: 196,
  customer: 196,
  userName: 196,
  password: 214,
};

/** How this contract says it. */
export function wordingOf(code: ContractErrorCode): Wording {
  return wordings[code];
}

/** In the names of .NET, as the contract prints them. */
const names = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'InternalServerError',
  503: 'Service Unavailable',
} as const satisfies Record<Wording['status'], string>;

/** The sections of RFC 9110 and, for 429, RFC 6585 that say what a status means. */
const types: Readonly<Record<Problem['status'], string>> = {
  401: 'https://tools.ietf.org/html/rfc9110#section-15.5.2',
  403: 'https://tools.ietf.org/html/rfc9110#section-15.5.4',
  404: 'https://tools.ietf.org/html/rfc9110#section-15.5.5',
  405: 'https://tools.ietf.org/html/rfc9110#section-15.5.6',
  409: 'https://tools.ietf.org/html/rfc9110#section-15.5.10',
  415: 'https://tools.ietf.org/html/rfc9110#section-15.5.16',
  429: 'https://tools.ietf.org/html/rfc6585#section-4',
  503: 'https://tools.ietf.org/html/rfc9110#section-15.6.4',
};

export function refusal(error: DomainError, now: Date, supportId?: string): HttpAnswer {
  const wording: Wording = wordings[contractCodeOf(error.code)];
  const body =
    'number' in wording
      ? modelOf(wording, error, now, supportId)
      : problemOf(wording, error, supportId);
  return {
    status: wording.status,
    headers: {
      // Without a charset, as it is published.
      'content-type': 'application/json',
      'api-supported-versions': '1.0',
      ...(wording.status === 401 && { 'www-authenticate': 'Bearer' }),
      ...retryAfterOf(error),
    },
    body: JSON.stringify(body),
  };
}

/** One fault at a time: the sentence about it is the message, and the field chooses the number. */
function modelOf(
  { status, number, message }: Model,
  error: DomainError,
  now: Date,
  supportId = '0',
) {
  const { fields, reason } = error.details;
  const [fault] = Object.entries(fields ?? {});
  const said = fault?.[1][0] ?? reason ?? message + aboutReference(error);
  const field = fault?.[0].split('.').at(-1) ?? '';
  return {
    timestamp: timeText(now),
    statusCode: status,
    status: names[status],
    errorCode: numberOfField[field] ?? number,
    message: status === 500 ? internalText(now, supportId) : said,
  };
}

/** As it is published, with a bracket too many. */
function aboutReference({ code, details: { reference } }: DomainError): string {
  const isNamed = code === 'transaction.reference_pending' && reference !== undefined;
  return isNamed ? ` (Ref:${reference}))` : '';
}

/** The reason behind these says what to change, and nothing of the inside. */
const withReason: ReadonlySet<string> = new Set(['access.forbidden', 'request.unsupported_type']);

function problemOf({ status, detail }: Problem, error: DomainError, supportId?: string) {
  return {
    type: types[status],
    title: names[status],
    status,
    detail: withReason.has(error.code) ? (error.details.reason ?? detail) : detail,
    ...(supportId !== undefined && { traceId: supportId }),
  };
}

/** `Internal Error, Please report this error, api 07 Apr 2026 09:30 (#…).` in UTC. */
function internalText(now: Date, supportId: string): string {
  const [, day, month, year, hour, minute] =
    /^\w+, (\d+) (\w+) (\d+) (\d+):(\d+)/.exec(now.toUTCString()) ?? [];
  const at = [day, month, year, `${String(hour)}:${String(minute)}`].join(' ');
  return `Internal Error, Please report this error, api ${at} (#${supportId}).`;
}
