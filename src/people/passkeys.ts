/** Passkeys (WebAuthn): what the browser is asked for, and what it answers with. The library is loaded by who needs it. */
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { isIP } from 'node:net';
import { transaction, type Pool, type Queryable } from '../db/connection.ts';
import { isUniqueViolation } from '../db/sqlstate.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';
import { attemptFactor } from './factor-attempts.ts';
import { factorAdded } from './factors.ts';
import type { PersonSession } from './sessions.ts';

export interface RelyingParty {
  readonly origin: string;
  /** The host name of the origin. */
  readonly id: string;
  readonly name: string;
}

export interface Passkey {
  readonly credentialId: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly usedAt: Date | null;
}

interface KeyRow {
  credential_id: string;
  public_key: Buffer;
  sign_count: bigint;
  transports: string[];
}

type Asked = Pick<PersonSession, 'merchantId' | 'sessionId' | 'personId'>;

const challengeMs = 5 * 60_000;
/** ES256, RS256 and EdDSA (the numbers of COSE): what authenticators have today. */
const supportedAlgorithmIDs = [-7, -257, -8];

/** Undefined where the page is at a bare address, to which no browser binds a passkey. */
export function relyingPartyOf(origin: string, name: string): RelyingParty | undefined {
  const { hostname } = new URL(origin);
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? { origin, id: hostname, name } : undefined;
}

/** What the browser makes a new passkey by; its challenge waits in the session. */
export async function offerPasskey(
  pool: Pool,
  party: RelyingParty,
  asked: Asked & { readonly email: string; readonly name: string; readonly nowMs: number },
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { generateRegistrationOptions } = await import('@simplewebauthn/server');
  const keys = await readKeys(pool, asked);
  const options = await generateRegistrationOptions({
    ...{ rpName: party.name, rpID: party.id, userName: asked.email, userDisplayName: asked.name },
    userID: Uint8Array.from(Buffer.from(asked.personId.replaceAll('-', ''), 'hex')),
    attestationType: 'none',
    supportedAlgorithmIDs,
    excludeCredentials: keys.map((key) => ({ id: key.credential_id, transports: key.transports })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
  });
  await keepChallenge(pool, asked, options.challenge, asked.nowMs);
  return options;
}

/** Resolves to recovery codes where the person had none. Throws DomainError `console.factor_refused`. */
export async function addPasskey(
  pool: Pool,
  party: RelyingParty,
  given: Asked & {
    readonly response: unknown;
    readonly keyName: string;
    readonly nowMs: number;
  },
): Promise<string[] | undefined> {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  const challenge = await takeChallenge(pool, given, given.nowMs);
  const verified = await verifyRegistrationResponse({
    response: given.response as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    supportedAlgorithmIDs,
  }).catch(() => undefined);
  if (verified?.verified !== true) throw new DomainError('console.factor_refused');
  const { id, publicKey, counter, transports } = verified.registrationInfo.credential;
  const { merchantId, personId, nowMs, keyName } = given;
  try {
    return await transaction(pool, async (tx) => {
      await tx.query(
        `insert into passkeys (merchant_id, person_id, credential_id, public_key, sign_count, transports, name, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          ...[merchantId, personId, id, Buffer.from(publicKey), counter, transports ?? []],
          ...[keyName.trim().slice(0, 80) || 'Passkey', new Date(nowMs)],
        ],
      );
      return factorAdded(tx, given, { kind: 'passkey' });
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new DomainError('console.factor_refused');
    throw error;
  }
}

/** What the browser signs to show a passkey; its challenge waits in the session. */
export async function askPasskey(
  pool: Pool,
  party: RelyingParty,
  asked: Asked & { readonly nowMs: number },
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await import('@simplewebauthn/server');
  const keys = await readKeys(pool, asked);
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    allowCredentials: keys.map((key) => ({ id: key.credential_id, transports: key.transports })),
    userVerification: 'required',
  });
  await keepChallenge(pool, asked, options.challenge, asked.nowMs);
  return options;
}

/** Throws DomainError `console.factor_refused`. */
export async function provePasskey(
  pool: Pool,
  party: RelyingParty,
  given: Asked & { readonly response: unknown; readonly nowMs: number },
): Promise<void> {
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  const challenge = await takeChallenge(pool, given, given.nowMs);
  const response = given.response as AuthenticationResponseJSON;
  await attemptFactor(pool, given, async () => {
    const key = (await readKeys(pool, given)).find(({ credential_id: id }) => id === response.id);
    if (key === undefined) return false;
    const verified = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: {
        id: key.credential_id,
        publicKey: Uint8Array.from(key.public_key),
        counter: parseInt(key.sign_count.toString(), 10),
        transports: key.transports,
      },
    }).catch(() => undefined);
    if (verified?.verified !== true) return false;
    await pool.query(
      `update passkeys set sign_count = $4, used_at = $5
       where merchant_id = $1 and person_id = $2 and credential_id = $3`,
      [
        ...[given.merchantId, given.personId, key.credential_id],
        ...[verified.authenticationInfo.newCounter, new Date(given.nowMs)],
      ],
    );
    return true;
  });
}

export async function listPasskeys(
  db: Queryable,
  merchantId: MerchantId,
  personId: string,
): Promise<Passkey[]> {
  const { rows } = await db.query<{
    credential_id: string;
    name: string;
    created_at: Date;
    used_at: Date | null;
  }>(
    `select credential_id, name, created_at, used_at from passkeys
     where merchant_id = $1 and person_id = $2 order by created_at, credential_id`,
    [merchantId, personId],
  );
  return rows.map((row) => ({
    credentialId: row.credential_id,
    name: row.name,
    createdAt: row.created_at,
    usedAt: row.used_at,
  }));
}

async function readKeys(db: Queryable, { merchantId, personId }: Asked): Promise<KeyRow[]> {
  const { rows } = await db.query<KeyRow>(
    `select credential_id, public_key, sign_count, transports from passkeys
     where merchant_id = $1 and person_id = $2`,
    [merchantId, personId],
  );
  return rows;
}

async function keepChallenge(
  pool: Pool,
  { merchantId, sessionId }: Asked,
  challenge: string,
  nowMs: number,
): Promise<void> {
  await pool.query(
    'update person_sessions set challenge = $3, challenge_at = $4 where merchant_id = $1 and session_id = $2',
    [merchantId, sessionId, challenge, new Date(nowMs)],
  );
}

/** Good once: whoever is second finds none. Throws DomainError `console.factor_refused`. */
async function takeChallenge(
  pool: Pool,
  { merchantId, sessionId }: Asked,
  nowMs: number,
): Promise<string> {
  const { rows } = await pool.query<{ challenge: string }>(
    `with kept as (
       select challenge from person_sessions
       where merchant_id = $1 and session_id = $2 and challenge_at > $3 for update
     )
     update person_sessions s set challenge = null from kept
     where s.merchant_id = $1 and s.session_id = $2 and kept.challenge is not null
     returning kept.challenge`,
    [merchantId, sessionId, new Date(nowMs - challengeMs)],
  );
  const challenge = rows[0]?.challenge;
  if (challenge === undefined) throw new DomainError('console.factor_refused');
  return challenge;
}
