/** `hundi marketplace`: what the marketplace codes of the XPayout contract stand for. */
import type { Command } from 'commander';
import { changeMarketplace, createMarketplace } from '../merchants/change-marketplace.ts';
import { changedPlan, type Fees, type Service } from '../merchants/fee-plans.ts';
import {
  findMarketplace,
  listMarketplaces,
  openTerms,
  type Marketplace,
  type MarketplaceTerms,
} from '../merchants/marketplaces.ts';
import { noFees } from '../merchants/merchant.ts';
import { payinMethods } from '../payments/provider-sets.ts';
import { payoutRails } from '../providers/rails.ts';
import { providerNames } from '../switches/off-switches.ts';
import { feesHelp, feesOf, oneOf } from './arguments.ts';
import { addCommand, textFlag, type Flags } from './command.ts';
import { notFound } from './errors.ts';
import { feesText, shownFees } from './merchant-shown.ts';
import { facts, table, type Answer } from './output.ts';
import { changeOf, withSession } from './session.ts';

type Named = Partial<Omit<MarketplaceTerms, 'plans'>> & {
  readonly plans: Partial<Record<Service, Fees | null>>;
};

export function addMarketplaceCommands(group: Command): void {
  addCommand(group, 'create', 'make a code', takesTerms, ([code = ''], flags) => {
    const { plans, ...sets } = termsIn(flags);
    const terms = { ...openTerms, ...sets, plans: { ...openTerms.plans, ...plans } };
    return withSession(async (session) =>
      answerOf(await createMarketplace(session.pool, code, terms, changeOf(session))),
    );
  });
  addCommand(
    group,
    'change',
    'set what is named; the rest stays, and so does the price of orders that were made',
    takesTerms,
    ([code = ''], flags) => {
      const named = termsIn(flags);
      return withSession(async (session) =>
        answerOf(await changeMarketplace(session.pool, code, named, changeOf(session)), code),
      );
    },
  );
  addCommand(
    group,
    'show',
    'what a code stands for',
    (command) => command.argument('<code>', codeHelp),
    ([code = '']) =>
      withSession(async ({ pool }) => answerOf(await findMarketplace(pool, code), code)),
  );
  addCommand(group, 'list', 'all codes', () => undefined, list);
}

const codeHelp = 'marketplace code, such as STANDARD';

function takesTerms(command: Command): void {
  command
    .argument('<code>', codeHelp)
    .option('--payout-fee <plan>', `price of payouts: none, or ${feesHelp}`)
    .option('--payin-fee <plan>', 'price of pay-ins: none, or a plan like that')
    .option('--rails <list>', `payouts go by these alone: any, or of ${payoutRails.join(',')}`)
    .option(
      '--methods <list>',
      `customers pay by these alone: any, or of ${payinMethods.join(',')}`,
    )
    .option('--providers <list>', 'names of the providers that may serve, comma separated, or any');
}

/** A plan is set as a whole: what it does not name is nothing, but for GST. */
function termsIn(flags: Flags): Named {
  const planOf = (name: string): Fees | null | undefined => {
    const text = textFlag(flags, name);
    if (text === undefined) return undefined;
    return text === 'none' ? null : changedPlan(noFees, feesOf(text));
  };
  const [payout, payin] = [planOf('payoutFee'), planOf('payinFee')];
  return {
    plans: { ...(payout !== undefined && { payout }), ...(payin !== undefined && { payin }) },
    ...setIn(flags, 'rails', 'payoutRails', (name) => oneOf('--rails', name, payoutRails)),
    ...setIn(flags, 'methods', 'payinMethods', (name) => oneOf('--methods', name, payinMethods)),
    ...setIn(flags, 'providers', 'providers', (name) => oneOf('--providers', name, providerNames)),
  };
}

function setIn<Key extends string>(
  flags: Flags,
  flag: string,
  key: Key,
  read: (name: string) => string,
): Partial<Record<Key, readonly string[] | null>> {
  const text = textFlag(flags, flag);
  if (text === undefined) return {};
  const names =
    text === 'any' ? null : [...new Set(text.split(',').map((name) => read(name.trim())))];
  return { [key]: names } as Record<Key, readonly string[] | null>;
}

function answerOf(marketplace: Marketplace | undefined, code = ''): Answer {
  if (marketplace === undefined) throw notFound(`There is no marketplace code "${code}".`);
  const { plans, ...rest } = marketplace;
  const fees = {
    payoutFees: plans.payout && shownFees(plans.payout),
    payinFees: plans.payin && shownFees(plans.payin),
  };
  const text = facts({
    code: rest.code,
    version: rest.version,
    fees: planText(plans.payout),
    'pay-in fees': planText(plans.payin),
    providers: setText(rest.providers),
    rails: setText(rest.payoutRails),
    methods: setText(rest.payinMethods),
    'set by': rest.setBy,
    set: rest.setAt,
  });
  return { data: { ...rest, ...fees }, text };
}

async function list(): Promise<Answer> {
  return withSession(async ({ pool }) => {
    const marketplaces = await listMarketplaces(pool);
    const rows = marketplaces.map(({ code, plans, ...sets }) => [
      ...[code, planText(plans.payout), planText(plans.payin)],
      ...[sets.providers, sets.payoutRails, sets.payinMethods].map(setText),
    ]);
    const headings = ['code', 'fees', 'pay-in fees', 'providers', 'rails', 'methods'];
    return {
      data: { marketplaces: marketplaces.map((one) => answerOf(one).data) },
      text: table(headings, rows),
    };
  });
}

function planText(plan: Fees | null): string | null {
  return plan && feesText(plan);
}

function setText(names: readonly string[] | null): string {
  return names?.join(',') ?? 'any';
}
