/** `hundi merchant`: the merchants of the deployment. */
import type { Command } from 'commander';
import { merchantArgument, merchantHelp, merchantNamed } from './arguments.ts';
import { addCommand } from './command.ts';
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
    () => undefined,
    () =>
      withSession(async ({ pool }) => {
        const { listMerchants } = await import('../merchants/find-merchant.ts');
        const { shownMerchant } = await import('./merchant-shown.ts');
        const merchants: Awaited<ReturnType<typeof listMerchants>> = [];
        for (;;) {
          const afterNo = merchants.at(-1)?.merchantNo ?? 0;
          const page = await listMerchants(pool, { afterNo });
          if (page.length === 0) break;
          merchants.push(...page);
        }
        const rows = merchants.map(({ merchantNo, merchantId, environment, status, name }) => [
          merchantNo,
          merchantId,
          environment,
          status,
          name,
        ]);
        return {
          data: { merchants: merchants.map(shownMerchant) },
          text: table(['number', 'merchant', 'environment', 'status', 'name'], rows),
        };
      }),
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
        const { merchantText, shownMerchant, walletOf } = await import('./merchant-shown.ts');
        const merchant = await merchantNamed(pool, name);
        const { merchantId } = merchant;
        const [wallet, credentials, users, webhooks] = await Promise.all([
          walletOf(pool, merchantId),
          listCredentials(pool, merchantId),
          listUsers(pool, merchantId),
          listEndpoints(pool, merchantId),
        ]);
        const lines = [
          merchantText(merchant),
          table(
            ['currency', 'posted', 'held', 'available'],
            [['INR', wallet.posted, wallet.held, wallet.available]],
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
            balances: { INR: wallet.available },
            wallets: { INR: wallet },
            credentials,
            users,
            webhooks,
          },
          text: lines.join('\n'),
        };
      }),
  );
}
