/** `hundi webhook replay` and `ping`: what makes Hundi send. */
import type { Command } from 'commander';
import { listEndpoints } from '../merchants/endpoints.ts';
import { replayDelivery, replayRange, sendPing } from '../webhooks/replay.ts';
import { webhookIdOf } from '../webhooks/send.ts';
import { instantOf, merchantArgument, merchantHelp, merchantNamed } from './arguments.ts';
import { addCommand, textFlag } from './command.ts';
import { badUsage, refused } from './errors.ts';
import { findDelivery } from './find-delivery.ts';
import type { Answer } from './output.ts';
import { changeOf, withSession } from './session.ts';

export function addReplay(group: Command): void {
  addCommand(
    group,
    'replay',
    'send again, with the same id and bytes: one webhook, or what has not arrived at a merchant since an instant',
    (command) =>
      command
        .argument('[webhook]', 'webhook id, evt_…')
        .option('--merchant <merchant>', merchantHelp)
        .option('--since <instant>', 'those created from then on: 2026-01-31T09:30:00Z')
        .option('--until <instant>', 'and before then')
        .option(
          '--delivered',
          'delivered ones too, not only those that were given up or wait for a later attempt',
        ),
    ([webhook], flags) => {
      const merchant = textFlag(flags, 'merchant');
      const since = textFlag(flags, 'since');
      const until = textFlag(flags, 'until');
      if (webhook !== undefined && merchant === undefined && since === undefined)
        return replayOne(webhook);
      if (webhook !== undefined || merchant === undefined || since === undefined)
        throw badUsage('Name one webhook, or --merchant with --since.');
      const range = {
        since: instantOf(since),
        ...(until !== undefined && { until: instantOf(until) }),
        onlyDead: flags['delivered'] !== true,
      };
      return withSession(async (session) => {
        const { merchantId } = await merchantNamed(session.pool, merchant);
        const replayed = await replayRange(session.pool, merchantId, range, changeOf(session));
        return {
          data: { merchantId, replayed },
          text: `${replayed} webhooks are sent again.\n`,
        };
      });
    },
  );
}

function replayOne(webhook: string): Promise<Answer> {
  return withSession(async (session) => {
    const { merchantId, delivery } = await findDelivery(session.pool, webhook);
    const { deliveryId, webhookId } = delivery;
    const isDue = await replayDelivery(session.pool, merchantId, deliveryId, changeOf(session));
    if (!isDue) throw refused('The webhook is being sent right now.');
    return { data: { merchantId, webhookId, replayed: 1 }, text: `${webhookId} is sent again.\n` };
  });
}

export function addPing(group: Command): void {
  addCommand(
    group,
    'ping',
    'send a test event to the webhook of a merchant; `webhook show` tells what came back',
    (command) => command.argument(merchantArgument, merchantHelp),
    ([name]) =>
      withSession(async (session) => {
        const { merchantId } = await merchantNamed(session.pool, name);
        const endpoints = await listEndpoints(session.pool, merchantId);
        const endpoint = endpoints.find(({ status }) => status === 'active');
        if (endpoint === undefined) throw refused('The merchant has no active webhook URL.');
        const { endpointId, url } = endpoint;
        const deliveryId = await sendPing(session.pool, merchantId, endpointId, changeOf(session));
        const webhookId = webhookIdOf(deliveryId);
        return {
          data: { merchantId, endpointId, url, webhookId },
          text: `${webhookId} goes to ${url}; \`hundi webhook show ${webhookId}\` tells what came back.\n`,
        };
      }),
  );
}
