/**
 * Customers of card deposits, who are told apart: an e-mail address, a mobile number and a card belong to one of them
 * within a merchant. Of a card and its holder only prints under a key are kept.
 */
import { createHmac } from 'node:crypto';
import { transaction, type Pool, type Transaction } from '../db/connection.ts';

export interface Customer {
  readonly name: string;
  readonly email: string | null;
  readonly mobile: string | null;
  /** From `CardNumber.fingerprint`; 64 hex digits. */
  readonly cardPrint: string | null;
}

/** What already is somebody else's. */
export type Taken = 'email' | 'mobile' | 'card';

/** Undefined when everything is the customer's own, from now on at the latest. Otherwise nothing is kept. */
export async function claimCustomer(
  pool: Pool,
  merchantId: string,
  customer: Customer,
  printKey: Buffer,
  at: Date,
): Promise<Taken | undefined> {
  const { name, email, mobile, cardPrint } = customer;
  const shown = spelling(name);
  try {
    await transaction(pool, async (tx) => {
      const claim = { merchantId, name: shown, at };
      if (email !== null) await claimContact(tx, 'email', email.toLowerCase(), claim);
      if (mobile !== null) await claimContact(tx, 'mobile', mobile, claim);
      const holder = createHmac('sha256', printKey).update(`${merchantId} ${shown}`).digest();
      if (cardPrint !== null) await claimCard(tx, merchantId, cardPrint, holder);
    });
    return undefined;
  } catch (error) {
    if (error instanceof TakenError) return error.what;
    throw error;
  }
}

/** Ends the transaction, so that nothing of a refused claim stays. */
class TakenError extends Error {
  readonly what: Taken;

  constructor(what: Taken) {
    super(`The ${what} is taken.`);
    this.what = what;
  }
}

interface Claim {
  readonly merchantId: string;
  readonly name: string;
  readonly at: Date;
}

async function claimContact(
  tx: Transaction,
  what: 'email' | 'mobile',
  contact: string,
  { merchantId, name, at }: Claim,
): Promise<void> {
  await tx.query(
    `insert into customer_contacts (merchant_id, contact, customer_name, created_at)
     values ($1, $2, $3, $4) on conflict do nothing`,
    [merchantId, contact, name, at],
  );
  const { rows } = await tx.query<{ customer_name: string }>(
    'select customer_name from customer_contacts where merchant_id = $1 and contact = $2',
    [merchantId, contact],
  );
  if (rows[0]?.customer_name !== name) throw new TakenError(what);
}

async function claimCard(
  tx: Transaction,
  merchantId: string,
  cardPrint: string,
  holder: Buffer,
): Promise<void> {
  const print = Buffer.from(cardPrint, 'hex');
  await tx.query(
    `insert into card_prints (merchant_id, card_print, holder_print) values ($1, $2, $3)
     on conflict do nothing`,
    [merchantId, print, holder],
  );
  const { rows } = await tx.query<{ holder_print: Buffer }>(
    'select holder_print from card_prints where merchant_id = $1 and card_print = $2',
    [merchantId, print],
  );
  if (rows[0]?.holder_print.equals(holder) !== true) throw new TakenError('card');
}

/** The same person writes the same name in more than one way. */
export function spelling(name: string): string {
  return name.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}
