/** `hundi wallet`: the numbered wallets of merchants and users, who may use them, and what one currency gives for another. */
import type { Command } from 'commander';
import { newId } from '../kit/ids.ts';
import { fundWallet } from '../merchants/fund-wallet.ts';
import { accessLevels, grantsOf, grantWallet } from '../merchants/wallet-access.ts';
import { merchantHelp, merchantNamed, oneOf } from './arguments.ts';
import { addCommand } from './command.ts';
import { badUsage } from './errors.ts';
import { facts, table } from './output.ts';
import { changeOf, withSession } from './session.ts';
import {
  currencyOf,
  oneFundOf,
  walletArgument,
  walletHelp,
  walletNamed,
} from './wallet-arguments.ts';
import { addWalletChanges } from './wallet-change.ts';
import { addWalletRate } from './wallet-rate.ts';
import { addWalletRouting } from './wallet-routing.ts';
import { shownWalletOf, shownWallets } from './wallet-shown.ts';

const ownerArgument = '<owner>';
const ownerHelp = `of a merchant or user: ${merchantHelp}`;

export function addWalletCommands(group: Command): void {
  addList(group);
  addShow(group);
  addOpen(group);
  addFund(group);
  addGrant(group);
  addWalletChanges(group);
  addWalletRate(group);
  addWalletRouting(group);
}

function addList(group: Command): void {
  addCommand(
    group,
    'list',
    'the wallets of a merchant or user with what they hold',
    (command) => command.argument(ownerArgument, ownerHelp),
    ([name]) =>
      withSession(async ({ pool }) => {
        const { merchantId, merchantNo } = await merchantNamed(pool, name);
        const wallets = await shownWallets(pool, merchantId);
        const rows = wallets.map((one) => [
          ...[one.id, one.currency, one.isDefault ? 'yes' : 'no', one.status],
          ...[one.posted, one.held, one.available],
        ]);
        const headings = ['wallet', 'currency', 'default', 'status', 'posted', 'held', 'available'];
        return {
          data: { merchantId, profileId: merchantNo, wallets },
          text: table(headings, rows),
        };
      }),
  );
}

function addShow(group: Command): void {
  addCommand(
    group,
    'show',
    'one wallet with its owner and what others may do with it',
    (command) => command.argument(walletArgument, walletHelp),
    ([number]) =>
      withSession(async ({ pool }) => {
        const wallet = await walletNamed(pool, number);
        const [shown, owner, grants] = await Promise.all([
          shownWalletOf(pool, wallet),
          merchantNamed(pool, wallet.merchantId),
          grantsOf(pool, wallet),
        ]);
        const ownerFacts = { merchantId: owner.merchantId, profileId: owner.merchantNo };
        const text = [
          facts({ ...shown, isDefault: shown.isDefault ? 'yes' : 'no', owner: owner.name }),
          table(
            ['profile', 'name', 'access'],
            grants.map(({ profileId, name, level }) => [profileId, name, level]),
          ),
        ];
        return { data: { ...shown, owner: ownerFacts, grants }, text: text.join('\n') };
      }),
  );
}

function addOpen(group: Command): void {
  addCommand(
    group,
    'open',
    'a wallet in one more currency',
    (command) => command.argument(ownerArgument, ownerHelp).argument('<currency>', 'such as KES'),
    ([name, currency = '']) => {
      const code = currencyOf(currency);
      return withSession(async (session) => {
        const { openWalletIn } = await import('../payments/open-wallets.ts');
        const { merchantId } = await merchantNamed(session.pool, name);
        const order = { merchantId, ...changeOf(session) };
        const wallet = await openWalletIn(session.pool, order, code);
        const shown = await shownWalletOf(session.pool, wallet);
        return { data: shown, text: `Wallet ${String(shown.id)} in ${code} is open.\n` };
      });
    },
  );
}

function addFund(group: Command): void {
  addCommand(
    group,
    'fund',
    'book money that came in for a wallet',
    (command) =>
      command
        .argument(walletArgument, walletHelp)
        .argument('<amount>', 'with currency: KES=500.00'),
    ([number, amount = '']) => {
      const money = oneFundOf(amount);
      return withSession(async ({ pool, clock }) => {
        const wallet = await walletNamed(pool, number);
        const { merchantId, currency } = wallet;
        if (money.currency !== currency) throw badUsage(`The wallet is in ${currency}.`);
        const at = clock.now();
        const fundingId = newId<'funding'>(at.getTime());
        await fundWallet(pool, { merchantId, fundingId, money, actor: 'cli', at });
        const shown = await shownWalletOf(pool, wallet);
        return { data: { fundingId, ...shown }, text: `${currency} ${shown.available}\n` };
      });
    },
  );
}

function addGrant(group: Command): void {
  addCommand(
    group,
    'grant',
    'what another profile may do with a wallet',
    (command) =>
      command
        .argument(walletArgument, walletHelp)
        .argument('<profile>', `who may: ${merchantHelp}`)
        .argument('<access>', accessLevels.join(', ')),
    ([number, name, access = '']) => {
      const level = oneOf('access', access.toLowerCase(), accessLevels);
      return withSession(async (session) => {
        const { pool } = session;
        const [wallet, grantee] = [
          await walletNamed(pool, number),
          await merchantNamed(pool, name),
        ];
        if (wallet.merchantId === grantee.merchantId)
          throw badUsage('The owner of a wallet may do everything with it.');
        await grantWallet(pool, wallet, grantee.merchantId, level, changeOf(session));
        const shown = {
          id: parseInt(`${wallet.walletNo}`, 10),
          profileId: grantee.merchantNo,
          level,
        };
        const text = `Profile ${String(shown.profileId)}: ${level} on ${String(shown.id)}.\n`;
        return { data: shown, text };
      });
    },
  );
}
