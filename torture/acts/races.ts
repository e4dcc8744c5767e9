/** Many callers at once over two processes: for the last rupee, and under one reference. */
import { ask } from '../load.ts';
import { rupeesOf } from '../money.ts';
import { feeMinor, gstMinor, type Merchant } from '../merchants.ts';
import type { Answer, Order } from '../history.ts';
import type { Scene } from '../scene.ts';

export interface RaceSizes {
  readonly rounds: number;
  readonly references: number;
}

const callers = 400;
const affordable = 100;
const copies = 50;
const referencesAtOnce = 4;
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

async function raceForFunds(scene: Scene, round: number): Promise<void> {
  const { broken, deployment, faults } = scene;
  const merchant = await addMerchant(scene, `round-${round}`, affordable);
  const answers = await Promise.all(
    Array.from({ length: callers }, (_, nth) =>
      send(scene, merchant, orderOf(merchant, `${nth}`, nth), nth),
    ),
  );
  const accepted = answers.filter(({ status }) => status === 201).length;
  const unfunded = answers.filter((answer) => answer.kind === 'ok' && answer.status === 400).length;
  faults.fired('callers without funds', unfunded);
  if (accepted !== affordable || accepted + unfunded !== callers)
    broken.push(`round ${round}: ${accepted} accepted, ${unfunded} unfunded of ${callers}`);
  for (const { url, name } of deployment.gateways) {
    const left = await deployment.client.balance(url, merchant.token);
    if (left !== 0) broken.push(`round ${round}: gateway ${name} shows ${left} left`);
  }
}

async function raceOfCopies(scene: Scene, merchant: Merchant, nth: number): Promise<void> {
  const { broken, faults } = scene;
  const order = orderOf(merchant, `copies-${nth}`, nth);
  const answers = await Promise.all(
    Array.from({ length: copies }, (_, copy) => send(scene, merchant, order, copy)),
  );
  const created = answers.filter(({ status }) => status === 201).length;
  const replayed = answers.filter(({ status }) => status === 200).length;
  const numbers = new Set(
    answers.map((answer) => (answer.kind === 'ok' ? answer.transactionNumber : answer.why)),
  );
  faults.fired('copies of a request', replayed);
  if (created !== 1 || replayed !== copies - 1 || numbers.size !== 1)
    broken.push(
      `${order.reference}: ${created} created, ${replayed} replayed, ${numbers.size} numbers`,
    );
  // Sent past the history, which knows one order under a reference.
  const { client, gateways } = scene.deployment;
  const altered = { ...order, amount: '5000.01' };
  const { status } = await client.create(
    gateways[nth % 2 === 0 ? 0 : 1].url,
    merchant.token,
    altered,
  );
  if (status !== 409) broken.push(`${order.reference}: an altered copy was answered ${status}`);
}

function orderOf(merchant: Merchant, reference: string, nth: number): Order {
  return {
    merchant: merchant.name,
    reference,
    beneficiaryName: 'Ravi Kumar',
    beneficiaryAccountNumber: `5${String(nth).padStart(12, '0')}`,
    ifsc: 'ABCD0123456',
    amount: '5000.00',
  };
}

function send(scene: Scene, merchant: Merchant, order: Order, nth: number): Promise<Answer> {
  const { client, gateways } = scene.deployment;
  return ask({ client, history: scene.history }, merchant, gateways[nth % 2 === 0 ? 0 : 1], order);
}
