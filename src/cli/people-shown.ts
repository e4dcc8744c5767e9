/** People and one-time links as the command line shows them. */
import type { Pool } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import type { MadeInvitation } from '../people/invitations.ts';
import { welcomeUrl } from '../people/links.ts';
import { audienceOf, findPersonByEmail, listPeople, type Person } from '../people/person.ts';
import { notFound } from './errors.ts';
import { facts, table, type Answer } from './output.ts';

export async function peopleAnswer(pool: Pool, merchantId: MerchantId): Promise<Answer> {
  const people = await listPeople(pool, merchantId);
  const rows = people.map((person) => [
    ...[person.email, person.name, person.role, person.status, factorsOf(person), person.seenAt],
  ]);
  return {
    data: { people: people.map(({ merchantId: _, ...person }) => person) },
    text: table(['e-mail', 'name', 'role', 'status', 'second factor', 'last seen'], rows),
  };
}

export function linkAnswer(
  publicUrl: string,
  merchantId: MerchantId,
  made: MadeInvitation,
): Answer {
  const { token, email = null, expiresAt } = made;
  const link = welcomeUrl(publicUrl, audienceOf(merchantId), token);
  return {
    data: { link, email, expiresAt },
    text:
      facts({ link, 'e-mail': email, expires: expiresAt }) +
      '\nThe link works once and is shown this once; whoever has it is let in.\n',
  };
}

/** Throws CommandError `not_found`. */
export async function personNamed(
  pool: Pool,
  merchantId: MerchantId,
  email: string | undefined,
): Promise<Person> {
  const person = await findPersonByEmail(pool, merchantId, email ?? '');
  if (person === undefined) throw notFound(`Nobody here has the e-mail address "${email ?? ''}".`);
  return person;
}

function factorsOf({ passkeys, hasTotp, hasPassword }: Person): string {
  if (!hasPassword) return 'reset, link not used';
  const found = [passkeys > 0 && `passkeys: ${String(passkeys)}`, hasTotp && 'app'];
  return found.filter(Boolean).join(', ') || 'none';
}
