/** `hundi wallet close`, `reopen` and `default`: what an operator changes about a wallet that is there. */
import type { Command } from 'commander';
import type { Pool } from '../db/connection.ts';
import {
  closeWallet,
  makeDefaultWallet,
  reopenWallet,
  type WalletChange,
} from '../merchants/change-wallet.ts';
import type { Wallet } from '../merchants/wallets.ts';
import { addCommand } from './command.ts';
import { changeOf, withSession } from './session.ts';
import { walletArgument, walletHelp, walletNamed } from './wallet-arguments.ts';
import { shownWalletOf } from './wallet-shown.ts';

type Change = (pool: Pool, wallet: Wallet, change: WalletChange) => Promise<Wallet>;

export function addWalletChanges(group: Command): void {
  add(group, 'close', 'let an empty wallet be looked at and no longer used', closeWallet, 'closed');
  add(group, 'reopen', 'let a closed wallet be used again', reopenWallet, 'open');
  add(
    group,
    'default',
    'make it the wallet that its owner is paid into when no currency is named',
    makeDefaultWallet,
    'the default',
  );
}

function add(
  group: Command,
  name: string,
  description: string,
  change: Change,
  becomes: string,
): void {
  addCommand(
    group,
    name,
    description,
    (command) => command.argument(walletArgument, walletHelp),
    ([number]) =>
      withSession(async (session) => {
        const { pool } = session;
        const wallet = await walletNamed(pool, number);
        const shown = await shownWalletOf(pool, await change(pool, wallet, changeOf(session)));
        return { data: shown, text: `Wallet ${String(shown.id)} is ${becomes}.\n` };
      }),
  );
}
