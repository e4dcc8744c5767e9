/** How long a kill switch takes from the answer of the console until two processes begin nothing more. */
import { openPool } from '../../src/db/connection.ts';
import { askConsole, operatorSignedIn, type SignedIn } from '../../test/support/console.ts';
import { median } from '../figures.ts';
import { startGateway } from '../gateway.ts';
import type { Row } from '../report.ts';
import { mintTokens, seedMerchants, type Caller } from '../seed.ts';
import type { Stage } from '../stage.ts';

const database = 'bench_switches';
const what = { kind: 'currency', name: 'INR' } as const;
const givenUpAfterMs = 10_000;

interface House {
  /** Of the gateways, the first of which serves the console. */
  readonly addresses: readonly string[];
  readonly caller: Caller;
  readonly maker: SignedIn;
  readonly checker: SignedIn;
}

export async function measureSwitches(stage: Stage): Promise<Row[]> {
  await stage.ensureDatabase(database, (url) => seedMerchants(url, 1));
  const databaseUrl = stage.urlOf(database);
  const gateways = await Promise.all(
    ['one', 'two'].map((name) =>
      startGateway({ dataDir: `${stage.workDir}/switches-${name}`, databaseUrl, role: 'api' }),
    ),
  );
  const pool = openPool(databaseUrl, 'bench switches', 2);
  try {
    const [caller] = await mintTokens(databaseUrl);
    if (caller === undefined) throw new Error('There is no merchant.');
    const [maker, checker] = [await operatorSignedIn(pool), await operatorSignedIn(pool)];
    const addresses = gateways.map(({ port }) => `http://localhost:${String(port)}`);
    return await measure(stage, { addresses, caller, maker, checker });
  } finally {
    await pool.end();
    for (const gateway of gateways) await gateway.stop();
    await stage.dropDatabase(database);
  }
}

async function measure(stage: Stage, house: House): Promise<Row[]> {
  const off: number[] = [];
  const on: number[] = [];
  for (let flip = 0; flip < (stage.options.quick ? 2 : 20); flip += 1) {
    off.push(await felt(house, 'refused', () => switchOff(house)));
    on.push(await felt(house, 'made', () => switchOn(house)));
    stage.say(`switch ${String(flip + 1)}: off ${ms(off.at(-1))}, on ${ms(on.at(-1))}`);
  }
  return [
    rowOf('switch off at the console until the slower of two processes refuses', off, 1_000),
    rowOf('switch on by the second person until both make payouts again', on),
  ];
}

function rowOf(name: string, rounds: readonly number[], atMost?: number): Row {
  return {
    ...{ what: name, value: median(rounds), unit: 'ms', rounds },
    note: `the longest of ${String(rounds.length)}: ${ms(Math.max(...rounds))}`,
    ...(atMost !== undefined && { goal: { atMost } }),
  };
}

/** From the answer of the console until every process has begun to answer so, each asked without a pause. */
async function felt(
  { addresses, caller }: House,
  expected: Outcome,
  turn: () => Promise<void>,
): Promise<number> {
  await turn();
  const turnedMs = performance.now();
  const waited = addresses.map(async (address) => {
    for (;;) {
      const askedMs = performance.now();
      if (askedMs - turnedMs > givenUpAfterMs) throw new Error(`${address} never ${expected} it.`);
      if ((await payOut(address, caller)) === expected) return askedMs - turnedMs;
    }
  });
  return Math.max(...(await Promise.all(waited)));
}

type Outcome = 'made' | 'refused';
let payouts = 0;

async function payOut(address: string, { token }: Caller): Promise<Outcome> {
  payouts += 1;
  const response = await fetch(`${address}/XoomPeAPI/Payout/CreateTransaction`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      ...{ beneficiaryName: 'Asha Rao', beneficiaryAccountNumber: '123456789012' },
      ...{ ifsc: 'HDFC0001234', amount: 5000 + (payouts % 900) },
      clientTransactionRefNo: `S-${String(payouts)}`,
    }),
  });
  const { message } = (await response.json()) as { message?: string };
  if (response.status === 201) return 'made';
  if (message === 'Service unavailable') return 'refused';
  throw new Error(`A payout was answered with ${String(response.status)}: ${String(message)}`);
}

async function switchOff({ addresses: [address = ''], maker }: House): Promise<void> {
  await post(address, maker, '/switches/off', { ...what, reason: 'a drill' });
}

async function switchOn({ addresses: [address = ''], maker, checker }: House): Promise<void> {
  const change = { ...what, reason: 'over' };
  const wish = { kind: 'switch.on', merchantId: null, change, reason: 'over' };
  const { merchantId, draftId, hash } = await post(address, maker, '/drafts', wish);
  const place = `/drafts/${String(merchantId)}/${String(draftId)}`;
  await post(address, checker, `${place}/approve`, { hash });
}

async function post(
  address: string,
  who: SignedIn,
  path: string,
  body: object,
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await askConsole(address, who, path, { method: 'POST', body });
  if (answer.status === 200) return answer.body as Readonly<Record<string, unknown>>;
  throw new Error(`${path} was answered with ${JSON.stringify(answer.body)}`);
}

function ms(value: number | undefined): string {
  return `${(value ?? Number.NaN).toFixed(0)} ms`;
}
