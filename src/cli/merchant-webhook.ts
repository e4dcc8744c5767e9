/** `hundi merchant webhook`: where a merchant hears of its payouts, and the secret that signs. */
import type { Command } from 'commander';
import type { MerchantId } from '../kit/ids.ts';
import {
  disableEndpoint,
  enableEndpoint,
  listEndpoints,
  rotateEndpointSecret,
  setEndpoint,
  type EndpointView,
  type SecretChange,
} from '../merchants/endpoints.ts';
import { merchantArgument, merchantHelp, merchantNamed, wholeOf } from './arguments.ts';
import { addCommand, textFlag, type Flags } from './command.ts';
import { badUsage, refused } from './errors.ts';
import { table, type Answer } from './output.ts';
import { changeOf, withSession, type Session } from './session.ts';

const hourMs = 3_600_000;

export function addMerchantWebhook(group: Command): void {
  addCommand(
    group,
    'webhook',
    'show or set where it hears of its payouts; a new URL gets a new secret',
    (command) =>
      command
        .argument(merchantArgument, merchantHelp)
        .argument('[url]', 'the new URL')
        .option('--rotate', 'a new secret; the old one goes on signing beside it for the overlap')
        .option('--overlap-hours <hours>', 'how long both sign', '24')
        .option('--disable', 'send nothing any more')
        .option('--enable', 'send again'),
    ([name, url], flags) => {
      const acts = ['rotate', 'disable', 'enable'].filter((flag) => flags[flag] === true);
      if (acts.length + (url === undefined ? 0 : 1) > 1)
        throw badUsage('Give a URL, --rotate, --disable or --enable: one of them.');
      const overlapHours = wholeOf(
        '--overlap-hours',
        textFlag(flags, 'overlapHours') ?? '',
        0,
        720,
      );
      return withSession(async (session) => {
        const { merchantId } = await merchantNamed(session.pool, name);
        const webhookSecret =
          url === undefined
            ? await act(session, merchantId, flags, overlapHours)
            : await setUrl(session, merchantId, url);
        return answerOf(await listEndpoints(session.pool, merchantId), merchantId, webhookSecret);
      });
    },
  );
}

/** The new secret, where the act makes one. */
async function act(
  session: Session,
  merchantId: MerchantId,
  flags: Flags,
  overlapHours: number,
): Promise<string | null> {
  if (!['rotate', 'disable', 'enable'].some((flag) => flags[flag] === true)) return null;
  const { pool } = session;
  const [endpoint] = await listEndpoints(pool, merchantId);
  if (endpoint === undefined) throw refused('The merchant has no webhook URL.');
  const { endpointId } = endpoint;
  if (flags['rotate'] === true) {
    const change = { ...(await secretChange(session)), overlapMs: overlapHours * hourMs };
    const rotated = await rotateEndpointSecret(pool, merchantId, endpointId, change);
    if (rotated === undefined) throw refused('The webhook was removed meanwhile.');
    return rotated.secret;
  }
  const change = { ...changeOf(session), reason: 'By the operator.' };
  const isDone =
    flags['disable'] === true
      ? await disableEndpoint(pool, merchantId, endpointId, change)
      : await enableEndpoint(pool, merchantId, endpointId, change);
  if (!isDone) throw refused(`The webhook is ${endpoint.status} already.`);
  return null;
}

async function setUrl(session: Session, merchantId: MerchantId, url: string): Promise<string> {
  const { checkDestination } = await import('../webhooks/destination.ts');
  const destination = checkDestination(url, session.config.environment === 'sandbox');
  if (!destination.ok) throw refused(destination.reason);
  const change = { ...(await secretChange(session)), url };
  return (await setEndpoint(session.pool, merchantId, change)).secret;
}

async function secretChange(session: Session): Promise<SecretChange> {
  const { loadDeploymentSecrets } = await import('../identity/deployment-secrets.ts');
  const { newWebhookSecret } = await import('../webhooks/sign.ts');
  const { randomBytes } = await import('node:crypto');
  const { sealer } = await loadDeploymentSecrets(session.pool, session.config.secrets);
  return { ...changeOf(session), sealer, newSecret: () => newWebhookSecret(randomBytes) };
}

function answerOf(
  endpoints: readonly EndpointView[],
  merchantId: MerchantId,
  webhookSecret: string | null,
): Answer {
  const rows = endpoints.map((endpoint) => [
    endpoint.endpointId,
    endpoint.status,
    endpoint.failingSince,
    endpoint.url,
  ]);
  const secretText =
    webhookSecret === null ? '' : `\nNew secret, shown this once: ${webhookSecret}\n`;
  return {
    data: { merchantId, endpoints, webhookSecret },
    text: table(['endpoint', 'status', 'failing since', 'URL'], rows) + secretText,
  };
}
