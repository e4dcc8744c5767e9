/** Many callers at once, over two processes and both contracts: for the last rupee, and under one reference. */
import { ask } from '../load.ts';
import { rupeesOf } from '../money.ts';
import { feeMinor, gstMinor, type Merchant } from '../merchants.ts';
import type { Answer } from '../history.ts';
import type { Order } from '../order.ts';
import type { Scene } from '../scene.ts';

export interface RaceSizes {
  readonly rounds: number;
  readonly references: number;
}

const callers = 400;
const affordable = 100;
const copies = 50;
const referencesAtOnce = 4;
/** One reference in so many is a pay-in. */
const payinEvery = 4;
const amountMinor = 5_000_00n;

export async function racesAct(scene: Scene, sizes: RaceSizes): Promise<void> {
  const { faults, say } = scene;
  faults.want('callers without funds', sizes.rounds * (callers - affordable));
  faults.want('copies of a request', sizes.references * (copies - 1));
  for (let round = 1; round <= sizes.rounds; round++) {
    await raceForFunds(scene, round);
    if (round % 10 === 0) say(`races: round ${round} of ${sizes.rounds}`);
  }
  const merchant = await addMerchant(scene, 'copies', sizes.references);
  for (let first = 1; first <= sizes.references; first += referencesAtOnce) {
    const last = Math.min(first + referencesAtOnce - 1, sizes.references);
    const nths = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    await Promise.all(nths.map((nth) => raceOfCopies(scene, merchant, nth)));
  }
  say(`races: ${sizes.references} references in ${copies} copies`);
}

async function addMerchant(scene: Scene, name: string, payouts: number): Promise<Merchant> {
  const fundMinor = BigInt(payouts) * (amountMinor + feeMinor + gstMinor);
  return scene.deployment.addMerchant(name, rupeesOf(fundMinor));
}

/** Every other caller of each process speaks the other contract; the wallet is one. */
async function raceForFunds(scene: Scene, round: number): Promise<void> {
  const { broken, deployment, faults } = scene;
  const merchant = await addMerchant(scene, `round-${round}`, affordable);
  const answers = await Promise.all(
    Array.from({ length: callers }, (_, nth) =>
      send(scene, merchant, inContract(payoutOf(merchant, `${nth}`, nth), nth), nth),
    ),
  );
  const settled = answers.filter((answer) => answer.kind === 'ok' && answer.isNew);
  const unfunded = settled.filter(({ status }) => status === 400).length;
  const accepted = settled.length - unfunded;
  faults.fired('callers without funds', unfunded);
  if (accepted !== affordable || accepted + unfunded !== callers)
    broken.push(`round ${round}: ${accepted} accepted, ${unfunded} unfunded of ${callers}`);
  for (const { url, name } of deployment.gateways) {
    const left = await deployment.client.balance(url, merchant);
    if (left !== 0) broken.push(`round ${round}: gateway ${name} shows ${left} left`);
  }
}

/** The copies of a payout come through both contracts: it is one order in one name-space. */
async function raceOfCopies(scene: Scene, merchant: Merchant, nth: number): Promise<void> {
  const { broken, faults } = scene;
  const reference = `copies-${nth}`;
  const isPayin = nth % payinEvery === 0;
  const order = isPayin
    ? payinOf(merchant, reference)
    : inContract(payoutOf(merchant, reference, nth), nth);
  const answers = await Promise.all(
    Array.from({ length: copies }, (_, copy) =>
      send(scene, merchant, isPayin ? order : inContract(order, copy), copy),
    ),
  );
  const told = answers.filter((answer) => answer.kind === 'ok');
  const created = told.filter(({ isNew }) => isNew).length;
  const numbers = new Set(told.map(({ number }) => number));
  const replayed = told.length - created;
  faults.fired('copies of a request', replayed);
  if (created !== 1 || replayed !== copies - 1 || numbers.size !== 1)
    broken.push(`${reference}: ${created} created, ${replayed} replayed, ${numbers.size} numbers`);
  // Sent past the history, which knows one order under a reference.
  const { client, gateways } = scene.deployment;
  const altered = { ...order, amount: '5000.01' };
  const { status } = await client.create(gateways[nth % 2 === 0 ? 0 : 1].url, merchant, altered);
  if (status !== 409) broken.push(`${reference}: an altered copy was answered ${status}`);
}

function payoutOf(merchant: Merchant, reference: string, nth: number): Order {
  return {
    contract: 'xoompe',
    direction: 'out',
    merchant: merchant.name,
    reference,
    account: `5${String(nth).padStart(12, '0')}`,
    amount: '5000.00',
  };
}

function payinOf(merchant: Merchant, reference: string): Order {
  const about = { merchant: merchant.name, reference, account: '', amount: '5000.00' };
  return { ...about, contract: 'xpayout', direction: 'in' };
}

/** Of four that follow one another two speak XoomPe and two XPayout, one to each process. */
function inContract(order: Order, nth: number): Order {
  const isXpayout = nth % 4 > 1;
  return { ...order, contract: isXpayout ? 'xpayout' : 'xoompe', signature: nth % 8 > 3 ? 2 : 1 };
}

function send(scene: Scene, merchant: Merchant, order: Order, nth: number): Promise<Answer> {
  const { crowd, deployment, history } = scene;
  const { client, gateways } = deployment;
  const gateway = gateways[nth % 2 === 0 ? 0 : 1];
  return ask({ client, crowd, history }, merchant, gateway, order);
}
