/**
 * Many callers at once for the last money of one merchant, over two processes and all three contracts. XoomPe, XPayout
 * and what Xprizo sends want its rupees; withdrawals by M-Pesa, which knows shillings alone, and what Xprizo sends want its
 * shillings.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../history.ts';
import { ask } from '../load.ts';
import { feeMinor, gstMinor, type Merchant } from '../merchants.ts';
import { minorOf, rupeesOf } from '../money.ts';
import type { Order, XprizoCall } from '../order.ts';
import type { Scene } from '../scene.ts';
import type { WalletCurrency } from '../xprizo-access.ts';

const callers = 400;
const spreadMs = 300;
const mostTries = 20;
const affordable = { INR: 60, KES: 40 } as const;
type Purse = keyof typeof affordable;

/** Of ten callers that follow one another; each two of a kind go to different processes. */
const wishes = [
  { kind: 'XoomPe payout', purse: 'INR' },
  { kind: 'XPayout payout', purse: 'INR' },
  { kind: 'send at once', purse: 'INR' },
  { kind: 'M-Pesa withdrawal', purse: 'KES' },
  { kind: 'send and hold', purse: 'KES' },
  { kind: 'M-Pesa withdrawal', purse: 'KES' },
  { kind: 'send at once', purse: 'KES' },
  { kind: 'send and hold', purse: 'INR' },
  { kind: 'XoomPe payout', purse: 'INR' },
  { kind: 'XPayout payout', purse: 'INR' },
] as const;

const payout = '5000.00';
/** What one of them takes out of the purse: sending costs nothing, so as much is sent as a payout and its fee are. */
const prices = { INR: rupeesOf(minorOf(payout) + feeMinor + gstMinor), KES: '500.00' } as const;

export async function contractsAct(scene: Scene, rounds: number): Promise<void> {
  const { faults, say } = scene;
  faults.want('callers without funds', rounds * (callers - affordable.INR - affordable.KES));
  let next = addMerchant(scene, 1);
  for (let round = 1; round <= rounds; round++) {
    const merchant = await next;
    if (round < rounds) next = addMerchant(scene, round + 1);
    // It is waited for in the next round; until then nobody else looks at how it ends.
    next.catch(() => undefined);
    await race(scene, round, merchant);
    if (round % 10 === 0) say(`contracts: round ${round} of ${rounds}`);
  }
}

async function addMerchant({ deployment }: Scene, round: number): Promise<Merchant> {
  const fundOf = (purse: Purse) => rupeesOf(BigInt(affordable[purse]) * minorOf(prices[purse]));
  const fund = `INR=${fundOf('INR')},KES=${fundOf('KES')}`;
  const merchant = await deployment.addMerchant(`contracts-${round}`, fund);
  // What it holds goes: money that came back would be there for one more caller.
  await deployment.hearXprizo(merchant, { agrees: true });
  return merchant;
}

async function race(scene: Scene, round: number, merchant: Merchant): Promise<void> {
  const { broken, faults } = scene;
  const outcomes = await Promise.all(
    Array.from({ length: callers }, async (_, nth) => {
      const order = orderOf(scene, merchant, nth);
      // The door that answers fastest is not to have it all.
      await sleep(scene.random.between(0, spreadMs));
      return { ...wishOf(nth), outcome: await outcomeFor(scene, merchant, order, nth) };
    }),
  );
  const count = (purse: Purse, outcome: Outcome) =>
    outcomes.filter((one) => one.purse === purse && one.outcome === outcome).length;
  for (const purse of ['INR', 'KES'] as const) {
    const wanted = outcomes.filter((one) => one.purse === purse).length;
    const [accepted, unfunded] = [count(purse, 'accepted'), count(purse, 'unfunded')];
    faults.fired('callers without funds', unfunded);
    if (accepted !== affordable[purse] || accepted + unfunded !== wanted)
      broken.push(`round ${round}: ${purse} for ${accepted}, none for ${unfunded} of ${wanted}`);
  }
  for (const { kind, outcome } of outcomes)
    if (outcome === 'accepted') faults.fired(`accepted: ${kind}`);
}

function wishOf(nth: number): (typeof wishes)[number] {
  return wishes[nth % wishes.length] ?? wishes[0];
}

function orderOf({ crowd, people }: Scene, merchant: Merchant, nth: number): Order {
  const { kind, purse } = wishOf(nth);
  const about = { merchant: merchant.name, reference: `r-${nth}`, direction: 'out' } as const;
  const account = `5${String(nth).padStart(12, '0')}`;
  const newcomer = crowd.newcomer();
  const xprizo = (call: XprizoCall, currency: WalletCurrency, to: string): Order => ({
    ...{ ...about, contract: 'xprizo', account: to, amount: prices[purse] },
    xprizo: { call, currency, description: 'Rent', nth: newcomer },
  });
  switch (kind) {
    case 'XoomPe payout':
      return { ...about, contract: 'xoompe', account, amount: payout };
    case 'XPayout payout':
      return { ...about, contract: 'xpayout', account, amount: payout, signature: 2 };
    case 'M-Pesa withdrawal':
      return xprizo(kind, purse, `+2541${String(newcomer).padStart(8, '0')}`);
    case 'send at once':
    case 'send and hold':
      return xprizo(kind, purse, String(people[nth % people.length]?.xprizo.accounts[purse]));
  }
}

type Outcome = 'accepted' | 'unfunded' | 'unclear';

/** Whoever is not told asks again, as late as it may be: then it was first in the end, or there is nothing left. */
async function outcomeFor(
  { crowd, deployment, history }: Scene,
  merchant: Merchant,
  order: Order,
  nth: number,
): Promise<Outcome> {
  const { client, gateways } = deployment;
  let outcome: Outcome = 'unclear';
  for (let tries = 0; outcome === 'unclear' && tries < mostTries; tries++) {
    const gateway = gateways[(nth + Math.floor(nth / wishes.length) + tries) % 2 === 0 ? 0 : 1];
    outcome = outcomeOf(await ask({ client, crowd, history }, merchant, gateway, order));
    if (outcome === 'unclear') await sleep(100 * (tries + 1));
  }
  return outcome;
}

/** XoomPe and XPayout make a payout that has failed of whom there is no money for; Xprizo makes nothing. */
function outcomeOf(answer: Answer): Outcome {
  if (answer.kind === 'fail') return answer.isRightful === true ? 'unfunded' : 'unclear';
  if (answer.kind === 'info') return 'unclear';
  return answer.shown.toLowerCase() === 'failed' ? 'unfunded' : 'accepted';
}
