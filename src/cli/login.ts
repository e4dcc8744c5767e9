/** `hundi login`: e-mail and password by which a merchant's programs may call. Nobody signs in to a dashboard by it. */
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import type { Pool } from '../db/connection.ts';
import type { Role, UserId } from '../identity/caller.ts';
import type { ChangedLogin, LoginChange } from '../identity/change-login.ts';
import { listUsers } from '../identity/list-access.ts';
import { randomSecret } from '../identity/secrets.ts';
import { newId } from '../kit/ids.ts';
import { merchantArgument, merchantHelp, merchantNamed, oneOf } from './arguments.ts';
import { addCommand, textFlag, type Flags } from './command.ts';
import { badUsage, notFound } from './errors.ts';
import { facts, table, type Answer } from './output.ts';
import { changeOf, withSession } from './session.ts';

const roles: readonly Role[] = ['reader', 'payer', 'admin'];
const emailArgument = ['<email>', 'the e-mail address of the login'] as const;
const fromStdin = [
  '--password-stdin',
  'take the first line of the input (made up and shown once when not given)',
] as const;

export function addLoginCommands(group: Command): void {
  addCommand(
    group,
    'list',
    'e-mail logins of a merchant; passwords are stored nowhere',
    (command) => command.argument(merchantArgument, merchantHelp),
    ([name]) =>
      withSession(async ({ pool }) => {
        const { merchantId } = await merchantNamed(pool, name);
        const logins = await listUsers(pool, merchantId);
        const rows = logins.map((one) => [one.email, one.role, one.status, one.createdAt]);
        return {
          data: { merchantId, logins },
          text: table(['email', 'role', 'status', 'created'], rows),
        };
      }),
  );
  addCommand(
    group,
    'create',
    'one more login for the API; it may only read unless told otherwise',
    (command) =>
      command
        .argument(merchantArgument, merchantHelp)
        .requiredOption('--email <email>', 'by which it logs in; unique over all merchants')
        .option('--role <role>', roles.join(', '), 'reader')
        .option(...fromStdin),
    ([name], flags) => createOne(name, flags),
  );
  addCommand(
    group,
    'password',
    'a new password; what the login has issued ends within a second',
    (command) => command.argument(...emailArgument).option(...fromStdin),
    async ([email = ''], flags) => {
      const { password, isMadeUp } = await passwordOf(flags);
      return changeOne(email, isMadeUp ? password : undefined, async (pool, change) => {
        const { setPassword } = await import('../identity/change-login.ts');
        return setPassword(pool, { ...change, password });
      });
    },
  );
  addCommand(
    group,
    'disable',
    'let nobody in by it, and end what it has issued within a second',
    (command) => command.argument(...emailArgument),
    ([email = '']) =>
      changeOne(email, undefined, async (pool, change) => {
        const { disableLogin } = await import('../identity/change-login.ts');
        return disableLogin(pool, change);
      }),
  );
  addCommand(
    group,
    'enable',
    'let in by it again, with the password that it had',
    (command) => command.argument(...emailArgument),
    ([email = '']) =>
      changeOne(email, undefined, async (pool, change) => {
        const { enableLogin } = await import('../identity/change-login.ts');
        return enableLogin(pool, change);
      }),
  );
}

async function createOne(name: string | undefined, flags: Flags): Promise<Answer> {
  const role = oneOf('--role', textFlag(flags, 'role') ?? '', roles);
  const { password, isMadeUp } = await passwordOf(flags);
  return withSession(async (session) => {
    const { checkEmail, createUser } = await import('../identity/users.ts');
    const { merchantId } = await merchantNamed(session.pool, name);
    const email = checkEmail(textFlag(flags, 'email') ?? '');
    const change = changeOf(session);
    const userId: UserId = newId<'user'>(change.nowMs);
    await createUser(session.pool, { ...change, merchantId, userId, email, password, role });
    const login: ChangedLogin = { merchantId, email, role, status: 'active' };
    return shown(login, isMadeUp ? password : undefined);
  });
}

function changeOne(
  email: string,
  madeUp: string | undefined,
  work: (pool: Pool, change: LoginChange) => Promise<ChangedLogin | undefined>,
): Promise<Answer> {
  return withSession(async (session) => {
    const changed = await work(session.pool, { ...changeOf(session), email });
    if (changed === undefined) throw notFound(`There is no login "${email}".`);
    return shown(changed, madeUp);
  });
}

/** Whoever brought the password knows it. */
function shown(login: ChangedLogin, password: string | undefined): Answer {
  const { merchantId: merchant, ...rest } = login;
  if (password === undefined) return { data: login, text: facts({ merchant, ...rest }) };
  return {
    data: { ...login, password },
    text: `${facts({ merchant, ...rest, password })}\nThe password is shown this once; keep it.\n`,
  };
}

/** Never from the command line, which every process of the machine may read. */
async function passwordOf(flags: Flags): Promise<{ password: string; isMadeUp: boolean }> {
  if (flags['passwordStdin'] !== true) return { password: randomSecret(), isMadeUp: true };
  if (process.stdin.isTTY)
    throw badUsage('--password-stdin reads a pipe or a file: a terminal would show the password.');
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) {
    // What comes behind the first line is not waited for.
    process.stdin.destroy();
    return { password: line, isMadeUp: false };
  }
  throw badUsage('--password-stdin was given and the input is empty.');
}
