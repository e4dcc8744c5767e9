/** `hundi merchant create`: fast, because scripts call it many times. */
import type { Command } from 'commander';
import { hmacModes } from '../merchants/xpayout-access.ts';
import { feesHelp, feesOf, limitsHelp, limitsOf, oneOf } from './arguments.ts';
import { addCommand, textFlag, type Flags } from './command.ts';
import { badUsage } from './errors.ts';
import { facts, type Answer } from './output.ts';
import { actor, withSession } from './session.ts';
import {
  addListOption,
  currenciesHelp,
  currenciesOf,
  fundsHelp,
  fundsOf,
} from './wallet-arguments.ts';
import { shownXprizo, xprizoFacts } from './xprizo-shown.ts';

export function addMerchantCreate(group: Command): void {
  addCommand(
    group,
    'create',
    'make a merchant and print its credentials, once',
    (command) => {
      command
        .requiredOption('--name <name>', 'name of the merchant')
        .option('--email <email>', 'login of its first user (made up when not given)')
        .option('--password <password>', 'password of that user (made up when not given)')
        .option('--webhook <url>', 'where it hears of its payouts')
        .option('--limits <limits>', limitsHelp)
        .option('--fee <plan>', feesHelp)
        .option('--payin-fee <plan>', 'of pay-ins: a plan like that of --fee')
        .option('--ips <list>', 'XPayout: addresses and CIDR ranges it calls from, comma separated')
        .option('--hmac <mode>', `XPayout: ${hmacModes.join(', ')}`)
        .option('--marketplace <code>', 'XPayout: its marketplace code')
        .option('--activate', 'XPayout: approve its addresses and enable API access')
        .option('--processing', 'Xprizo: with a profile that may create on its wallets');
      addListOption(command, '--fund <amounts>', fundsHelp);
      addListOption(command, '--currencies <list>', `Xprizo: ${currenciesHelp}`);
    },
    (_, flags) => createOne(flags),
  );
}

async function createOne(flags: Flags): Promise<Answer> {
  const [{ onboardMerchant }, { loadDeploymentSecrets }, { checkDestination }, webhookSigning] =
    await Promise.all([
      import('../payments/onboard-merchant.ts'),
      import('../identity/deployment-secrets.ts'),
      import('../webhooks/destination.ts'),
      import('../webhooks/sign.ts'),
    ]);
  const { randomBytes } = await import('node:crypto');
  const { defaultLimits, liftedLimits, noFees } = await import('../merchants/merchant.ts');
  const { changedPlan } = await import('../merchants/fee-plans.ts');
  const options = {
    name: textFlag(flags, 'name') ?? '',
    email: textFlag(flags, 'email'),
    password: textFlag(flags, 'password'),
    funds: given(flags, 'fund', fundsOf),
    currencies: given(flags, 'currencies', currenciesOf),
    withProcessing: flags['processing'] === true,
    webhookUrl: textFlag(flags, 'webhook'),
    limits: given(flags, 'limits', (text) => ({
      ...defaultLimits,
      ...limitsOf(text, { off: liftedLimits, default: defaultLimits }),
    })),
    fees: given(flags, 'fee', (text) => changedPlan(noFees, feesOf(text))),
    payinFees: given(flags, 'payinFee', (text) => changedPlan(noFees, feesOf(text))),
    xpayout: {
      addresses: given(flags, 'ips', (text) => text.split(',')),
      hmacMode: given(flags, 'hmac', (text) => oneOf('--hmac', text, hmacModes)),
      marketplaceCode: textFlag(flags, 'marketplace'),
      activate: flags['activate'] === true,
    },
    actor,
  };
  if (options.name.trim() === '') throw badUsage('--name is empty.');
  return withSession(async ({ config, pool, clock }) => {
    const { environment } = config;
    const { sealer } = await loadDeploymentSecrets(pool, config.secrets);
    const made = await onboardMerchant(
      {
        pool,
        sealer,
        clock,
        checkUrl: (url) => checkDestination(url, environment === 'sandbox'),
        newWebhookSecret: () => webhookSigning.newWebhookSecret(randomBytes),
      },
      { ...options, environment },
    );
    const { merchantNo, ...rest } = made;
    const { xoompe, xpayout, xprizo, webhookSecret, balances } = rest;
    const data = { ...rest, xprizo: shownXprizo(xprizo) };
    const text =
      facts({
        merchant: data.merchantId,
        number: merchantNo,
        environment,
        'client id': xoompe.clientId,
        'client secret': xoompe.clientSecret,
        email: xoompe.email,
        password: xoompe.password,
        'API key': xpayout.apiKey,
        'API secret': xpayout.apiSecret,
        ...xprizoFacts(xprizo),
        'webhook secret': webhookSecret,
        ...Object.fromEntries(
          Object.entries(balances).map(([currency, text]) => [`balance ${currency}`, text]),
        ),
      }) + '\nThe secrets are shown this once; keep them.\n';
    return { data, text };
  });
}

function given<T>(flags: Flags, name: string, read: (text: string) => T): T | undefined {
  const text = textFlag(flags, name);
  return text === undefined ? undefined : read(text);
}
