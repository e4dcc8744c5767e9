import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Mpesa } from './mpesa.ts';
import { Refusal, type Reply } from './wire.ts';

const LIFE_SECONDS = 3_599;

/** GET /oauth/v1/generate: a new token, which ends the one before. Throws `Refusal`. */
export function generate(
  mpesa: Mpesa,
  authorization: string | undefined,
  query: URLSearchParams,
): Reply {
  const { consumerKey, consumerSecret } = mpesa.settings;
  const right = `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')}`;
  if (!isSame(authorization ?? '', right))
    throw new Refusal('400.008.01', 'Invalid Authentication passed');
  if (query.get('grant_type') !== 'client_credentials')
    throw new Refusal('400.008.02', 'Invalid grant type passed');
  const text = randomBytes(21).toString('base64url');
  const until = mpesa.clock() + LIFE_SECONDS * 1_000;
  mpesa.store.commit(() => mpesa.told.setToken({ text, until }));
  return { status: 200, body: { access_token: text, expires_in: String(LIFE_SECONDS) } };
}

/** Throws `Refusal` for whoever does not hold the newest token. */
export function checkToken(mpesa: Mpesa, authorization: string | undefined): void {
  const token = mpesa.told.token();
  if (authorization === undefined) throw new Refusal('404.001.04', 'Invalid Authentication Header');
  if (
    token === null ||
    token.until < mpesa.clock() ||
    !isSame(authorization, `Bearer ${token.text}`)
  )
    throw new Refusal('404.001.03', 'Invalid Access Token');
}

export function isSame(text: string, right: string): boolean {
  const digest = (each: string) => createHash('sha256').update(each).digest();
  return timingSafeEqual(digest(text), digest(right));
}
