/** `hundi merchant checklist`, `ip`, `api-access` and `xpayout`: what lets a merchant into the XPayout contract. */
import type { Command } from 'commander';
import type { ChangeOrder } from '../merchants/change-merchant.ts';
import {
  approveAddresses,
  registerAddresses,
  removeAddresses,
  setCaps,
  setHmacMode,
  setMarketplaceCode,
  setXpayoutApi,
} from '../merchants/change-xpayout-access.ts';
import type { MerchantView } from '../merchants/merchant.ts';
import { findXpayoutAccess, hmacModes, type XpayoutAccess } from '../merchants/xpayout-access.ts';
import { readChecklist } from '../merchants/xpayout-checklist.ts';
import { merchantArgument, merchantHelp, merchantNamed, oneOf, rupeesOf } from './arguments.ts';
import { addCommand, textFlag, type Flags } from './command.ts';
import { badUsage, refused } from './errors.ts';
import { facts, rupees, table, type Answer } from './output.ts';
import { changeOf, withSession, type Session } from './session.ts';

type Change = (
  session: Session,
  merchant: MerchantView,
  order: ChangeOrder,
) => Promise<XpayoutAccess | undefined>;

const acts = {
  register: registerAddresses,
  approve: approveAddresses,
  remove: removeAddresses,
} as const;

export function addMerchantXpayout(group: Command): void {
  addChecklist(group);
  addIp(group);
  addApiAccess(group);
  addSettings(group);
}

function addChecklist(group: Command): void {
  addCommand(
    group,
    'checklist',
    'the seven steps before a merchant can send XPayout orders, and which are done',
    (command) => command.argument(merchantArgument, merchantHelp),
    ([name]) =>
      withSession(async ({ pool }) => {
        const merchant = await merchantNamed(pool, name);
        const checklist = await readChecklist(pool, merchant);
        if (checklist === undefined) throw noXpayoutAccess();
        const rows = checklist.map(({ step, done, what }) => [step, done ? 'done' : 'open', what]);
        return {
          data: { merchantId: merchant.merchantId, checklist },
          text: table(['step', 'state', 'what'], rows),
        };
      }),
  );
}

function addIp(group: Command): void {
  addCommand(
    group,
    'ip',
    'show its API addresses, or register, approve or remove some',
    (command) =>
      command
        .argument(merchantArgument, merchantHelp)
        .argument('[act]', Object.keys(acts).join(', '))
        .argument('[address...]', 'addresses and CIDR ranges'),
    ([name, act, ...given]) => {
      if (act === undefined) return changed(name, []);
      const words = given.filter((word) => word !== undefined);
      const apply = acts[oneOf('act', act, ['register', 'approve', 'remove'])];
      if (words.length === 0) throw badUsage('Say which addresses.');
      return changed(name, [({ pool }, _, order) => apply(pool, order, words)]);
    },
  );
}

function addApiAccess(group: Command): void {
  addCommand(
    group,
    'api-access',
    'show or set whether it may send XPayout requests: on or off',
    (command) => command.argument(merchantArgument, merchantHelp).argument('[state]', 'on or off'),
    ([name, state]) => {
      if (state === undefined) return changed(name, []);
      const isOn = oneOf('api-access', state, ['on', 'off']) === 'on';
      return changed(name, [({ pool }, _, order) => setXpayoutApi(pool, order, isOn)]);
    },
  );
}

function addSettings(group: Command): void {
  addCommand(
    group,
    'xpayout',
    'show or set its marketplace code, signatures, payout caps and secret',
    (command) =>
      command
        .argument(merchantArgument, merchantHelp)
        .option('--marketplace <code>', 'its marketplace code')
        .option('--hmac <mode>', hmacModes.join(', '))
        .option('--order-cap <rupees>', 'most that one payout may be, or none')
        .option('--day-cap <rupees>', 'most that the payouts of a day may be together, or none')
        .option('--new-secret', 'a key if it has none, and a new secret; the old one ends at once'),
    ([name], flags) => {
      const changes = changesOf(flags);
      return flags['newSecret'] === true ? issued(name, changes) : changed(name, changes);
    },
  );
}

function changesOf(flags: Flags): readonly Change[] {
  const changes: Change[] = [];
  const code = textFlag(flags, 'marketplace');
  if (code !== undefined)
    changes.push(({ pool }, _, order) => setMarketplaceCode(pool, order, code));
  const mode = textFlag(flags, 'hmac');
  if (mode !== undefined) {
    const hmacMode = oneOf('--hmac', mode, hmacModes);
    changes.push(({ pool }, { environment }, order) =>
      setHmacMode(pool, { ...order, environment }, hmacMode),
    );
  }
  const capOf = (text: string) => (text === 'none' ? null : rupeesOf(text));
  const orderCap = textFlag(flags, 'orderCap');
  const dayCap = textFlag(flags, 'dayCap');
  if (orderCap !== undefined || dayCap !== undefined) {
    const caps = {
      ...(orderCap !== undefined && { orderCapMinor: capOf(orderCap) }),
      ...(dayCap !== undefined && { dayCapMinor: capOf(dayCap) }),
    };
    changes.push(({ pool }, _, order) => setCaps(pool, order, caps));
  }
  return changes;
}

/** The secret comes first, so that a merchant of an older deployment has an access to change. */
function issued(name: string | undefined, changes: readonly Change[]): Promise<Answer> {
  return withSession(async (session) => {
    const [{ issueApiCredential }, { loadDeploymentSecrets }] = await Promise.all([
      import('../identity/api-credentials.ts'),
      import('../identity/deployment-secrets.ts'),
    ]);
    const { pool, config } = session;
    const merchant = await merchantNamed(pool, name);
    const { sealer } = await loadDeploymentSecrets(pool, config.secrets);
    const { merchantId, merchantNo } = merchant;
    const order = { merchantId, merchantNo, ...changeOf(session), sealer };
    const { apiSecret } = await issueApiCredential(pool, order);
    const { data, text } = await applied(session, merchant, changes);
    return {
      data: { ...data, apiSecret },
      text: `${text}${facts({ 'API secret': apiSecret })}\nIt is shown this once; keep it.\n`,
    };
  });
}

function changed(name: string | undefined, changes: readonly Change[]): Promise<Answer> {
  return withSession(async (session) =>
    applied(session, await merchantNamed(session.pool, name), changes),
  );
}

async function applied(
  session: Session,
  merchant: MerchantView,
  changes: readonly Change[],
): Promise<{ data: object; text: string }> {
  const { merchantId } = merchant;
  for (const change of changes)
    if ((await change(session, merchant, { merchantId, ...changeOf(session) })) === undefined)
      throw noXpayoutAccess();
  const access = await findXpayoutAccess(session.pool, merchantId);
  if (access === undefined) throw noXpayoutAccess();
  const { orderCapMinor, dayCapMinor, ...rest } = access;
  const capText = (minor: bigint | null) => (minor === null ? null : rupees(minor));
  const shown = { ...rest, orderCap: capText(orderCapMinor), dayCap: capText(dayCapMinor) };
  const text = facts({
    merchant: merchantId,
    'API key': shown.apiKey,
    'API access': shown.apiEnabled ? 'on' : 'off',
    signatures: shown.hmacMode,
    'marketplace code': shown.marketplaceCode,
    registered: shown.registeredAddresses.join(' ') || 'none',
    approved: shown.approvedAddresses.join(' ') || 'none',
    'cap of an order': shown.orderCap ?? 'none',
    'cap of a day': shown.dayCap ?? 'none',
  });
  return { data: shown, text };
}

export function noXpayoutAccess(): Error {
  return refused('It has no XPayout access; `hundi merchant xpayout --new-secret` makes it one.');
}
