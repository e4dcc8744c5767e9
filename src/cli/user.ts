/** `hundi user`: persons with wallets, so that what moves between wallets can be tried. */
import type { Command } from 'commander';
import { limitsHelp, limitsOf, merchantNamed } from './arguments.ts';
import { addCommand, textFlag, type Flags } from './command.ts';
import { badUsage, notFound } from './errors.ts';
import { facts, table, type Answer } from './output.ts';
import { actor, withSession } from './session.ts';
import {
  addListOption,
  currenciesHelp,
  currenciesOf,
  fundsHelp,
  fundsOf,
} from './wallet-arguments.ts';
import { shownXprizo, xprizoFacts } from './xprizo-shown.ts';

const userHelp = 'id of a user, or its number such as 1002';

export function addUserCommands(group: Command): void {
  addCommand(
    group,
    'create',
    'make a person with wallets and print its credentials, once',
    (command) => {
      command
        .requiredOption('--name <name>', 'name of the person')
        .option('--email <email>', 'its login (made up when not given)')
        .option('--password <password>', 'of that login (made up when not given)')
        .option('--user-name <name>', 'by which others find it (its number when not given)')
        .option('--mobile <number>', 'by which others find it: +254700000000')
        .option('--pin <digits>', 'approval pin')
        .option('--limits <limits>', limitsHelp);
      addListOption(command, '--currencies <list>', currenciesHelp);
      addListOption(command, '--fund <amounts>', fundsHelp);
    },
    (_, flags) => createOne(flags),
  );
  addCommand(
    group,
    'list',
    'all persons, in the order of their numbers',
    () => undefined,
    () =>
      withSession(async ({ pool }) => {
        const { listAll } = await import('./merchant-list.ts');
        return listAll(pool, 'user');
      }),
  );
  addCommand(
    group,
    'show',
    'one person with its contacts and wallets',
    (command) => command.argument('<user>', userHelp),
    ([name]) => showOne(name),
  );
}

async function createOne(flags: Flags): Promise<Answer> {
  const [{ onboardUser }, { defaultLimits, liftedLimits }] = await Promise.all([
    import('../payments/onboard-user.ts'),
    import('../merchants/merchant.ts'),
  ]);
  const name = textFlag(flags, 'name') ?? '';
  if (name.trim() === '') throw badUsage('--name is empty.');
  const [currencies, fund, limits] = ['currencies', 'fund', 'limits'].map((flag) =>
    textFlag(flags, flag),
  );
  const options = {
    name,
    email: textFlag(flags, 'email'),
    password: textFlag(flags, 'password'),
    userName: textFlag(flags, 'userName'),
    mobile: textFlag(flags, 'mobile'),
    pin: textFlag(flags, 'pin'),
    currencies: currencies === undefined ? undefined : currenciesOf(currencies),
    funds: fund === undefined ? undefined : fundsOf(fund),
    limits:
      limits === undefined
        ? undefined
        : {
            ...defaultLimits,
            ...limitsOf(limits, { off: liftedLimits, default: defaultLimits }),
          },
    actor,
  };
  return withSession(async ({ config, pool, clock }) => {
    const { environment } = config;
    const { xprizo, ...made } = await onboardUser({ pool, clock }, { ...options, environment });
    const text =
      facts({ user: made.merchantId, environment, ...xprizoFacts(xprizo) }) +
      '\nThe secrets are shown this once; keep them.\n';
    const { merchantId: userId, ...rest } = made;
    return { data: { userId, ...rest, xprizo: shownXprizo(xprizo) }, text };
  });
}

function showOne(name: string | undefined): Promise<Answer> {
  return withSession(async ({ pool }) => {
    const [{ findProfile }, { shownWallets }] = await Promise.all([
      import('../merchants/profiles.ts'),
      import('./wallet-shown.ts'),
    ]);
    const owner = await merchantNamed(pool, name);
    const profile = await findProfile(pool, owner.merchantId);
    if (profile === undefined || owner.kind === 'merchant')
      throw notFound(`There is no user "${String(name)}".`);
    const wallets = await shownWallets(pool, owner.merchantId);
    const shown = {
      userId: owner.merchantId,
      profileId: owner.merchantNo,
      kind: owner.kind,
      name: owner.name,
      status: owner.status,
      environment: owner.environment,
      userName: profile.userName,
      email: profile.email,
      mobile: profile.mobile,
      hasPin: profile.hasPin,
      webhooks: profile.webhooks,
      createdAt: profile.createdAt,
    };
    const { webhooks: _, hasPin, ...words } = shown;
    const rows = wallets.map((one) => [one.id, one.currency, one.posted, one.held, one.available]);
    const text = [
      facts({ ...words, pin: hasPin ? 'set' : 'none' }),
      table(['wallet', 'currency', 'posted', 'held', 'available'], rows),
    ];
    return { data: { ...shown, wallets }, text: text.join('\n') };
  });
}
