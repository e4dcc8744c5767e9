/** One gateway process as far as identity goes, several of which may share a database; time is moved by hand. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { DomainError, type ErrorCode } from '../../src/kit/errors.ts';
import { newId } from '../../src/kit/ids.ts';
import { MerchantAccess } from '../../src/merchants/access.ts';
import { createMerchant } from '../../src/merchants/create-merchant.ts';
import type { MerchantView } from '../../src/merchants/merchant.ts';
import { AccessTokens } from '../../src/identity/access-tokens.ts';
import { Admission } from '../../src/identity/admission.ts';
import { createCredential, type ClientSecret } from '../../src/identity/credentials.ts';
import { signingKeysOf } from '../../src/identity/keys.ts';
import { Revocations } from '../../src/identity/revocations.ts';
import { Sessions } from '../../src/identity/sessions.ts';

export const signingSecret = 'first signing secret, long enough to be one';
export const olderSecret = 'older signing secret, still good to verify with';
export const issuer = 'https://gateway.test';
export const audience = 'xoompe';
export const lifeSeconds = 3_600;
export const home = '127.0.0.1';

export class HandClock {
  nowMs: number;

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  now(): Date {
    return new Date(this.nowMs);
  }
}

export interface Gateway {
  readonly pool: Pool;
  readonly merchants: MerchantAccess;
  readonly revocations: Revocations;
  readonly tokens: AccessTokens;
  readonly admission: Admission;
  readonly sessions: Sessions;
  stop(): Promise<void>;
}

export async function startGateway(url: string, clock: HandClock): Promise<Gateway> {
  const pool = openPool(url, 'test', 8);
  const keys = signingKeysOf([
    { kid: 'k2', secret: signingSecret },
    { kid: 'k1', secret: olderSecret },
  ]);
  const merchants = new MerchantAccess(pool);
  const revocations = new Revocations(pool, clock, lifeSeconds * 1000);
  const tokens = new AccessTokens({ keys, issuer, audience, lifeSeconds }, revocations, clock);
  const refreshSecret = 'the secret from which successors are derived';
  merchants.start();
  await revocations.start();
  return {
    pool,
    merchants,
    revocations,
    tokens,
    admission: new Admission(tokens, merchants),
    sessions: new Sessions(pool, tokens, revocations, { refreshSecret }, clock),
    stop: async () => {
      merchants.stop();
      revocations.stop();
      if (!pool.ended) await pool.end();
    },
  };
}

export async function makeMerchant(
  pool: Pool,
  nowMs: number,
): Promise<{ merchant: MerchantView; client: ClientSecret }> {
  const merchant = await createMerchant(pool, {
    merchantId: newId<'merchant'>(nowMs),
    name: 'Asha Traders',
    environment: 'sandbox',
    actor: 'test',
    nowMs,
  });
  const { merchantId, merchantNo } = merchant;
  const client = await createCredential(pool, { merchantId, merchantNo, actor: 'test', nowMs });
  return { merchant, client };
}

export function refused(code: ErrorCode) {
  return (error: unknown): boolean => error instanceof DomainError && error.code === code;
}

export async function secondsUntil(isSo: () => Promise<boolean>): Promise<number> {
  const startMs = performance.now();
  while (!(await isSo())) {
    assert.ok(performance.now() - startMs < 5_000, 'it never happens');
    await sleep(10);
  }
  return (performance.now() - startMs) / 1000;
}

export async function isRefused(
  gateway: Gateway,
  token: string,
  code: ErrorCode,
): Promise<boolean> {
  return gateway.admission.admit(token, home).then(
    () => false,
    (error: unknown) => refused(code)(error),
  );
}
