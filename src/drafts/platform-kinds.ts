/** Changes of the deployment that take two people: who serves again, at which rates, and for which price. */
import { DomainError } from '../kit/errors.ts';
import { currencies } from '../kit/money.ts';
import { writeAuditEvent, platformId } from '../merchants/audit.ts';
import { changeMarketplace, createMarketplace } from '../merchants/change-marketplace.ts';
import { listExchangeRates, setExchangeRate } from '../merchants/exchange-rates.ts';
import { findMarketplace, type MarketplaceTerms } from '../merchants/marketplaces.ts';
import type { WalletCurrency } from '../merchants/wallets.ts';
import { payinMethods } from '../payments/provider-sets.ts';
import { payoutRails } from '../providers/rails.ts';
import { findSwitch } from '../switches/list-switches.ts';
import { switchKinds } from '../switches/off-switches.ts';
import { turnSwitch } from '../switches/turn-switch.ts';
import type { Fees } from '../merchants/fee-plans.ts';
import { feesOf, shownFees } from './fee-terms.ts';
import { oneOf, refused, textOf, textsOrNull, wholeOf, type Body } from './fields.ts';
import { draftKind, type DoneBy, type Shown } from './kind.ts';

/** Off is one person's word, since it stops harm; on again takes two. */
export const switchOn = draftKind({
  about: 'platform',
  read: (body) => ({
    kind: oneOf(body, 'kind', switchKinds),
    name: textOf(body, 'name', 60),
    reason: textOf(body, 'reason'),
  }),
  title: ({ kind, name }) => `Switch on ${kind} ${name}`,
  before: async (db, _place, { kind, name }) => {
    const found = await findSwitch(db, kind, name);
    if (found?.isOff === true) return { version: found.version, reason: found.reason };
    throw new DomainError('console.conflict', { reason: 'It is not switched off.' });
  },
  shown: (before, { reason }) => ({
    from: { state: 'off', because: before.reason },
    to: { state: 'on', because: reason },
  }),
  apply: (tx, { actor, nowMs }, change) =>
    turnSwitch(tx, { ...change, isOff: false, actor, nowMs }),
});

const walletCurrencies = currencies.filter((each): each is WalletCurrency => each !== 'USDT');

export const exchangeRate = draftKind({
  about: 'platform',
  read: (body) => {
    const from = oneOf(body, 'from', walletCurrencies);
    const into = oneOf(body, 'into', walletCurrencies);
    if (from === into) throw refused('into', 'A rate is between two currencies.');
    const rate = textOf(body, 'rate', 20);
    if (!/^\d{1,9}(?:\.\d{1,9})?$/.test(rate)) throw refused('rate', 'A decimal above zero.');
    return { from, into, rate, spreadBasisPoints: wholeOf(body, 'spreadBasisPoints') };
  },
  title: ({ from, into }) => `Exchange rate ${from} to ${into}`,
  before: async (db, _place, { from, into }) => {
    const rates = await listExchangeRates(db);
    const found = rates.find((each) => each.from === from && each.into === into);
    return found && { version: found.version, rate: found.rate, spread: found.spreadBasisPoints };
  },
  shown: (before, { rate, spreadBasisPoints }) => ({
    from: { rate: before?.rate ?? 'none', spread: spreadShown(before?.spread ?? 0) },
    to: { rate, spread: spreadShown(spreadBasisPoints) },
  }),
  apply: async (tx, done, rate) => {
    const version = await setExchangeRate(tx, rate, done);
    await leaveTrace(tx, done, 'exchange_rate.set', { ...rate, version });
  },
});

function spreadShown(basisPoints: number): string {
  return `${String(basisPoints)} basis points`;
}

/** All of the terms of a code; one that does not exist is made. */
export const marketplaceTerms = draftKind({
  about: 'platform',
  read: (body) => {
    const code = textOf(body, 'code', 40);
    if (!/^[A-Za-z0-9._-]{1,40}$/.test(code))
      throw refused('code', 'A marketplace code is 1 to 40 letters, digits and . _ -');
    const plan = (name: string) => (body[name] === null ? null : feesOf(body[name]));
    return {
      code,
      payoutFees: plan('payoutFees'),
      payinFees: plan('payinFees'),
      providers: namesIn(body, 'providers', (name) => /^[a-z0-9-]{1,40}$/.test(name)),
      payoutRails: namesIn(body, 'payoutRails', (name) => isOneOf(payoutRails, name)),
      payinMethods: namesIn(body, 'payinMethods', (name) => isOneOf(payinMethods, name)),
    };
  },
  title: ({ code }) => `Terms of marketplace code ${code}`,
  before: async (db, _place, { code }) => {
    const found = await findMarketplace(db, code);
    if (found === undefined) return null;
    const { version, plans, providers, payoutRails: rails, payinMethods: methods } = found;
    return { version, plans, providers, payoutRails: rails, payinMethods: methods };
  },
  shown: (before, after) => ({
    from: before === null ? { code: 'none' } : shownTerms(before),
    to: { ...(before === null && { code: after.code }), ...shownTerms(termsIn(after)) },
  }),
  apply: async (tx, done, change) => {
    const { code } = change;
    const terms = termsIn(change);
    const changed = await changeMarketplace(tx, code, terms, done);
    const { version } = changed ?? (await createMarketplace(tx, code, terms, done));
    await leaveTrace(tx, done, 'marketplace.set', { code, version });
  },
});

interface WrittenTerms extends Omit<MarketplaceTerms, 'plans'> {
  readonly payoutFees: Fees | null;
  readonly payinFees: Fees | null;
}

function termsIn(written: WrittenTerms): MarketplaceTerms {
  const { providers, payoutRails: rails, payinMethods: methods } = written;
  const plans = { payout: written.payoutFees, payin: written.payinFees };
  return { plans, providers, payoutRails: rails, payinMethods: methods };
}

function shownTerms({ plans, ...sets }: MarketplaceTerms): Shown {
  const names = (list: readonly string[] | null) => list?.join(', ') ?? 'any';
  return {
    ...shownFees(plans.payout, 'payouts: '),
    ...shownFees(plans.payin, 'pay-ins: '),
    providers: names(sets.providers),
    rails: names(sets.payoutRails),
    methods: names(sets.payinMethods),
  };
}

function namesIn(body: Body, field: string, isKnown: (name: string) => boolean) {
  const names = textsOrNull(body, field);
  if (names?.some((name) => !isKnown(name)) === true)
    throw refused(field, 'A name in the list is not known.');
  return names === null ? null : [...new Set(names)];
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

function leaveTrace(
  tx: Parameters<typeof writeAuditEvent>[0],
  { actor, nowMs }: DoneBy,
  action: string,
  details: Readonly<Record<string, unknown>>,
): Promise<void> {
  return writeAuditEvent(tx, { merchantId: platformId, actor, nowMs, action, details });
}
