/** People who are signed in, made straight in the database, and what asks the console in their name. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { transaction, type Pool } from '../../src/db/connection.ts';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import { platformId } from '../../src/merchants/audit.ts';
import { acceptInvitation } from '../../src/people/accept-invitation.ts';
import { invite } from '../../src/people/invitations.ts';
import type { OperatorRole, PersonRole, TeamRole } from '../../src/people/roles.ts';
import { readSessionToken } from '../../src/people/session-token.ts';
import { findSession, renewSession } from '../../src/people/sessions.ts';

export interface SignedIn {
  readonly site: '/console' | '/dashboard';
  readonly merchantId: MerchantId;
  readonly personId: string;
  readonly sessionId: string;
  readonly email: string;
  readonly role: PersonRole;
  /** The value of the cookie. */
  readonly token: string;
  /** `hundi_operator=…`, as a browser sends it over plain HTTP. */
  readonly cookie: string;
}

export const testPassword = 'correct horse battery staple';

/** An operator with a finished sign-in, the second factor shown just now. */
export function operatorSignedIn(pool: Pool, role: OperatorRole = 'owner'): Promise<SignedIn> {
  return signedIn(pool, platformId, role);
}

/** The same of the team of a merchant. */
export function merchantSignedIn(
  pool: Pool,
  merchantId: MerchantId,
  role: TeamRole = 'admin',
): Promise<SignedIn> {
  return signedIn(pool, merchantId, role);
}

async function signedIn(pool: Pool, merchantId: MerchantId, role: PersonRole): Promise<SignedIn> {
  const nowMs = Date.now();
  const email = `${role}-${newId<'test'>(nowMs)}@people.test`;
  const { token: link } = await transaction(pool, (tx) =>
    invite(tx, { merchantId, email, role, actor: 'test', nowMs }),
  );
  const audience = merchantId === platformId ? 'operator' : 'merchant';
  const first = await acceptInvitation(pool, {
    ...{ token: link, name: `${role} of the test`, email, password: testPassword, nowMs },
    ...{ address: '127.0.0.1', browser: 'test' },
  });
  const begun = readSessionToken(first);
  if (begun === undefined) throw new Error('That is no session.');
  // Stands for an enrolled app; nobody asks for its codes.
  await pool.query(
    `update people set totp_secret = 'of a test' where merchant_id = $1
     and person_id = (select person_id from person_sessions where merchant_id = $1 and session_id = $2)`,
    [merchantId, begun.sessionId],
  );
  const token = await renewSession(pool, begun, { factor: true, nowMs });
  const session = await findSession(pool, audience, token, nowMs);
  if (session === undefined) throw new Error('The session did not begin.');
  return {
    site: audience === 'operator' ? '/console' : '/dashboard',
    ...{ merchantId, personId: session.personId, sessionId: session.sessionId, email, role, token },
    cookie: `hundi_${audience}=${token}`,
  };
}

export interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  /** In the place of those that a page of the site sends. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  /** Of JSON; the text of anything else. */
  readonly body: unknown;
  readonly headers: Headers;
}

/** One call of the API as the site itself makes it; nobody signed in when `who` is undefined. */
export async function askConsole(
  address: string,
  who: Pick<SignedIn, 'site' | 'cookie'> | { readonly site: SignedIn['site'] },
  path: string,
  { method = 'GET', body, headers }: Asked = {},
): Promise<Answered> {
  const response = await fetch(`${address}${who.site}/api${path}`, {
    method,
    headers: {
      ...('cookie' in who && { cookie: who.cookie }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(headers ?? { 'x-hundi-console': '1', origin: address, 'sec-fetch-site': 'same-origin' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return {
    status: response.status,
    body: isJson && text !== '' ? (JSON.parse(text) as unknown) : text,
    headers: response.headers,
  };
}

/** A window of the browser in which this person is signed in. */
export async function pageSignedIn(
  browser: Browser,
  address: string,
  who: SignedIn,
  options: BrowserContextOptions = {},
): Promise<Page> {
  // What moves is not waited for, nor drawn again and again.
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(60_000);
  await context.addCookies([
    {
      name: who.site === '/console' ? 'hundi_operator' : 'hundi_merchant',
      ...{ value: who.token, url: address, httpOnly: true, sameSite: 'Lax' },
    },
  ]);
  return context.newPage();
}
