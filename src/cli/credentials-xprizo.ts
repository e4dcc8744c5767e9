/** `hundi credentials key` and `approval-secret`: what a profile of the Xprizo contract calls with, and is called with. */
import type { Command } from 'commander';
import { createApiKey } from '../identity/api-keys.ts';
import { approvalSecretsOf } from '../identity/approval-secrets.ts';
import { loadDeploymentSecrets } from '../identity/deployment-secrets.ts';
import { merchantArgument, merchantHelp, merchantNamed } from './arguments.ts';
import { addCommand, textFlag } from './command.ts';
import { facts } from './output.ts';
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
