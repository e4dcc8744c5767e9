/** Everybody who may not call: by contract, with how they are refused. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createUser } from '../../../src/identity/users.ts';
import { AccessTokens } from '../../../src/identity/access-tokens.ts';
import type { DeploymentSecrets } from '../../../src/identity/deployment-secrets.ts';
import { createApiKey, changeApiKey, deleteApiKey } from '../../../src/identity/api-keys.ts';
import { newId } from '../../../src/kit/ids.ts';
import { disableMerchant } from '../../../src/merchants/change-merchant.ts';
import { openOwner, type Owner } from './owners.ts';
import type { Contract } from './tables.ts';
import { ask, credentialsOf, type Credentials, type WallsWorld } from './walls-world.ts';

export interface WrongCaller {
  readonly who: string;
  readonly by: Credentials;
  readonly status: number;
}

export async function wrongCallersOf(
  world: WallsWorld,
): Promise<Readonly<Record<Contract, readonly WrongCaller[]>>> {
  const { mine, theirs, gateway } = world;
  const disabled = await openOwner(gateway, 'Disabled', 4);
  const order = { ...disabled, actor: 'test', nowMs: Date.now() };
  await disableMerchant(gateway.app.pool, order);
  const profileToken = await profileTokenOf(world, mine);
  const tokens = await spoiltTokens(gateway.app.secrets, mine);
  const { xpayout } = mine;
  const every = (who: string, by: Credentials) => ({ who, by, status: 401 });
  const spoilt = await spoiltKeys(world);
  // A change of a merchant reaches every process within two seconds, and the calls before it were served.
  await sleep(2_000);
  return {
    xoompe: [
      every('nobody', {}),
      every('a word', { bearer: 'nonsense' }),
      every('the token of the other contract', { bearer: profileToken }),
      every('an API key of the other contract', { bearer: mine.xprizo.apiKey }),
      ...tokens('Hundi sandbox'),
      // Its token was proven: it is told why, as the contract has it.
      { who: 'a disabled merchant', by: credentialsOf(disabled), status: 403 },
    ],
    xpayout: [
      every('nobody', {}),
      every('a key nobody has', { xpayout: { ...xpayout, apiKey: `${xpayout.apiKey}x` } }),
      every('the key of another contract', { xpayout: { ...xpayout, apiKey: mine.xprizo.apiKey } }),
      every('my key with their secret', {
        xpayout: { apiKey: xpayout.apiKey, apiSecret: theirs.xpayout.apiSecret },
      }),
      every('their key with my secret', {
        xpayout: { apiKey: theirs.xpayout.apiKey, apiSecret: xpayout.apiSecret },
      }),
      every('a call of yesterday', { xpayout, atMs: Date.now() - 86_400_000 }),
      { who: 'a disabled merchant', by: credentialsOf(disabled), status: 403 },
    ],
    xprizo: [
      every('nobody', {}),
      every('a key nobody has', { apiKey: `${String(mine.merchantNo)}-${crypto.randomUUID()}` }),
      every('my number with their key', {
        apiKey: theirs.xprizo.apiKey.replace(/^\d+/, String(mine.merchantNo)),
      }),
      every('the token of the other contract', { bearer: mine.token }),
      every('an API key of the other contract', { apiKey: xpayout.apiKey }),
      ...spoilt,
      ...tokens('Hundi sandbox profiles'),
      every('a disabled profile', { apiKey: disabled.xprizo.apiKey }),
    ],
  };
}

async function profileTokenOf({ url }: WallsWorld, { xoompe }: Owner): Promise<string> {
  const login = { userName: xoompe.email, password: xoompe.password };
  const path = '/api/Security/GetToken';
  const { text } = await ask(url, { method: 'POST', path, query: {}, body: login }, {});
  return (JSON.parse(text) as { token: string }).token;
}

/** Signed with the right key, and good for no door: of another environment, and of a time that is over. */
async function spoiltTokens({ signingKeys: keys }: DeploymentSecrets, { merchantId }: Owner) {
  const tokenAt = async (audience: string, ms: number) => {
    const revocations: never = undefined as never;
    const settings = { keys, issuer: 'Hundi', audience, lifeSeconds: 3_600 };
    const issuer = new AccessTokens(settings, revocations, { now: () => new Date(ms) });
    const subject = newId<'user'>(ms);
    const family = { merchantId, familyId: newId<'token_family'>(ms), familyExpiresAtMs: ms * 2 };
    return (await issuer.issue({ ...family, subject, role: 'admin' } as never)).token;
  };
  const made = new Map<string, readonly [live: string, old: string]>();
  for (const audience of ['Hundi sandbox', 'Hundi sandbox profiles'])
    made.set(audience, [
      await tokenAt(audience.replace('sandbox', 'live'), Date.now()),
      await tokenAt(audience, Date.now() - 7_200_000),
    ]);
  return (audience: string): WrongCaller[] => {
    const [live = '', old = ''] = made.get(audience) ?? [];
    return [
      { who: 'a token of the other environment', by: { bearer: live }, status: 401 },
      { who: 'a token of two hours ago', by: { bearer: old }, status: 401 },
    ];
  };
}

async function spoiltKeys({ gateway, mine }: WallsWorld): Promise<WrongCaller[]> {
  const { pool } = gateway.app;
  const order = { ...mine, actor: 'test', nowMs: Date.now() };
  const yesterday = new Date(Date.now() - 86_400_000);
  const spoilers = {
    'a key that is off': (keyNo: number) => changeApiKey(pool, order, keyNo, { active: false }),
    'a key that has ended': (keyNo: number) =>
      changeApiKey(pool, order, keyNo, { endsAt: yesterday }),
    'a deleted key': (keyNo: number) => deleteApiKey(pool, order, keyNo),
  };
  const found: WrongCaller[] = [];
  for (const [who, spoil] of Object.entries(spoilers)) {
    const { apiKey, keyNo } = await createApiKey(pool, order, { name: who, description: '' });
    await spoil(keyNo);
    found.push({ who, by: { apiKey }, status: 401 });
  }
  return found;
}

/** A read-only user of the merchant, by the tokens of both contracts that have users. */
export async function readerOf(
  world: WallsWorld,
): Promise<Credentials & { readonly profileToken: string }> {
  const { mine, gateway, url } = world;
  const login = { email: 'reader@merchant.example', password: 'the password of a reader' };
  await createUser(gateway.app.pool, {
    ...{ ...login, merchantId: mine.merchantId, userId: newId<'user'>(Date.now()) },
    ...{ role: 'reader', actor: 'test', nowMs: Date.now() },
  });
  const path = '/XoomPeAPI/token';
  const { text } = await ask(url, { method: 'POST', path, query: {}, body: login }, {});
  const { accessToken } = JSON.parse(text) as { accessToken: string };
  const asLogin = { ...mine, xoompe: { ...mine.xoompe, ...login } };
  return { bearer: accessToken, profileToken: await profileTokenOf(world, asLogin) };
}
