/** What an operator sees when the program is up; at the first start of a sandbox also the way to a first payout. */
import { randomBytes } from 'node:crypto';
import type { Gateway } from './app.ts';
import type { Config } from './config.ts';
import { transaction } from './db/connection.ts';
import { findDeploymentValue, setDeploymentValue } from './db/deployment-values.ts';
import { systemClock } from './kit/clock.ts';
import { onboardMerchant, type Onboarded } from './payments/onboard-merchant.ts';
import { invite, inviteFirstOperator } from './people/invitations.ts';
import { welcomeUrl } from './people/links.ts';
import { newWebhookSecret } from './webhooks/sign.ts';

export interface GreetingParts {
  readonly config: Config;
  readonly gateway: Gateway;
  readonly address: string;
  readonly startedInMs: number;
}

const demoEmail = 'demo@hundi.example';
const demoFlag = 'sandbox.demo';
const demoFundsMinor = 1_000_000_00n;

export async function greet(parts: GreetingParts): Promise<void> {
  const { config, address, startedInMs } = parts;
  const seconds = (startedInMs / 1_000).toFixed(1);
  // Made first, so that its credentials stand right below the line that says where to use them.
  const demo = config.environment === 'live' ? undefined : await createDemo(parts);
  const links = await linksFor(parts, demo);
  say(`${config.brand} is serving on ${address} (${config.environment}, up in ${seconds} s).`);
  if (links !== '') say(links);
  if (demo === undefined) return;
  say(firstPayout(config, address, demo));
  await setDeploymentValue(parts.gateway.pool, demoFlag, demo.merchantId);
}

/** Nobody has a password by default: whoever reads this output makes the first operator, once. */
async function linksFor({ config, gateway }: GreetingParts, demo: Onboarded | undefined) {
  if (config.role === 'worker') return '';
  const { pool } = gateway;
  const nowMs = systemClock.now().getTime();
  const first = await transaction(pool, (tx) => inviteFirstOperator(tx, nowMs));
  const merchantId = demo?.merchantId;
  const team =
    merchantId &&
    (await transaction(pool, (tx) =>
      invite(tx, { merchantId, email: demoEmail, role: 'admin', actor: 'start', nowMs }),
    ));
  const lines = [
    first &&
      `  the console of operators   ${welcomeUrl(config.publicUrl, 'operator', first.token)}`,
    team && `  the demo merchant's team   ${welcomeUrl(config.publicUrl, 'merchant', team.token)}`,
  ].filter((line) => line !== undefined);
  if (lines.length === 0) return '';
  return `\nLinks to set up who signs in, each good once and for 72 hours:\n\n${lines.join('\n')}`;
}

/** The flag is planted when all is printed: a start that ends before that makes a fresh merchant the next time, whose credentials are seen. */
async function createDemo({ gateway, config }: GreetingParts): Promise<Onboarded | undefined> {
  const { pool, secrets, egress } = gateway;
  if ((await findDeploymentValue(pool, demoFlag)) !== undefined) return undefined;
  return onboardMerchant(
    {
      pool,
      sealer: secrets.sealer,
      clock: systemClock,
      checkUrl: (url) => egress.checkUrl(url),
      newWebhookSecret: () => newWebhookSecret(randomBytes),
    },
    {
      name: 'Demo Merchant',
      environment: config.environment,
      funds: [{ minor: demoFundsMinor, currency: 'INR' }],
      xpayout: { activate: true },
      actor: 'start',
    },
  );
}

function firstPayout(config: Config, address: string, demo: Onboarded): string {
  const base = `${address}${config.xoompe.basePath}`;
  const { clientId, clientSecret, email, password } = demo.xoompe;
  return `
A demo merchant with INR 1000000.00 is ready. Its credentials are shown this once:

  clientId      ${clientId}
  clientSecret  ${clientSecret}
  email         ${email}
  password      ${password}
  API key       ${demo.xpayout.apiKey}
  API secret    ${demo.xpayout.apiSecret}

Paste this for a first payout:

  TOKEN=$(curl -s ${base}/token -H 'Content-Type: application/json' \\
    -d '{"clientId":"${clientId}","clientSecret":"${clientSecret}"}' \\
    | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')
  curl -s ${base}/Payout/CreateTransaction -H "Authorization: Bearer $TOKEN" \\
    -H 'Content-Type: application/json' -d '{"beneficiaryName":"John Doe",
    "beneficiaryAccountNumber":"123456789012","ifsc":"ABCD0123456",
    "amount":5000,"clientTransactionRefNo":"INV-1001"}'; echo
  sleep 3; curl -s "${base}/Payout/GetClientTransactionsWithFilters?clientTransactionRefNo=INV-1001" \\
    -H "Authorization: Bearer $TOKEN"; echo
${firstPayin(address, demo)}`;
}

/** Signed by the command line, so it is pasted in the folder of the program. */
function firstPayin(address: string, { xpayout: { apiKey, apiSecret } }: Onboarded): string {
  return `
And this, in this folder, for a page where a customer pays: open its payment_url.

  BODY='{"service_type":"payin","order_id":"IN-1001","amount":500,"currency":"INR"}'
  TIME=$(date +%s); NONCE=first-$TIME
  SIGNATURE=$(npx hundi sign --secret ${apiSecret} --route api_create_order \\
    --timestamp $TIME --nonce $NONCE --body "$BODY" --json | sed 's/.*"signature":"\\([^"]*\\)".*/\\1/')
  curl -s "${address}/sitemap.xml?route=api_create_order" -H 'X-API-Key: ${apiKey}' \\
    -H "X-Timestamp: $TIME" -H "X-Nonce: $NONCE" -H "X-Signature: $SIGNATURE" \\
    -H 'Content-Type: application/json' -d "$BODY"; echo
`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
