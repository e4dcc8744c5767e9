/** `hundi credentials`: the client ids and secrets of a merchant's programs. */
import type { Command } from 'commander';
import { createApiKey } from '../identity/api-keys.ts';
import { rotateCredential } from '../identity/credentials.ts';
import { listCredentials } from '../identity/list-access.ts';
import { merchantArgument, merchantHelp, merchantNamed, wholeOf } from './arguments.ts';
import { addCommand, textFlag } from './command.ts';
import { facts, table } from './output.ts';
import { changeOf, withSession } from './session.ts';

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
  addCommand(
    group,
    'key',
    'one more x-api-key of the Xprizo contract, for a merchant, user or processing profile',
    (command) =>
      command.argument(merchantArgument, merchantHelp).option('--name <name>', 'of the key', 'cli'),
    ([name], flags) =>
      withSession(async (session) => {
        const { merchantId, merchantNo } = await merchantNamed(session.pool, name);
        const words = { name: textFlag(flags, 'name') ?? '', description: '' };
        const order = { merchantId, merchantNo, ...changeOf(session) };
        const { apiKey, keyNo } = await createApiKey(session.pool, order, words);
        return {
          data: { merchantId, profileId: merchantNo, taskId: keyNo, apiKey },
          text: facts({ 'x-api-key': apiKey }) + '\nIt is shown this once; keep it.\n',
        };
      }),
  );
  addCommand(
    group,
    'rotate',
    'a new client id and secret, shown once; those before end after the overlap',
    (command) =>
      command
        .argument(merchantArgument, merchantHelp)
        .option('--overlap-hours <hours>', 'how long the old ones are still good', '24'),
    ([name], flags) => {
      const overlapHours = wholeOf(
        '--overlap-hours',
        textFlag(flags, 'overlapHours') ?? '',
        0,
        720,
      );
      return withSession(async (session) => {
        const { merchantId, merchantNo } = await merchantNamed(session.pool, name);
        const change = changeOf(session);
        const overlapMs = overlapHours * hourMs;
        const order = { merchantId, merchantNo, overlapMs, ...change };
        const { clientId, clientSecret } = await rotateCredential(session.pool, order);
        const oldEndAt = new Date(change.nowMs + overlapMs).toISOString();
        return {
          data: { merchantId, xoompe: { clientId, clientSecret }, oldEndAt },
          text:
            facts({
              'client id': clientId,
              'client secret': clientSecret,
              'the old ones end': oldEndAt,
            }) + '\nThe secret is shown this once; keep it.\n',
        };
      });
    },
  );
}
