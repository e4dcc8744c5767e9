/** `hundi webhook`: what was sent to merchants. */
import type { Command } from 'commander';
import type { Pool } from '../db/connection.ts';
import { listDeliveries, type DeliveryFilter } from '../webhooks/deliveries.ts';
import { merchantArgument, merchantHelp, merchantNamed, oneOf, wholeOf } from './arguments.ts';
import { addCommand, textFlag, type Flags } from './command.ts';
import { notFound } from './errors.ts';
import { deliveryIdOf, findDelivery } from './find-delivery.ts';
import { facts, table } from './output.ts';
import { withSession } from './session.ts';
import { addPing, addReplay } from './webhook-send.ts';

export function addWebhookCommands(group: Command): void {
  addList(group);
  addShow(group);
  addReplay(group);
  addPing(group);
}

function addList(group: Command): void {
  addCommand(
    group,
    'list',
    'deliveries of a merchant, newest first',
    (command) =>
      command
        .argument(merchantArgument, merchantHelp)
        .option('--state <state>', 'pending, delivered or dead')
        .option('--payout <payout>', 'those of one payout, by number or id')
        .option('--before <webhook>', 'the last one of the page before')
        .option('--limit <number>', 'at most 200', '50'),
    ([name], flags) => {
      const filter = filterOf(flags);
      return withSession(async ({ pool }) => {
        const { merchantId } = await merchantNamed(pool, name);
        const payout = textFlag(flags, 'payout');
        const ofPayout =
          payout === undefined ? {} : { paymentIds: [await payoutIdOf(pool, payout)] };
        const webhooks = await listDeliveries(pool, merchantId, { ...filter, ...ofPayout });
        const rows = webhooks.map((delivery) => [
          delivery.webhookId,
          delivery.state,
          delivery.subjectId,
          delivery.subjectVersion,
          delivery.createdAt,
          delivery.nextAttemptAt,
          delivery.lastError,
        ]);
        return {
          data: { merchantId, webhooks },
          text: table(
            ['webhook', 'state', 'payout', 'version', 'created', 'next attempt', 'last error'],
            rows,
          ),
        };
      });
    },
  );
}

function filterOf(flags: Flags): DeliveryFilter {
  const state = textFlag(flags, 'state');
  const before = textFlag(flags, 'before');
  return {
    ...(state !== undefined && {
      state: oneOf('--state', state, ['pending', 'delivered', 'dead'] as const),
    }),
    ...(before !== undefined && { before: deliveryIdOf(before) }),
    limit: wholeOf('--limit', textFlag(flags, 'limit') ?? '', 1, 200),
  };
}

function addShow(group: Command): void {
  addCommand(
    group,
    'show',
    'one delivery: its bytes and every attempt',
    (command) => command.argument('<webhook>', 'webhook id, evt_…'),
    ([webhook = '']) =>
      withSession(async ({ pool }) => {
        const { merchantId, delivery } = await findDelivery(pool, webhook);
        const { payload, attempts, ...head } = delivery;
        const rows = attempts.map((attempt) => [
          attempt.attemptNo,
          attempt.startedAt,
          attempt.durationMs,
          attempt.httpStatus,
          attempt.error,
          replyShown(attempt.replyHead),
        ]);
        return {
          data: { merchantId, ...delivery },
          text:
            facts({ merchant: merchantId, ...head, body: payload }) +
            `\n${table(['no', 'started', 'ms', 'HTTP', 'error', 'reply'], rows)}`,
        };
      }),
  );
}

const mostShown = 200;
const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A row that a terminal can hold; what steers a terminal is spelled. All of it is in --json. */
function replyShown(reply: string | null): string | null {
  if (reply === null) return null;
  const characters = Array.from(reply);
  const head = characters
    .slice(0, mostShown)
    .join('')
    .replace(
      /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu,
      (character) =>
        escapes[character] ??
        `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`,
    );
  if (characters.length <= mostShown) return head;
  return `${head}… (${String(characters.length)} characters; --json shows all)`;
}

async function payoutIdOf(pool: Pool, name: string): Promise<string> {
  const { findPayoutOfAnyone } = await import('../payments/payout-dossier.ts');
  const payout = await findPayoutOfAnyone(pool, name);
  if (payout === undefined) throw notFound(`There is no payout "${name}".`);
  return payout.payoutId;
}
