/** What merchants ask of the Xprizo contract under load: deposits, withdrawals and transfers, each of every kind. */
import type { Merchant } from './merchants.ts';
import type { Order, XprizoCall, XprizoWish } from './order.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';

export const xprizoKinds = {
  'card deposit': 10,
  'UPI deposit': 9,
  'M-Pesa deposit': 9,
  'M-Pesa withdrawal': 9,
  request: 6,
  'send and approve': 4,
  'send at once': 5,
  'send and hold': 6,
  exchange: 3,
} as const satisfies Readonly<Record<XprizoCall, number>>;

/** By the whole units the acquirer decides: taken, declined, and after a challenge taken or declined. */
const cardUnits = { '1': 25, '2': 10, '3': 12, '5': 35, '6': 8, '7': 10 } as const;
/** Words that M-Pesa's sandbox acts upon; with the last one the owner of the phone decides, or it is paid. */
const words = { Pass: 12, Reject: 5, Fail: 4, Cancel: 4, Rent: 75 } as const;
const intoShillingsShare = 0.15;
const waitsShare = 0.15;

export interface XprizoAbout {
  readonly merchant: Merchant;
  readonly people: readonly Person[];
  readonly reference: string;
  /** Used once in a run. */
  readonly nth: number;
}

export function makeXprizoOrder(about: XprizoAbout, call: XprizoCall, random: Random): Order {
  const { merchant, people, reference, nth } = about;
  const paise = String(random.between(0, 99)).padStart(2, '0');
  const rupees = `${random.between(50, 20_000)}.${paise}`;
  const shillings = `${random.between(10, 2_000)}.00`;
  const { accounts } = merchant.xprizo;
  const order = (
    parts: Pick<Order, 'direction' | 'account' | 'amount'>,
    wish: Pick<XprizoWish, 'currency'> & Partial<XprizoWish>,
  ): Order => ({
    ...{ contract: 'xprizo', merchant: merchant.name, reference, ...parts },
    xprizo: { call, description: 'Rent', nth, ...wish },
  });
  switch (call) {
    case 'card deposit': {
      const amount = `${random.weighted(cardUnits)}.${paise}`;
      const isExchanged = random.happens(intoShillingsShare);
      return order(
        { direction: 'in', account: '', amount },
        {
          ...{ currency: 'USD', waits: random.happens(waitsShare) },
          ...(isExchanged && { transferInto: accounts.KES }),
        },
      );
    }
    case 'UPI deposit':
      return order({ direction: 'in', account: '', amount: rupees }, { currency: 'INR' });
    case 'M-Pesa deposit':
      return order(
        { direction: 'in', account: '', amount: shillings },
        {
          ...{ currency: 'KES', phone: phoneOf(nth), waits: random.happens(waitsShare) },
          description: random.weighted(words),
        },
      );
    case 'M-Pesa withdrawal':
      return order(
        { direction: 'out', account: phoneOf(nth), amount: shillings },
        { currency: 'KES', description: random.weighted(words) },
      );
    case 'request':
    case 'send and approve':
    case 'send at once':
    case 'send and hold': {
      const currency = random.happens(0.3) ? 'KES' : 'INR';
      const account = String(random.pick(people).xprizo.accounts[currency]);
      const direction = call === 'request' ? 'in' : 'out';
      const amount = currency === 'KES' ? shillings : rupees;
      return order({ direction, account, amount }, { currency });
    }
    case 'exchange':
      return order(
        { direction: 'out', account: String(accounts.KES), amount: rupees },
        { currency: 'INR' },
      );
  }
}

/** Of a person who appears once. */
function phoneOf(nth: number): string {
  return `+2547${String(nth).padStart(8, '0')}`;
}
