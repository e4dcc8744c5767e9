/** Everything about one settlement: where the rupees of the wallet went, step by step, and by whose word. */
import type { Queryable } from '../db/connection.ts';
import { formatMoney } from '../kit/money.ts';
import { findMerchant } from '../merchants/find-merchant.ts';
import { namesOfActors } from '../people/names.ts';
import type { Conversion } from '../settlements/conversion.ts';
import {
  findSettlement,
  readSettlementDossier,
  type SettlementDossier,
} from '../settlements/find-settlements.ts';
import { nextSteps, type NextStep } from '../settlements/next-steps.ts';
import type { Settlement, SettlementStatus } from '../settlements/settlement.ts';
import type { SettlementHistoryEntry } from '../settlements/settlement-rows.ts';
import type { ListedSettlement } from './list-settlements.ts';
import {
  balancesOf,
  event,
  factsOf,
  inOrder,
  journalEvents,
  type Story,
  type StoryEvent,
  type Sum,
} from './story.ts';

export interface SettlementStory extends Pick<
  Story,
  'facts' | 'sums' | 'events' | 'balances' | 'isBalanced'
> {
  readonly settlement: ListedSettlement;
  readonly steps: readonly NextStep[];
}

type Names = ReadonlyMap<string, string>;

/** Undefined when the merchant has no such settlement. */
export async function settlementStory(
  db: Queryable,
  merchantId: string,
  settlementId: string,
): Promise<SettlementStory | undefined> {
  const settlement = await findSettlement(db, merchantId, settlementId);
  if (settlement === undefined) return undefined;
  const [merchant, dossier] = await Promise.all([
    findMerchant(db, merchantId),
    readSettlementDossier(db, settlement),
  ]);
  const actors = dossier.history.map(({ actedBy }) => actedBy);
  const names = await namesOfActors(db, settlement.merchantId, actors);
  const journals = await journalEvents(db, merchantId, dossier.journals);
  const events = inOrder([...lifeOf(dossier, names), ...journals]);
  return {
    settlement: { ...settlement, merchantName: merchant?.name ?? merchantId },
    ...{ facts: factsAbout(settlement, names), sums: sumsOf(dossier), events },
    ...balancesOf(events),
    steps: nextSteps(settlement),
  };
}

function factsAbout(settlement: Settlement, names: Names) {
  const { requestedBy, decidedBy } = settlement;
  return factsOf([
    ['Network', settlement.network],
    ['To', settlement.address],
    ['Arrives in', settlement.currency],
    ['Transfer', settlement.transferReference],
    ['Sent', settlement.sentAt?.toISOString()],
    ['Asked for by', names.get(requestedBy) ?? requestedBy],
    ['Decided by', decidedBy && (names.get(decidedBy) ?? decidedBy)],
  ]);
}

/** The quote in force, and what is made of the amount by it; without one the whole amount is sent as it is. */
function sumsOf({ settlement, conversions }: SettlementDossier): Sum[] {
  const { amountMinor, conversionNo, currency } = settlement;
  const line = (label: string, minor: bigint, how: string | null = null, of = 'INR'): Sum => ({
    ...{ label, amount: { minor, currency: of }, how, isTotal: false },
  });
  const wallet = line('Leaves the wallet', amountMinor);
  const quote = conversions.find((one) => one.conversionNo === conversionNo);
  if (quote === undefined) {
    if (currency !== 'INR') return [{ ...wallet, how: 'no quote is logged yet' }];
    return [wallet, { ...line('The merchant is sent', amountMinor), isTotal: true }];
  }
  return [
    wallet,
    line('Fee', -quote.feeMinor, 'as quoted, taken before the conversion'),
    line('GST', -quote.gstMinor, 'on the fee, rounded half up'),
    line('Left over', -quote.roundingMinor, 'too little to buy another unit'),
    line('Given for USDT', quote.givenMinor),
    {
      ...line('The merchant is sent', quote.usdtMinor, rateText(quote), 'USDT'),
      isTotal: true,
    },
  ];
}

function rateText({ rate, direction, spreadBasisPoints: spread }: Conversion): string {
  return `at ${rate} ${direction.replaceAll('_', ' ')}, ${String(spread)} basis points of it spread`;
}

function lifeOf({ history, conversions }: SettlementDossier, names: Names): StoryEvent[] {
  return [...history.map((entry) => moved(entry, names)), ...conversions.map(quoted)];
}

const tones: Readonly<Record<string, StoryEvent['tone']>> = {
  completed: 'good',
  rejected: 'bad',
  failed: 'bad',
  returned: 'warn',
};

const titles: Readonly<Record<SettlementStatus, string>> = {
  requested: 'Asked for: the money is held',
  approved: 'Approved by a second person',
  converted: 'A quote is logged',
  sent: 'Sent outside',
  completed: 'Arrived',
  returned: 'Came back as a whole',
  rejected: 'Rejected: the money is back in the wallet',
  failed: 'Failed: the money is back in the wallet',
};

/** A step that names itself is not told twice. */
function moved(entry: SettlementHistoryEntry, names: Names): StoryEvent {
  const { version, toStatus, because, actedBy, at } = entry;
  const why = toStatus === 'sent' ? `Transfer ${because}` : `Because: ${because}`;
  return event(`status-${String(version)}`, at, titles[toStatus], {
    tone: tones[toStatus] ?? 'plain',
    lines: [...(because === toStatus ? [] : [why]), `By ${names.get(actedBy) ?? actedBy}`],
  });
}

function quoted(quote: Conversion): StoryEvent {
  const { conversionNo, usdtMinor, quotedBy, quoteExpiresAt, loggedAt } = quote;
  const usdt = formatMoney({ minor: usdtMinor, currency: 'USDT' });
  return event(`quote-${String(conversionNo)}`, loggedAt, `Quote ${String(conversionNo)}`, {
    tone: 'info',
    lines: [
      `USDT ${usdt} ${rateText(quote)}`,
      `Quoted by ${quotedBy}, good until ${quoteExpiresAt.toISOString()}`,
    ],
  });
}
