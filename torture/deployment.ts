/** All the processes of a torture run: PostgreSQL, the bank, the acquirer, M-Pesa, two gateways, and the merchants' side. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CallbackRelay } from './callback-relay.ts';
import { hundi } from './cli.ts';
import { Client } from './client.ts';
import { freePort } from './free-port.ts';
import { Gateway, type GatewaySettings } from './gateway.ts';
import { Inbox } from './inbox.ts';
import { Leash } from './leash.ts';
import { makeMerchant, type Merchant, type PayinWishes } from './merchants.ts';
import { makePerson, type Person } from './people.ts';
import { Postgres } from './postgres.ts';
import { startProviders, type Providers } from './providers.ts';
import { Random } from './random.ts';
import { xprizoRequest } from './xprizo.ts';

export interface Deployment extends Providers {
  readonly folder: string;
  readonly postgres: Postgres;
  readonly gateways: readonly [Gateway, Gateway];
  readonly inbox: Inbox;
  readonly client: Client;
  /** Error lines of the gateways, by what they say, with how often. */
  readonly complaints: ReadonlyMap<string, number>;
  /** `payins`: what it wants done with payments that are not as asked for; without it nobody pays it. */
  addMerchant(name: string, fund: string, payins?: PayinWishes): Promise<Merchant>;
  /** `fund`: such as `INR=1000.00,KES=500.00`. */
  addPerson(name: string, fund: string): Promise<Person>;
  /** From now on the merchant hears of what it does by Xprizo, and is asked about what is held. */
  hearXprizo(merchant: Merchant, options?: Hearing): Promise<void>;
  /** Brings a gateway back, with a few tries; resolves to how long that took. */
  restart(gateway: Gateway, failpoints?: string): Promise<number>;
  stop(): Promise<void>;
}

interface Hearing {
  /** It lets everything go that is held. */
  readonly agrees: boolean;
}

const mostStarts = 5;

/** Throws when a part cannot be started; whatever was started before is stopped. */
export async function openDeployment(random: Random): Promise<Deployment> {
  const endings: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    return await open(random, endings, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function open(
  random: Random,
  endings: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<Deployment> {
  const leash = new Leash();
  // Runs with the same seed may stand side by side.
  const ports = new Random(process.pid);
  endings.push(async () => leash.release());
  const folder = await mkdtemp(path.join(tmpdir(), 'hundi-torture-'));
  endings.push(() => rm(folder, { recursive: true, force: true }));
  const complaints = new Map<string, number>();
  const complain = (said: string) => complaints.set(said, (complaints.get(said) ?? 0) + 1);
  const postgres = await Postgres.start((line) => complain(line.replaceAll(/\d+/g, 'n')));
  endings.push(() => postgres.stop());
  const inbox = await Inbox.start(path.join(folder, 'inbox.jsonl'), random.fork());
  endings.push(() => inbox.stop());
  const gateways: Gateway[] = [];
  const relay = await CallbackRelay.start(() => gateways, random.fork());
  endings.push(() => relay.stop());
  const parts = { folder, leash, ports, random: random.fork(), relayUrl: relay.url };
  const { settings, ...providers } = await startProviders(parts, endings);
  const open = {
    ...{ folder, leash, databaseUrl: postgres.url, providers: settings },
    ...{ complain, complaints, ports },
  };
  for (const name of ['a', 'b']) gateways.push(await openGateway(open, name, endings));
  const client = new Client();
  endings.push(() => client.close());
  const [first, second] = gateways;
  if (first === undefined || second === undefined) throw new Error('Two gateways are needed.');
  return {
    folder,
    postgres,
    ...providers,
    gateways: [first, second],
    inbox,
    client,
    complaints,
    addMerchant: async (name, fund, payins) => {
      const databaseUrl = postgres.url;
      const merchant = await makeMerchant({ name, fund, databaseUrl, inbox, payins });
      await client.token(first.url, merchant.xoompe);
      return merchant;
    },
    addPerson: (name, fund) => makePerson(postgres.url, name, fund),
    hearXprizo: (merchant, hearing = { agrees: false }) =>
      hearXprizo({ databaseUrl: postgres.url, client, inbox }, first, merchant, hearing),
    restart,
    stop,
  };
}

async function hearXprizo(
  parts: { readonly databaseUrl: string; readonly client: Client; readonly inbox: Inbox },
  { url }: Gateway,
  { name, merchantId, xprizo }: Merchant,
  { agrees }: Hearing,
): Promise<void> {
  const { databaseUrl, client, inbox } = parts;
  const words = ['credentials', 'approval-secret', merchantId];
  const { approvalSecret } = (await hundi(databaseUrl, words)) as { approvalSecret: string };
  inbox.expectProfile({ merchant: name, webhookSecret: approvalSecret, agrees });
  const places = { approval: 'SetApprovalWebhook', payment: 'SetPaymentWebhook' } as const;
  for (const kind of ['approval', 'payment'] as const) {
    const query = new URLSearchParams({ url: inbox.profileUrlOf(name, kind) }).toString();
    const asked = xprizoRequest(xprizo, 'PUT', `Preference/${places[kind]}?${query}`);
    const { status } = await client.send(url, asked);
    if (status !== 200) throw new Error(`A webhook is not set: ${status}`);
  }
}

async function openGateway(
  parts: Pick<GatewaySettings, 'leash' | 'databaseUrl' | 'providers'> & {
    readonly folder: string;
    readonly ports: Random;
    readonly complain: (said: string) => void;
    readonly complaints: ReadonlyMap<string, number>;
  },
  name: string,
  endings: (() => Promise<unknown>)[],
): Promise<Gateway> {
  const { folder, ports, complain, complaints, ...settings } = parts;
  const dataDir = path.join(folder, `gateway-${name}`);
  await mkdir(dataDir);
  const gateway = new Gateway({
    ...settings,
    name,
    dataDir,
    port: await freePort(ports),
    onTrouble: (line) => complain(complaintOf(line)),
  });
  endings.push(() => gateway.stop());
  if (await gateway.start()) return gateway;
  throw new Error(`Gateway ${name} does not start: ${[...complaints.keys()].join('; ')}`);
}

async function restart(gateway: Gateway, failpoints = ''): Promise<number> {
  const beganMs = performance.now();
  for (let tries = 0; tries < mostStarts; tries++) {
    await gateway.kill();
    if (await gateway.start(failpoints)) return performance.now() - beganMs;
    // A failpoint may fire before anybody could ask.
    if (failpoints !== '') return performance.now() - beganMs;
  }
  throw new Error(`Gateway ${gateway.name} does not come back.`);
}

interface LogLine {
  readonly msg?: string;
  readonly errorName?: string;
  readonly at?: readonly string[];
  readonly err?: { readonly message?: string; readonly code?: string };
}

/** A log line without what differs from one to the next. */
function complaintOf(line: string): string {
  try {
    const { msg, err, errorName, at } = JSON.parse(line) as LogLine;
    const said = [msg, errorName, err?.code, err?.message, at?.slice(0, 6).join(', ')];
    return said.filter((part) => part !== undefined).join(' · ');
  } catch {
    return line.slice(0, 300);
  }
}
