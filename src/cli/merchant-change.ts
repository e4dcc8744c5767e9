/** What an operator may change of a merchant; each change is in the audit as made by `cli`. */
import type { Command } from 'commander';
import { newId } from '../kit/ids.ts';
import { fundWallet } from '../merchants/fund-wallet.ts';
import { walletBalance } from '../ledger/wallet-balance.ts';
import {
  disableMerchant,
  enableMerchant,
  setAllowedAddresses,
  setApiAccess,
  setLimits,
  setNearDuplicateGuard,
  type ChangeOrder,
} from '../merchants/change-merchant.ts';
import { defaultLimits, liftedLimits, type MerchantView } from '../merchants/merchant.ts';
import {
  limitsHelp,
  limitsOf,
  merchantArgument,
  merchantHelp,
  merchantNamed,
  oneOf,
} from './arguments.ts';
import { addCommand } from './command.ts';
import { badUsage, notFound } from './errors.ts';
import { limitsText, merchantText, shownMerchant, walletOf } from './merchant-shown.ts';
import { rupees, type Answer } from './output.ts';
import { changeOf, withSession, type Session } from './session.ts';
import { oneFundOf } from './wallet-arguments.ts';

type Change = (pool: Session['pool'], order: ChangeOrder) => Promise<MerchantView | undefined>;

export function addMerchantChanges(group: Command): void {
  addFund(group);
  addSwitch(group, 'disable', 'refuse its calls and end its sessions', disableMerchant);
  addSwitch(group, 'enable', 'let it call again', enableMerchant);
  addTerms(
    group,
    'limits',
    limitsHelp,
    (merchant) => limitsText(merchant.limits),
    (words) => {
      const limits = limitsOf(words.join(','), { off: liftedLimits, default: defaultLimits });
      return (pool, order) => setLimits(pool, order, limits);
    },
  );
  addTerms(
    group,
    'addresses',
    'addresses and CIDR ranges that may call, or any',
    (merchant) => merchant.allowedAddresses.join(' ') || 'any',
    (words) => {
      const ranges = words.length === 1 && words[0] === 'any' ? [] : words;
      return (pool, order) => setAllowedAddresses(pool, order, ranges);
    },
  );
  addTerms(
    group,
    'guard',
    'on or off: refuse a payout without a reference that looks like one of the last ten minutes',
    (merchant) => (merchant.nearDuplicateGuard ? 'on' : 'off'),
    (words) => {
      const isOn = oneOf('guard', words.join(' '), ['on', 'off']) === 'on';
      return (pool, order) => setNearDuplicateGuard(pool, order, isOn);
    },
  );
  addTerms(
    group,
    'api',
    'on or off: whether it may use the API at all',
    (merchant) => (merchant.apiAccess ? 'on' : 'off'),
    (words) => {
      const isOn = oneOf('api', words.join(' '), ['on', 'off']) === 'on';
      return (pool, order) => setApiAccess(pool, order, isOn);
    },
  );
}

function addFund(group: Command): void {
  addCommand(
    group,
    'fund',
    'book money that came in for the merchant',
    (command) =>
      command.argument(merchantArgument, merchantHelp).argument('<amount>', 'INR=500.00'),
    ([name, amount = '']) => {
      const money = oneFundOf(amount);
      const { currency, minor } = money;
      return withSession(async ({ pool, clock }) => {
        const { merchantId } = await merchantNamed(pool, name);
        if ((await walletBalance(pool, merchantId, currency)) === undefined)
          throw badUsage(`It has no wallet in ${currency}; \`hundi wallet open\` opens one.`);
        const at = clock.now();
        const fundingId = newId<'funding'>(at.getTime());
        await fundWallet(pool, { merchantId, fundingId, money, actor: 'cli', at });
        const { available } = await walletOf(pool, merchantId, currency);
        const funded = rupees(minor, currency);
        return {
          data: {
            ...{ merchantId, fundingId },
            funded: { [currency]: funded },
            balances: { [currency]: available },
          },
          text: `Booked ${currency} ${funded}; ${currency} ${available} are available.\n`,
        };
      });
    },
  );
}

function addSwitch(group: Command, name: string, description: string, change: Change): void {
  addCommand(
    group,
    name,
    description,
    (command) => command.argument(merchantArgument, merchantHelp),
    ([merchant]) =>
      withSession(
        (session) => applied(session, merchant, change),
        name === 'disable' ? 'any version' : 'own version',
      ),
  );
}

/** Without a value it shows the term, with one it sets it. */
function addTerms(
  group: Command,
  name: string,
  help: string,
  shown: (merchant: MerchantView) => string,
  changeTo: (words: readonly string[]) => Change,
): void {
  addCommand(
    group,
    name,
    `show or set: ${help}`,
    (command) =>
      command.argument(merchantArgument, merchantHelp).argument('[value...]', 'the new value'),
    ([merchant, ...given]) => {
      const words = given.filter((word) => word !== undefined);
      const change = words.length === 0 ? undefined : changeTo(words);
      return withSession(async (session) => {
        if (change !== undefined) return applied(session, merchant, change);
        const found = await merchantNamed(session.pool, merchant);
        return { data: shownMerchant(found), text: `${shown(found)}\n` };
      });
    },
  );
}

export async function applied(
  session: Session,
  name: string | undefined,
  change: Change,
): Promise<Answer> {
  const { merchantId } = await merchantNamed(session.pool, name);
  const changed = await change(session.pool, { merchantId, ...changeOf(session) });
  if (changed === undefined) throw notFound(`There is no merchant "${String(name)}".`);
  return { data: shownMerchant(changed), text: merchantText(changed) };
}
