/** The routes of this contract: where they are, what they take, what they answer and how they refuse. */
import type { Parameter } from '../../http/openapi.ts';
import type { ContractErrorCode } from '../../kit/errors.ts';
import { listParameters } from './list-parameters.ts';
import type { SchemaName } from './schemas.ts';

export interface RouteDeclaration {
  readonly method: 'GET' | 'POST';
  /** Relative to the base path, with `:name` for a parameter. */
  readonly url: string;
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  /** Any of these bodies. */
  readonly body?: readonly SchemaName[];
  /** By status. */
  readonly answers: Readonly<Record<number, SchemaName>>;
  readonly refusals: readonly ContractErrorCode[];
  /** Called without a token. */
  readonly isOpen?: true;
  readonly bodyLimit?: number;
}

const ours = ['service.unavailable', 'service.internal'] as const;
const ofBodies = [
  'request.malformed',
  'request.invalid_fields',
  'request.too_large',
  'request.unsupported_type',
] as const;
const ofLogins = [
  'access.unauthenticated',
  'access.address_refused',
  'access.api_disabled',
  'rate.exceeded',
  ...ours,
] as const;
const ofGate = [
  'access.unauthenticated',
  'access.address_refused',
  'access.api_disabled',
  'rate.exceeded',
  ...ours,
] as const;

/** Readers may look, but not pay. */
const ofPayers = ['access.forbidden', ...ofGate] as const;

export const routes = {
  issueTokens: {
    method: 'POST',
    url: '/token',
    summary: 'Tokens for a client, or for a user of the merchant',
    isOpen: true,
    body: ['ClientLogin', 'UserLogin'],
    answers: { 200: 'Tokens' },
    refusals: [...ofBodies, ...ofLogins],
  },
  refreshTokens: {
    method: 'POST',
    url: '/refresh',
    summary: 'A new pair of tokens; the old refresh token is spent',
    isOpen: true,
    body: ['RefreshRequest'],
    answers: { 200: 'Tokens' },
    refusals: [...ofBodies, ...ofLogins],
  },
  createTransaction: {
    method: 'POST',
    url: '/Payout/CreateTransaction',
    summary: 'Pay a beneficiary; the same request again is answered and not paid again',
    body: ['NewTransaction'],
    answers: { 200: 'Replayed', 201: 'Created', 400: 'Unfunded' },
    refusals: [
      ...ofBodies,
      'payout.insufficient_funds',
      'payout.reference_conflict',
      'payout.near_duplicate',
      'order.service_unavailable',
      'service.overloaded',
      ...ofPayers,
    ],
  },
  createBulk: {
    method: 'POST',
    url: '/Payout/CreateBulkTransactions',
    summary: 'Up to 500 payouts, judged one by one',
    body: ['NewTransactions'],
    answers: { 200: 'Bulk' },
    refusals: [...ofBodies, 'service.overloaded', ...ofPayers],
    bodyLimit: 1024 * 1024,
  },
  getBalance: {
    method: 'GET',
    url: '/Payout/getWalletBalance',
    summary: 'What payouts can still be made from',
    answers: { 200: 'Balance' },
    refusals: ofGate,
  },
  listTransactions: {
    method: 'GET',
    url: '/Payout/GetClientTransactionsWithFilters',
    summary: 'A page of transactions, the newest first unless asked otherwise',
    parameters: listParameters,
    answers: { 200: 'Page' },
    refusals: ['request.invalid_fields', ...ofGate],
  },
  getTransaction: {
    method: 'GET',
    url: '/Payout/GetTransactionByTxnId/:txnId',
    summary: 'One transaction by its number',
    parameters: [
      {
        name: 'txnId',
        in: 'path',
        description: 'A transaction number, in any case.',
        schema: { type: 'string' },
      },
    ],
    answers: { 200: 'Found' },
    refusals: ['request.malformed', 'payout.not_found', ...ofGate],
  },
} as const satisfies Record<string, RouteDeclaration>;

export type RouteName = keyof typeof routes;
