/** `hundi merchant`: the merchants of the deployment. */
import type { Command } from 'commander';
import { merchantArgument, merchantHelp, merchantNamed, oneOf } from './arguments.ts';
import { addCommand, textFlag } from './command.ts';
import { listAll, ownerKinds } from './merchant-list.ts';
import { table } from './output.ts';
import { withSession } from './session.ts';

export async function addMerchantCommands(group: Command, verb: string | undefined): Promise<void> {
  const { addMerchantCreate } = await import('./merchant-create.ts');
  addMerchantCreate(group);
  // The rest is not loaded where only `create` is asked for: it has to be quick.
  if (verb === 'create') return;
  const [
    { addMerchantChanges },
    { addMerchantFees },
    { addMerchantSettlements },
    { addMerchantWebhook },
    { addMerchantXpayout },
  ] = await Promise.all([
    import('./merchant-change.ts'),
    import('./merchant-fees.ts'),
    import('./merchant-settlements.ts'),
    import('./merchant-webhook.ts'),
    import('./merchant-xpayout.ts'),
  ]);
  addList(group);
  addShow(group);
  addMerchantChanges(group);
  addMerchantFees(group);
  addMerchantSettlements(group);
  addMerchantWebhook(group);
  addMerchantXpayout(group);
}

function addList(group: Command): void {
  addCommand(
    group,
    'list',
    'all merchants, in the order of their numbers',
    (command) => command.option('--kind <kind>', ownerKinds.join(', '), 'merchant'),
    (_, flags) => {
      const kind = oneOf('--kind', textFlag(flags, 'kind') ?? '', ownerKinds);
      return withSession(({ pool }) => listAll(pool, kind));
    },
  );
}

function addShow(group: Command): void {
  addCommand(
    group,
    'show',
    'one merchant with its balance, terms, credentials, users and webhook',
    (command) => command.argument(merchantArgument, merchantHelp),
    ([name]) =>
      withSession(async ({ pool }) => {
        const { listCredentials, listUsers } = await import('../identity/list-access.ts');
        const { listEndpoints } = await import('../merchants/endpoints.ts');
        const { merchantText, shownMerchant, walletsOf } = await import('./merchant-shown.ts');
        const merchant = await merchantNamed(pool, name);
        const { merchantId } = merchant;
        const [wallets, credentials, users, webhooks] = await Promise.all([
          walletsOf(pool, merchantId),
          listCredentials(pool, merchantId),
          listUsers(pool, merchantId),
          listEndpoints(pool, merchantId),
        ]);
        const lines = [
          merchantText(merchant),
          table(
            ['currency', 'posted', 'held', 'available'],
            Object.entries(wallets).map(([currency, { posted, held, available }]) => [
              ...[currency, posted, held, available],
            ]),
          ),
          table(
            ['client id', 'created', 'ends'],
            credentials.map((entry) => [entry.clientId, entry.createdAt, entry.expiresAt]),
          ),
          table(
            ['user', 'role', 'status'],
            users.map((user) => [user.email, user.role, user.status]),
          ),
          table(
            ['webhook', 'status', 'failing since', 'URL'],
            webhooks.map((entry) => [
              entry.endpointId,
              entry.status,
              entry.failingSince,
              entry.url,
            ]),
          ),
        ];
        return {
          data: {
            ...shownMerchant(merchant),
            balances: Object.fromEntries(
              Object.entries(wallets).map(([currency, { available }]) => [currency, available]),
            ),
            wallets,
            credentials,
            users,
            webhooks,
          },
          text: lines.join('\n'),
        };
      }),
  );
}
