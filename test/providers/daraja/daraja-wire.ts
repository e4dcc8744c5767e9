/** Answers of Daraja as Safaricom documents them, for the tests of the connector. */
import { generateKeyPairSync } from 'node:crypto';
import { createDaraja, type Daraja } from '../../../src/providers/daraja/daraja.ts';
import type { DarajaSettings } from '../../../src/providers/daraja/settings.ts';
import type { PayoutOrder } from '../../../src/providers/provider.ts';
import type { Answer, Told, Wire } from '../conformance.ts';

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** The time that the connector is told. */
const now = new Date('2026-07-15T21:30:05.000Z');
export const nowMs = now.getTime();

function settingsOf(url: string, changes: Partial<DarajaSettings> = {}): DarajaSettings {
  return {
    url,
    consumerKey: 'key',
    consumerSecret: 'secret',
    shortCode: '600999',
    passkey: 'passkey',
    initiatorName: 'hundi',
    initiatorPassword: 'a password',
    certificate: keys.publicKey,
    callbackUrl: 'http://127.0.0.1:1/callbacks',
    callbackSecret: 'makes addresses unguessable',
    clock: { now: () => now },
    timeoutMs: 3_000,
    answerWithinMs: 30,
    ...changes,
  };
}

export const openDaraja = (url: string, changes?: Partial<DarajaSettings>): Daraja =>
  createDaraja(settingsOf(url, changes));

export async function closeDaraja({ payouts, collections }: Daraja): Promise<void> {
  await Promise.all([payouts.close(), collections.close()]);
}

export const order: PayoutOrder = {
  reference: 'H000000701H452XB4PEX5VSK5K610SA1R2Q-1',
  amountMinor: 1_500_00n,
  currency: 'KES',
  rail: 'MPESA',
  beneficiary: { name: 'Wanjiku', accountNumber: '', ifsc: '', mobile: '254708374149' },
};

const ack = (changes: Record<string, unknown> = {}, status = 200): Answer => ({
  status,
  body: JSON.stringify({
    ConversationID: 'AG_20260716_2010759fd5662ef6d054',
    OriginatorConversationID: order.reference,
    ResponseCode: '0',
    ResponseDescription: 'Accept the service request successfully.',
    ...changes,
  }),
});

const errorOf = (status: number, errorCode: unknown, errorMessage: unknown): Answer => ({
  status,
  body: JSON.stringify({ requestId: '11728-2929992-1', errorCode, errorMessage }),
});

const submitted: Told[] = [
  { what: 'taken', answer: ack(), outcome: { kind: 'accepted' } },
  {
    what: 'taken, under the misspelt name',
    answer: ack({ OriginatorConversationID: undefined, OriginatorCoversationID: order.reference }),
    outcome: { kind: 'accepted' },
  },
  {
    what: 'a second time, which proves the first',
    answer: errorOf(500, '500.002.1001', 'Duplicate OriginatorConversationID.'),
    outcome: { kind: 'accepted' },
  },
  {
    what: 'not readable',
    answer: errorOf(400, '400.002.02', 'Bad Request - Invalid PartyB'),
    outcome: {
      kind: 'rejected',
      code: 'INVALID_REQUEST',
      message: 'Bad Request - Invalid PartyB',
      unread: true,
    },
  },
];

const enquired: Told[] = [
  {
    what: 'taken: its answer comes by a callback',
    answer: ack({ OriginatorConversationID: '1236-7134259-1' }),
    outcome: { kind: 'unknown', why: 'asked; the answer comes by a callback', awaited: true },
  },
];

const nearlySubmitted: Omit<Told, 'outcome'>[] = [
  {
    what: 'trouble under the code of a double',
    answer: errorOf(500, '500.002.1001', 'System internal error'),
  },
  { what: 'no code', answer: ack({ ResponseCode: undefined }) },
  { what: 'another code', answer: ack({ ResponseCode: '1' }) },
  { what: 'about another payout', answer: ack({ OriginatorConversationID: 'H-2' }) },
  { what: 'busy', answer: errorOf(503, '500.003.02', 'System is busy.') },
  { what: 'too many', answer: errorOf(429, '500.003.03', 'Quota violation') },
  { what: 'unreadable, of another kind', answer: errorOf(400, '400.003.02', 'Bad Request') },
];

export const wire: Wire = {
  name: 'daraja',
  order,
  open(url, timeoutMs) {
    const daraja = openDaraja(url, { timeoutMs });
    return { ...daraja.payouts, close: () => closeDaraja(daraja) };
  },
  submitted,
  enquired,
  unreadable: {
    submitted: nearlySubmitted,
    enquired: [{ what: 'refused', answer: errorOf(400, '400.002.02', 'Bad Request') }],
  },
  maxReplyBytes: 64 * 1024,
};
