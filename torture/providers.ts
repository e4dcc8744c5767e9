/** Whoever moves money outside of the gateway: the bank, the acquirer and M-Pesa, and the settings that lead to them. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Acquirer } from './acquirer.ts';
import { Bank } from './bank.ts';
import { Daraja, operator } from './daraja.ts';
import { freePort } from './free-port.ts';
import type { Leash } from './leash.ts';
import type { Random } from './random.ts';

export interface Providers {
  readonly bank: Bank;
  readonly acquirer: Acquirer;
  readonly daraja: Daraja;
}

export interface ProviderParts {
  readonly folder: string;
  readonly leash: Leash;
  readonly ports: Random;
  readonly random: Random;
  /** Of what stands before the gateways. */
  readonly relayUrl: string;
}

const settleMs = 300;
/** How long a holder of a card and the owner of a phone have; longer than they take to come late. */
const askedForMs = 60_000;

const secret = () => randomBytes(16).toString('hex');

/** `settings`: of a gateway. Whatever was started is in `endings`, also when it throws. */
export async function startProviders(
  { folder, leash, ports, random, relayUrl }: ProviderParts,
  endings: (() => Promise<unknown>)[],
): Promise<Providers & { readonly settings: Readonly<Record<string, string>> }> {
  const places = {
    bank: path.join(folder, 'bank'),
    acquirer: path.join(folder, 'acquirer'),
    daraja: path.join(folder, 'daraja'),
  };
  for (const place of Object.values(places)) await mkdir(place);
  const shared = async (dataDir: string) => ({
    ...{ port: await freePort(ports), dataDir, controlKey: secret(), leash },
    seed: random.between(1, 1_000_000),
  });
  const keys = () => ({ apiKey: secret(), callbackSecret: secret() });
  const bankKeys = keys();
  const bank = new Bank({
    ...bankKeys,
    ...(await shared(places.bank)),
    callbackUrl: `${relayUrl}/callbacks/sandbox-bank`,
    collectionCallbackUrl: `${relayUrl}/callbacks/sandbox-upi`,
    settleMs,
  });
  const cardKeys = keys();
  const acquirer = new Acquirer({
    ...cardKeys,
    ...(await shared(places.acquirer)),
    callbackUrl: `${relayUrl}/callbacks/sandbox-cards`,
    challengeMs: askedForMs,
  });
  const secrets = { consumerSecret: secret(), passkey: secret(), initiatorPassword: secret() };
  const daraja = new Daraja({
    ...secrets,
    ...(await shared(places.daraja)),
    settleMs,
    promptMs: askedForMs,
  });
  for (const program of [bank, acquirer, daraja]) {
    await program.start();
    endings.push(() => program.stop());
  }
  const certificateFile = path.join(folder, 'certificate.pem');
  await writeFile(certificateFile, await daraja.certificate());
  const settings = {
    HUNDI_BANK_URL: bank.url,
    HUNDI_BANK_API_KEY: bankKeys.apiKey,
    HUNDI_BANK_CALLBACK_SECRET: bankKeys.callbackSecret,
    HUNDI_CARDS_URL: acquirer.url,
    HUNDI_CARDS_API_KEY: cardKeys.apiKey,
    HUNDI_CARDS_CALLBACK_SECRET: cardKeys.callbackSecret,
    HUNDI_MPESA_URL: daraja.url,
    HUNDI_MPESA_CONSUMER_KEY: operator.consumerKey,
    HUNDI_MPESA_CONSUMER_SECRET: secrets.consumerSecret,
    HUNDI_MPESA_SHORTCODE: operator.shortCode,
    HUNDI_MPESA_PASSKEY: secrets.passkey,
    HUNDI_MPESA_INITIATOR_NAME: operator.initiatorName,
    HUNDI_MPESA_INITIATOR_PASSWORD: secrets.initiatorPassword,
    HUNDI_MPESA_CERTIFICATE: certificateFile,
    HUNDI_MPESA_CALLBACK_SECRET: randomBytes(32).toString('hex'),
    HUNDI_MPESA_CALLBACK_URL: relayUrl,
  };
  return { bank, acquirer, daraja, settings };
}
