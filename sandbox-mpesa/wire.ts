/** Requests as they come in and answers as they go out, in the shapes of Daraja. */

/** What a door answers; `spoiledBy` decides how the answer is ruined on its way out. */
export type Reply = {
  status: number;
  body: object;
  spoiledBy?: { behaviour: string; delayMs: number } | undefined;
};

/** A request that is refused before anything is done; `code` begins with the status of the answer. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = Number(code.slice(0, 3))) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export type Fields = Record<string, unknown>;

export function errorReply(refusal: Refusal, requestId: string): Reply {
  const body = { requestId, errorCode: refusal.code, errorMessage: refusal.message };
  return { status: refusal.status, body };
}

export const bad = (what: string) => new Refusal('400.002.02', `Bad Request - Invalid ${what}`);

/** The object of a body. Throws `Refusal`. */
export function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad('Payload');
  return value as Fields;
}

/** A text of 1 to `most` characters; Daraja takes numbers for texts. Throws `Refusal`. */
export function textOf(fields: Fields, name: string, most: number, least = 1): string {
  const value = fields[name];
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.length < least || text.length > most) throw bad(name);
  return text;
}

/** Whole shillings, as a number or as digits. Throws `Refusal`. */
export function amountOf(fields: Fields, name = 'Amount'): bigint {
  const text = textOf(fields, name, 12);
  if (!/^[1-9]\d{0,9}$/.test(text)) throw bad(name);
  return BigInt(text);
}

/** A Kenyan mobile number in international digits. Throws `Refusal`. */
export function msisdnOf(fields: Fields, name: string): string {
  const text = textOf(fields, name, 12);
  if (!/^254\d{9}$/.test(text)) throw bad(name);
  return text;
}

const FORBIDDEN = /mpesa|m-pesa|safaricom|exec?|cmd|sql|query/i;

/** An address that results may go to. Throws `Refusal`. */
export function addressOf(fields: Fields, name: string): string {
  const text = textOf(fields, name, 500);
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw bad(name);
  if (FORBIDDEN.test(url.pathname + url.search)) throw bad(name);
  return text;
}

/** What a question is about: our own id of a payout, or a receipt. */
export function namesOf(fields: Fields): { original: string | null; receipt: string } {
  const { OriginalConversationID: original, TransactionID: receipt } = fields;
  const names = typeof original === 'string' ? original : null;
  return { original: names, receipt: typeof receipt === 'string' ? receipt : '' };
}
