/** `hundi audit`: who changed what, and whether the record of it is whole. */
import type { Command } from 'commander';
import type { Pool } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import { platformId } from '../merchants/audit.ts';
import { isStillHead, listAuditStreams, verifyStream } from '../merchants/audit-chain.ts';
import { listAudit } from '../merchants/list-audit.ts';
import { namesOfActors } from '../people/names.ts';
import { merchantNamed, wholeOf } from './arguments.ts';
import { addCommand, textFlag } from './command.ts';
import { badUsage } from './errors.ts';
import { table, type Answer } from './output.ts';
import { withSession } from './session.ts';

const merchantHelp = 'of this merchant; without it, of the platform';

export function addAuditCommands(group: Command): void {
  addCommand(
    group,
    'list',
    'the newest events of a stream',
    (command) =>
      command
        .option('--merchant <merchant>', merchantHelp)
        .option('--text <text>', 'a part of who acted or of what was done')
        .option('--limit <number>', 'at most so many', '50'),
    (_, flags) =>
      withSession(async ({ pool }) => {
        const text = textFlag(flags, 'text');
        const limit = wholeOf('--limit', textFlag(flags, 'limit') ?? '', 1, 10_000);
        const merchantId = await streamNamed(pool, textFlag(flags, 'merchant'));
        const lines = await listAudit(pool, {
          ...{ merchantId, limit },
          ...(text !== undefined && { text }),
        });
        const actors = lines.map(({ actor }) => actor);
        const names = await namesOfActors(pool, merchantId, actors);
        const rows = lines.map(({ actor, ...line }) => [
          ...[line.eventNo, line.at, names.get(actor) ?? actor, line.action, line.details],
        ]);
        return {
          data: {
            merchantId,
            events: lines.map((line) => ({
              ...line,
              details: JSON.parse(line.details) as unknown,
            })),
          },
          text: table(['no.', 'at', 'who', 'what', 'details'], rows),
        };
      }),
  );
  addCommand(
    group,
    'verify',
    'read the chain of every stream, or of one, and compare it with its head',
    (command) =>
      command
        .option('--merchant <merchant>', merchantHelp)
        .option(
          '--head <number:hash>',
          'a head that the log has told of this stream: is it still there, with the chain up to it?',
        ),
    (_, flags) =>
      withSession(async ({ pool }) => {
        const named = textFlag(flags, 'merchant');
        const streams =
          named === undefined
            ? (await listAuditStreams(pool)).map(({ merchantId }) => merchantId)
            : [await streamNamed(pool, named)];
        const head = textFlag(flags, 'head');
        if (head === undefined) return verifyAll(pool, streams);
        return checkHead(pool, await streamNamed(pool, named), head);
      }),
  );
}

async function verifyAll(pool: Pool, streams: readonly MerchantId[]): Promise<Answer> {
  const checks = [];
  for (const merchantId of streams)
    checks.push({ merchantId, ...(await verifyStream(pool, merchantId)) });
  const broken = checks.filter(({ breaks }) => breaks.length > 0);
  const rows = checks.map(({ merchantId, events, breaks }) => [
    merchantId === platformId ? 'platform' : merchantId,
    events,
    breaks.length === 0 ? 'whole' : breaks.map((one) => `${one.eventNo} ${one.what}`).join(', '),
  ]);
  return {
    data: {
      ok: broken.length === 0,
      streams: checks,
    },
    text: table(['stream', 'events', 'chain'], rows),
    isBroken: broken.length > 0,
  };
}

async function checkHead(pool: Pool, merchantId: MerchantId, text: string): Promise<Answer> {
  const [, no, hash] = /^(\d{1,18}):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (no === undefined || hash === undefined)
    throw badUsage('--head is a number and a hash as the log tells them: 12:ab34….');
  const isThere = await isStillHead(pool, merchantId, { eventNo: BigInt(no), hash });
  // A head proves what stands before it only where the chain leads up to it.
  const chain = await verifyAll(pool, [merchantId]);
  return {
    data: { merchantId, head: text, isThere, ...chain.data },
    text: `${isThere ? 'It is still there.' : 'It is not there any more: the chain was made anew.'}\n${chain.text}`,
    isBroken: !isThere || chain.isBroken === true,
  };
}

async function streamNamed(pool: Pool, name: string | undefined): Promise<MerchantId> {
  return name === undefined ? platformId : (await merchantNamed(pool, name)).merchantId;
}
