/** The cookie that holds a session: out of reach of scripts, of other sites and, where there is https, of other hosts. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Audience } from './route.ts';

interface CookieSite {
  readonly audience: Audience;
  readonly isSecure: boolean;
}

function cookieName({ audience, isSecure }: CookieSite): string {
  return `${isSecure ? '__Host-' : ''}hundi_${audience}`;
}

/** Undefined without the cookie, and when there are two of its name: then somebody has planted one. */
export function sessionCookieOf(site: CookieSite, request: FastifyRequest): string | undefined {
  const name = cookieName(site);
  const found = (request.headers.cookie ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`));
  return found.length === 1 ? found[0]?.slice(name.length + 1) : undefined;
}

export function writeSessionCookie(
  site: CookieSite,
  reply: FastifyReply,
  token: string | undefined,
): void {
  const life = token === undefined ? '; Max-Age=0' : '';
  const secure = site.isSecure ? '; Secure' : '';
  void reply.header(
    'set-cookie',
    `${cookieName(site)}=${token ?? ''}; Path=/; HttpOnly; SameSite=Lax${secure}${life}`,
  );
}
