/** By which words a profile is found: its user name, e-mail address and mobile number, each in one spelling. */
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';

const mobileShape = /^\+?[1-9]\d{6,14}$/;
const userNameShape = /^(?=.*[a-z])[a-z0-9][a-z0-9._-]{2,49}$/;
/** What is given to those who choose no name of their own. */
const givenShape = /^(?:merchant|processing|user)\d+$/;

/** One spelling for each contact: case, width and the spaces in a number do not tell two profiles apart. */
export function contactOf(text: string): string {
  const plain = text.trim().normalize('NFKC').toLowerCase().replaceAll('\0', '').slice(0, 300);
  const number = plain.replace(/[ ()-]/g, '');
  return mobileShape.test(number) ? `+${number.replace('+', '')}` : plain;
}

/** With a `+`, as it is kept; undefined when it is no number in the form of E.164. */
export function mobileOf(text: string): string | undefined {
  return /^\+[1-9]\d{6,14}$/.test(text) ? text : undefined;
}

/** Three to fifty small letters, digits and `.` `_` `-` with a letter among them, so that it is never a number. */
export function isUserName(text: string): boolean {
  return userNameShape.test(text) && !givenShape.test(text);
}

/** Throws a unique violation when somebody has it. */
export async function writeContact(
  db: Queryable,
  merchantId: MerchantId,
  text: string,
): Promise<void> {
  await db.query('insert into contacts (contact, merchant_id) values ($1, $2)', [
    contactOf(text),
    merchantId,
  ]);
}

export async function ownerOfContact(db: Queryable, text: string): Promise<MerchantId | undefined> {
  const { rows } = await db.query<{ merchant_id: MerchantId }>(
    'select merchant_id from contacts where contact = $1',
    [contactOf(text)],
  );
  return rows[0]?.merchant_id;
}
