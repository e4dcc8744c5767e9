/**
 * The pay-ins of a merchant that customers pay on our page, newest first. A search finds the beginning of a number, a
 * reference or a UTR wherever it stands, as it is written, in capitals or in small letters, and a part of a customer's name among the newest: names have no index, and a
 * list that is typed into has to answer whatever it has grown to.
 */
import type { Queryable } from '../db/connection.ts';
import { letterCases } from '../kit/letter-cases.ts';
import type { MerchantId } from '../kit/ids.ts';
import { payinColumns, payinOf, type PayinRow } from '../payments/payin-rows.ts';
import type { Payin } from '../payments/payin.ts';

export interface PaymentLink {
  readonly payin: Payin;
  readonly customerName: string | null;
}

const columns = `${payinColumns}, o.customer_name`;
const from = `payins i left join orders o on o.merchant_id = i.merchant_id and o.order_id = i.payin_id`;

interface Row extends PayinRow {
  customer_name: string | null;
}

const mostMatches = 1_000;
/** So many of the newest are looked through for a name. */
const mostNamed = 5_000;

/** `$4` and from there on, two for each case of the letters: where what begins with it begins and ends. */
function beginnings(column: string, cases: number): string[] {
  return Array.from({ length: cases }, (_, nth) => {
    const [from, after] = [4 + 2 * nth, 5 + 2 * nth].map((at) => `$${String(at)}`);
    return `(select m.payin_id from payins m
      where m.merchant_id = $1 and m.${column} >= ${from} and m.${column} < ${after}
      order by m.${column} desc limit ${String(mostMatches)})`;
  });
}

const matches = (
  cases: number,
) => `${['transaction_number', 'reference', 'utr'].flatMap((column) => beginnings(column, cases)).join(' union all ')}
  union all (
    select n.payin_id from (
      select payin_id from payins where merchant_id = $1 and method = 'upi'
      order by payin_id desc limit ${String(mostNamed)}) n
    join orders o on o.merchant_id = $1 and o.order_id = n.payin_id
    where strpos(lower(o.customer_name), lower($4)) > 0)`;

export interface LinkPage {
  /** Empty: all of them. */
  readonly search: string;
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

export async function listPaymentLinks(
  db: Queryable,
  merchantId: MerchantId,
  { search, before, limit }: LinkPage,
): Promise<PaymentLink[]> {
  const cases = search === '' ? [] : letterCases(search);
  const { rows } = await db.query<Row>(
    `select ${columns} from ${from}
     where i.merchant_id = $1 and i.method = 'upi' and ($2::uuid is null or i.payin_id < $2)
       ${cases.length === 0 ? '' : `and i.payin_id in (${matches(cases.length)})`}
     order by i.payin_id desc limit $3`,
    [merchantId, before ?? null, limit, ...cases.flatMap((text) => [text, `${text}\u{10FFFF}`])],
  );
  return rows.map(linkOf);
}

/** Undefined when the merchant has no such link. */
export async function findPaymentLink(
  db: Queryable,
  merchantId: MerchantId,
  payinId: string,
): Promise<PaymentLink | undefined> {
  const { rows } = await db.query<Row>(
    `select ${columns} from ${from} where i.merchant_id = $1 and i.payin_id = $2 and i.method = 'upi'`,
    [merchantId, payinId],
  );
  return rows[0] && linkOf(rows[0]);
}

function linkOf(row: Row): PaymentLink {
  return { payin: payinOf(row), customerName: row.customer_name };
}
