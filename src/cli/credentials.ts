/** `hundi credentials`: the client ids and secrets of a merchant's programs. */
import type { Command } from 'commander';
import { rotateCredential, type CredentialOrder } from '../identity/credentials.ts';
import { listCredentials } from '../identity/list-access.ts';
import { findXpayoutAccess } from '../merchants/xpayout-access.ts';
import { merchantArgument, merchantHelp, merchantNamed, oneOf, wholeOf } from './arguments.ts';
import { addCommand, textFlag } from './command.ts';
import { addXprizoCredentials } from './credentials-xprizo.ts';
import { facts, table } from './output.ts';
import { noXpayoutAccess } from './merchant-xpayout.ts';
import { changeOf, withSession, type Session } from './session.ts';

const hourMs = 3_600_000;

export function addCredentialsCommands(group: Command): void {
  addCommand(
    group,
    'list',
    'client ids and when they end; secrets are stored nowhere',
    (command) => command.argument(merchantArgument, merchantHelp),
    ([name]) =>
      withSession(async ({ pool }) => {
        const { merchantId } = await merchantNamed(pool, name);
        const credentials = await listCredentials(pool, merchantId);
        const rows = credentials.map((entry) => [entry.clientId, entry.createdAt, entry.expiresAt]);
        return {
          data: { merchantId, credentials },
          text: table(['client id', 'created', 'ends'], rows),
        };
      }),
  );
  addXprizoCredentials(group);
  addCommand(
    group,
    'rotate',
    'a new secret, shown once; the one before ends after the overlap',
    (command) =>
      command
        .argument(merchantArgument, merchantHelp)
        .option(
          '--contract <contract>',
          'xoompe: a new client id, too; xpayout: the key stays',
          'xoompe',
        )
        .option('--overlap-hours <hours>', 'how long the old one is still good', '24'),
    ([name], flags) => {
      const overlapHours = wholeOf(
        '--overlap-hours',
        textFlag(flags, 'overlapHours') ?? '',
        0,
        720,
      );
      const contract = oneOf('--contract', textFlag(flags, 'contract') ?? '', [
        'xoompe',
        'xpayout',
      ]);
      return withSession(async (session) => {
        const { merchantId, merchantNo } = await merchantNamed(session.pool, name);
        const change = changeOf(session);
        const overlapMs = overlapHours * hourMs;
        const order = { merchantId, merchantNo, overlapMs, ...change };
        const issued = await rotations[contract](session, order);
        const oldEndAt = new Date(change.nowMs + overlapMs).toISOString();
        return {
          data: { merchantId, [contract]: issued.data, oldEndAt },
          text:
            facts({ ...issued.facts, 'the old one ends': oldEndAt }) +
            '\nThe secret is shown this once; keep it.\n',
        };
      });
    },
  );
}

type Rotation = (
  session: Session,
  order: CredentialOrder & { readonly overlapMs: number },
) => Promise<{ readonly data: object; readonly facts: Readonly<Record<string, string>> }>;

const rotations: Readonly<Record<'xoompe' | 'xpayout', Rotation>> = {
  xoompe: async ({ pool }, order) => {
    const data = await rotateCredential(pool, order);
    return { data, facts: { 'client id': data.clientId, 'client secret': data.clientSecret } };
  },
  xpayout: async ({ pool, config }, order) => {
    const [{ issueApiCredential }, { loadDeploymentSecrets }] = await Promise.all([
      import('../identity/api-credentials.ts'),
      import('../identity/deployment-secrets.ts'),
    ]);
    const access = await findXpayoutAccess(pool, order.merchantId);
    if (access === undefined) throw noXpayoutAccess();
    const { sealer } = await loadDeploymentSecrets(pool, config.secrets);
    const data = await issueApiCredential(pool, { ...order, sealer });
    return { data, facts: { 'API key': data.apiKey, 'API secret': data.apiSecret } };
  },
};
