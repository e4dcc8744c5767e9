/** Merchants made with the operator's own command line, at home in all three contracts. */
import { hundi } from './cli.ts';
import type { Inbox } from './inbox.ts';
import type { TokenAccess } from './xoompe.ts';
import type { ApiAccess } from './xpayout.ts';
import { accessOf, type MadeXprizo, type XprizoAccess } from './xprizo-access.ts';

export interface Merchant {
  /** Our name for it in histories and in the address of its inbox. */
  readonly name: string;
  readonly merchantId: string;
  readonly xoompe: TokenAccess;
  readonly xpayout: ApiAccess;
  readonly xprizo: XprizoAccess;
  /** Where its single orders may be told of. */
  readonly ownCallbackUrl: string;
}

interface Made extends MadeXprizo {
  readonly merchantId: string;
  readonly xoompe: TokenAccess;
  readonly xpayout: ApiAccess;
  readonly webhookSecret: string;
}

/** One fee for every payout: INR 10.00 and 18 % tax on it. */
export const feeMinor = 10_00n;
export const gstMinor = 1_80n;

/** What the merchant wants done with payments that are late, of another amount, or the second of a link. */
export interface PayinWishes {
  readonly late: 'hold' | 'credit' | 'refund';
  readonly others: 'hold' | 'credit' | 'refund';
}

export interface MerchantOrder {
  readonly name: string;
  /** Rupees with two decimals, or for several currencies: `INR=1.00,KES=2.00`. */
  readonly fund: string;
  readonly databaseUrl: string;
  readonly inbox: Inbox;
  /** Absent: it asks no customer for money. */
  readonly payins?: PayinWishes | undefined;
}

export async function makeMerchant(order: MerchantOrder): Promise<Merchant> {
  const { name, fund, databaseUrl, inbox, payins } = order;
  const words = ['merchant', 'create', '--name', `Torture ${name}`, '--limits', 'off'];
  const funds = fund.includes('=') ? fund : `INR=${fund}`;
  const terms = ['--fund', funds, '--fee', 'flat=10.00,gst=1800', '--activate'];
  const webhook = ['--webhook', inbox.urlOf(name)];
  const made = (await hundi(databaseUrl, [...words, ...terms, ...webhook])) as Made;
  const { merchantId, xoompe, xpayout, webhookSecret } = made;
  inbox.expect({ name, webhookSecret, apiSecret: xpayout.apiSecret });
  if (payins !== undefined) {
    const plan = ['merchant', 'fees', merchantId, 'bps=100,gst=1800', '--service', 'payin'];
    await hundi(databaseUrl, plan);
    const wishes = ['--late', payins.late, '--wrong-amount', payins.others];
    await hundi(databaseUrl, ['payin', 'terms', merchantId, ...wishes, '--second', payins.others]);
  }
  const xprizo = accessOf(made.xprizo);
  const ownCallbackUrl = inbox.ownUrlOf(name);
  return { name, merchantId, xoompe, xpayout, xprizo, ownCallbackUrl };
}
