/** Well-formed requests to Daraja, as an operator writes them. */
import { operator, type Json, type RunningMpesa } from './mpesa-process.ts';

let phones = 0;
/** A phone that nobody else has. */
export const newPhone = (): string => `2547${String((phones += 1)).padStart(8, '0')}`;

let names = 0;
const newName = (): string => `H-${(names += 1)}-${process.pid}`;

export function passwordOf(changes: Json = {}): Json {
  const Timestamp = '20260716003005';
  const clear = operator.shortCode + operator.passkey + Timestamp;
  const Password = Buffer.from(clear).toString('base64');
  return { BusinessShortCode: operator.shortCode, Password, Timestamp, ...changes };
}

export function promptOf(msisdn: string, url: string, changes: Json = {}): Json {
  return {
    ...passwordOf(),
    TransactionType: 'CustomerPayBillOnline',
    Amount: '500',
    PartyA: msisdn,
    PartyB: operator.shortCode,
    PhoneNumber: msisdn,
    CallBackURL: url,
    AccountReference: 'K5K610SA1R2Q',
    TransactionDesc: 'Top up',
    ...changes,
  };
}

export async function payoutOf(
  mpesa: RunningMpesa,
  msisdn: string,
  url: string,
  changes: Json = {},
): Promise<Json> {
  return {
    OriginatorConversationID: newName(),
    InitiatorName: operator.initiatorName,
    SecurityCredential: await mpesa.credential(),
    CommandID: 'BusinessPayment',
    Amount: '1500',
    PartyA: operator.shortCode,
    PartyB: msisdn,
    Remarks: 'for the week',
    QueueTimeOutURL: url,
    ResultURL: url,
    Occassion: '',
    ...changes,
  };
}

export async function statusOf(mpesa: RunningMpesa, url: string, names: Json): Promise<Json> {
  return {
    Initiator: operator.initiatorName,
    SecurityCredential: await mpesa.credential(),
    CommandID: 'TransactionStatusQuery',
    PartyA: operator.shortCode,
    IdentifierType: '4',
    ResultURL: url,
    QueueTimeOutURL: url,
    Remarks: 'ok',
    Occasion: '',
    ...names,
  };
}

export async function reversalOf(mpesa: RunningMpesa, url: string, names: Json): Promise<Json> {
  const { PartyA: _party, IdentifierType: _type, ...rest } = await statusOf(mpesa, url, {});
  const to = { ReceiverParty: operator.shortCode, RecieverIdentifierType: '11' };
  return { ...rest, CommandID: 'TransactionReversal', ...to, ...names };
}

/** The facts of a result, of a key that is there twice the first; '' stands for no value. */
export function factsOf(result: Json | undefined): Record<string, string> {
  const { ResultParameters: parameters } = (result?.['Result'] ?? {}) as Json;
  const listed = (parameters as Json | undefined)?.['ResultParameter'] ?? [];
  const entries = (Array.isArray(listed) ? listed : [listed]) as {
    Key: string;
    Value?: string | number;
  }[];
  const facts: Record<string, string> = {};
  for (const { Key, Value } of entries) facts[Key] ??= String(Value ?? '');
  return facts;
}

export const codeOf = (result: Json | undefined): string =>
  String(((result?.['Result'] ?? {}) as Json)['ResultCode']);
