/** Puts transfers together: their lanes, who hears of them, and who is asked about what is held. */
import type { Config } from './config.ts';
import type { Pool } from './db/connection.ts';
import { transferEvent } from './dialects/xprizo/transfer-event.ts';
import { approvalSecretsOf } from './identity/approval-secrets.ts';
import type { DeploymentSecrets } from './identity/deployment-secrets.ts';
import { systemClock } from './kit/clock.ts';
import { newId, type MerchantId } from './kit/ids.ts';
import type { Log } from './log.ts';
import { findProfile, type WebhookKind } from './merchants/profiles.ts';
import { approvalTarget } from './payments/approval-promises.ts';
import type { CarryDeps } from './transfers/carry-on.ts';
import type { OffSwitches } from './switches/off-switches.ts';
import { openIncomingLane } from './transfers/incoming-lane.ts';
import { openTransferLane } from './transfers/transfer-lane.ts';
import type { TransferWorkerDeps } from './transfers/transfer-worker.ts';
import { askCreator } from './webhooks/ask-creator.ts';
import type { Egress } from './webhooks/egress.ts';

export interface TransferParts {
  readonly config: Pick<Config, 'commitScope' | 'brand'>;
  readonly databaseUrl: string;
  readonly pool: Pool;
  readonly secrets: Pick<DeploymentSecrets, 'approvalKeys'>;
  readonly egress: Egress;
  readonly log: Log;
  /** Something may have to be delivered or carried on. */
  readonly onCommitted: () => void;
  readonly off: () => Promise<OffSwitches>;
}

export interface Transfers {
  readonly deps: CarryDeps;
  readonly askCreator: TransferWorkerDeps['askCreator'];
  close(): Promise<void>;
}

export function openTransfers(parts: TransferParts): Transfers {
  const { config, databaseUrl: url, pool, secrets, egress, log, onCommitted, off } = parts;
  const oneMerchantPerCommit = config.commitScope === 'merchant';
  const eventOf = transferEvent;
  const transfers = openTransferLane({ url, oneMerchantPerCommit, off, eventOf, onCommitted });
  const incoming = openIncomingLane({ url, oneMerchantPerCommit, off });
  const sender = { egress, clock: systemClock, userAgent: `${config.brand} webhooks` };
  return {
    deps: {
      ...{ pool, transfers, incoming, clock: systemClock },
      tellNew: async (payerId, createdBy, event) => {
        const address = await webhookOf(pool, createdBy, 'approval');
        if (address === null) return null;
        const makeId = () => newId(event.at.getTime());
        const target = approvalTarget(payerId, createdBy, address, makeId);
        return { target, firstPayload: eventOf(event) };
      },
      onError: (error, transferId) => {
        log.warn({ err: error, transferId }, 'a transfer is carried on later');
      },
    },
    askCreator: async ({ createdBy, transferId, event }) => {
      const address = await webhookOf(pool, createdBy, 'payment');
      if (address === null) return { kind: 'unanswered', why: 'The payment webhook is not set.' };
      const secretsOfProfile = approvalSecretsOf(secrets.approvalKeys, createdBy);
      const question = { url: address, transferId, payload: eventOf(event) };
      return askCreator(sender, { ...question, secrets: secretsOfProfile });
    },
    close: async () => {
      await Promise.all([transfers.close(), incoming.close()]);
    },
  };
}

async function webhookOf(pool: Pool, profileId: string, kind: WebhookKind): Promise<string | null> {
  const profile = await findProfile(pool, profileId as MerchantId);
  return profile?.webhooks[kind] ?? null;
}
