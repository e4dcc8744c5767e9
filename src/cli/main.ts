/** `hundi`: the command line of the operator. Only the group that is asked for is loaded. */
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { CommandError, commandErrorOf, exitCodes } from './errors.ts';
import { jsonOf } from './output.ts';

// Scripts run many commands. Beside the packages, where only those may write who may change what runs anyway.
enableCompileCache(path.join(import.meta.dirname, '../../node_modules/.cache/hundi'));

interface Group {
  readonly description: string;
  /** Adds the commands of the group; `verb` is the one that is asked for. */
  readonly load: (group: Command, verb: string | undefined) => Promise<void>;
}

const groups: Readonly<Record<string, Group>> = {
  merchant: {
    description: 'merchants: make, list, fund, disable, set their terms',
    load: async (group, verb) => (await import('./merchant.ts')).addMerchantCommands(group, verb),
  },
  user: {
    description: 'persons with wallets: make, list, show',
    load: async (group) => (await import('./user.ts')).addUserCommands(group),
  },
  wallet: {
    description: 'wallets: list, show, open, fund, close, let others use them, rates of exchange',
    load: async (group) => (await import('./wallet.ts')).addWalletCommands(group),
  },
  marketplace: {
    description: 'marketplace codes: their prices, and which providers and rails serve them',
    load: async (group) => (await import('./marketplace.ts')).addMarketplaceCommands(group),
  },
  approval: {
    description: 'transfers between wallets: list, show, decide about one that waits',
    load: async (group) => (await import('./approval.ts')).addApprovalCommands(group),
  },
  operator: {
    description: 'who may sign in to the console: list, invite, disable, reset, links that are out',
    load: async (group) => (await import('./operator.ts')).addOperatorCommands(group),
  },
  team: {
    description:
      'who may sign in to the dashboard of a merchant: list, invite, disable, reset, links that are out',
    load: async (group) => (await import('./team.ts')).addTeamCommands(group),
  },
  audit: {
    description: 'who changed what: list, and verify the chain',
    load: async (group) => (await import('./audit.ts')).addAuditCommands(group),
  },
  credentials: {
    description: 'client ids and secrets of merchants',
    load: async (group) => (await import('./credentials.ts')).addCredentialsCommands(group),
  },
  login: {
    description:
      'e-mail logins of the API, not of the dashboard: list, create, new password, disable, enable',
    load: async (group) => (await import('./login.ts')).addLoginCommands(group),
  },
  payout: {
    description: 'payouts: list them, show everything known of one',
    load: async (group) => (await import('./payout.ts')).addPayoutCommands(group),
  },
  order: {
    description: 'XPayout orders: list them, show one',
    load: async (group) => (await import('./order.ts')).addOrderCommands(group),
  },
  find: {
    description: 'a payment of any merchant: by number, UTR, reference, account number or id',
    load: async (group) => (await import('./find.ts')).makeFind(group),
  },
  sign: {
    description: 'what an XPayout request is signed by: base string and signature',
    load: async (group) => (await import('./sign.ts')).makeSign(group),
  },
  settlement: {
    description: 'money of a merchant on its way to the merchant itself: request to completion',
    load: async (group) => (await import('./settlement.ts')).addSettlementCommands(group),
  },
  payin: {
    description: 'pay-ins: list, show, credit or give back what is held, set terms',
    load: async (group) => (await import('./payin.ts')).addPayinCommands(group),
  },
  switch: {
    description: 'kill switches of providers, methods, merchants and currencies: list, off, on',
    load: async (group) => (await import('./switch.ts')).addSwitchCommands(group),
  },
  ledger: {
    description: 'the books: prove them, show balances',
    load: async (group) => (await import('./ledger.ts')).addLedgerCommands(group),
  },
  report: {
    description: 'payments, the ledger or fees of a merchant, as CSV, XLSX or JSON',
    load: async (group) => (await import('./report.ts')).makeReport(group),
  },
  webhook: {
    description: 'webhooks: list, show, replay, ping',
    load: async (group) => (await import('./webhook.ts')).addWebhookCommands(group),
  },
  case: {
    description: 'what a person has to look at: list, close',
    load: async (group) => (await import('./case.ts')).addCaseCommands(group),
  },
  bank: {
    description: 'drive the sandbox bank: rules, reversals, faults, settings, its book',
    load: async (group) => (await import('./bank.ts')).addBankCommands(group),
  },
  cards: {
    description: 'drive the sandbox acquirer: rules, answers to challenges, disputes, its book',
    load: async (group) => (await import('./cards.ts')).addCardsCommands(group),
  },
  mpesa: {
    description: 'drive the sandbox of M-Pesa: rules, answers of phones, its book',
    load: async (group) => (await import('./mpesa.ts')).addMpesaCommands(group),
  },
  doctor: {
    description:
      'check settings, database, keys, switches, clock, disk, versions, rights, providers and the sandbox',
    load: async (group) => (await import('./doctor.ts')).makeDoctor(group),
  },
};

const usageEnd = `
Exit codes: 0 done, 1 a check found a break, 2 wrong usage or settings, 3 the database (or sandbox) cannot
be reached or is of another version, 4 not found or refused, 5 a fault of the program.`;

async function programFor(words: readonly string[]): Promise<Command> {
  const program = new Command('hundi')
    .description('Operates Hundi while it runs, on the same database.')
    .version(ownVersion(), '-V, --version', 'print the version of this program')
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .addHelpText('after', usageEnd);
  const [asked, verb] = words.filter((word) => !word.startsWith('-'));
  for (const [name, { description, load }] of Object.entries(groups)) {
    const group = program.command(name).description(description);
    if (name === asked || asked === 'help') await load(group, verb);
  }
  return program;
}

function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

async function run(words: readonly string[]): Promise<void> {
  const isJson = words.includes('--json');
  try {
    const program = await programFor(words);
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    const failure = error instanceof CommanderError ? usageErrorOf(error) : commandErrorOf(error);
    if (failure === undefined) return;
    const { code, message, fields } = failure;
    process.stderr.write(
      isJson
        ? jsonOf({ error: { code, message, ...(fields && { fields }) } })
        : `hundi: ${message}\n`,
    );
    process.exitCode = failure.exitCode;
  }
}

/** Undefined when help was asked for and has been printed. */
function usageErrorOf(error: CommanderError): CommandError | undefined {
  if (error.exitCode === exitCodes.ok) return undefined;
  const said = error.message.replace(/^error: /, '').replace(/\.?(\n[\s\S]*)?$/, '');
  const sentence =
    error.code === 'commander.help' ? 'Say which command; `hundi --help` lists them.' : `${said}.`;
  const text = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  return new CommandError(exitCodes.usage, 'usage', text);
}

// Whoever reads may stop reading (`hundi payout list | head`); that is no fault.
// A full disk is one: what is shown only once would be lost with a success.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  process.stderr.write(`hundi: The answer could not be written: ${error.message}.\n`);
  process.exit(exitCodes.internal);
});
await run(process.argv.slice(2));
