/** `hundi credentials key`, `keys`, `end-key` and `approval-secret`: what a profile of the Xprizo contract calls with, and is called with. */
import type { Command } from 'commander';
import { createApiKey, deleteApiKey, listApiKeys } from '../identity/api-keys.ts';
import { approvalSecretsOf } from '../identity/approval-secrets.ts';
import { loadDeploymentSecrets } from '../identity/deployment-secrets.ts';
import { merchantArgument, merchantHelp, merchantNamed, wholeOf } from './arguments.ts';
import { addCommand, textFlag } from './command.ts';
import { notFound } from './errors.ts';
import { facts, table } from './output.ts';
import { changeOf, withSession } from './session.ts';

export function addXprizoCredentials(group: Command): void {
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
  addKeys(group);
  addEndKey(group);
  addCommand(
    group,
    'approval-secret',
    'what signs the approval webhooks of a profile, for receivers that look',
    (command) => command.argument(merchantArgument, merchantHelp),
    ([name]) =>
      withSession(async ({ config, pool }) => {
        const { merchantId, merchantNo } = await merchantNamed(pool, name);
        const { approvalKeys } = await loadDeploymentSecrets(pool, config.secrets);
        const [secret = ''] = approvalSecretsOf(approvalKeys, merchantId);
        return {
          data: { merchantId, profileId: merchantNo, approvalSecret: secret },
          text: `${secret}\n`,
        };
      }),
  );
}

function addKeys(group: Command): void {
  addCommand(
    group,
    'keys',
    'the x-api-keys of a profile by their numbers; the keys themselves are stored nowhere',
    (command) => command.argument(merchantArgument, merchantHelp),
    ([name]) =>
      withSession(async ({ pool }) => {
        const { merchantId, merchantNo } = await merchantNamed(pool, name);
        const keys = await listApiKeys(pool, merchantId);
        const rows = keys.map((key) => [
          ...[key.keyNo, key.name, key.active ? 'on' : 'off', key.createdAt, key.endsAt],
          key.addresses.join(' ') || 'any',
        ]);
        return {
          data: { merchantId, profileId: merchantNo, keys },
          text: table(['no.', 'name', 'state', 'created', 'ends', 'addresses'], rows),
        };
      }),
  );
}

function addEndKey(group: Command): void {
  addCommand(
    group,
    'end-key',
    'end an x-api-key for good, as one that leaked; the others of the profile go on',
    (command) =>
      command
        .argument(merchantArgument, merchantHelp)
        .argument('<key>', 'its number in `hundi credentials keys`'),
    ([name, key = '']) => {
      const keyNo = wholeOf('<key>', key, 1, 999_999);
      return withSession(async (session) => {
        const { merchantId } = await merchantNamed(session.pool, name);
        const order = { merchantId, ...changeOf(session) };
        if (!(await deleteApiKey(session.pool, order, keyNo)))
          throw notFound(`There is no key ${String(keyNo)}.`);
        return { data: { merchantId, keyNo }, text: `Key ${String(keyNo)} has ended.\n` };
      });
    },
  );
}
