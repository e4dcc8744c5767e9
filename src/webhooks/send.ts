/** One attempt: the frozen bytes, signed for this moment, sent once. */
import { signatureOf } from '../identity/request-signature.ts';
import type { Claim } from '../outbox/claim.ts';
import type { Egress } from './egress.ts';
import type { Endpoint } from './endpoint-cache.ts';
import type { EgressReply } from './reply.ts';
import { timeoutMs } from './schedule.ts';
import { webhookHeaders } from './sign.ts';

/** Constant over retries and replays: what a receiver recognises a repetition by. */
export function webhookIdOf(outboxId: string): string {
  return `evt_${outboxId}`;
}

/** Never rejects: what cannot be sent at all is a failed attempt. */
export async function sendWebhook(
  egress: Egress,
  endpoint: Endpoint,
  claim: Claim,
  startedAt: Date,
  userAgent: string,
): Promise<EgressReply> {
  const id = webhookIdOf(claim.outboxId);
  const timestampSeconds = Math.floor(startedAt.getTime() / 1_000);
  const body = Buffer.from(claim.payload ?? '', 'utf8');
  try {
    const { secrets } = endpoint;
    return await egress.post(endpoint.url, {
      headers: {
        ...webhookHeaders({ id, timestampSeconds, body, secrets }, userAgent),
        ...gatewayHeaders(endpoint.apiSecret, id, timestampSeconds, body),
      },
      body,
      timeoutMs: timeoutMs[endpoint.manner],
    });
  } catch {
    return { kind: 'failed', reason: 'The request could not be made.', durationMs: 0 };
  }
}

/** What the XPayout contract promises beside the standard headers, to every merchant that has an API secret. */
function gatewayHeaders(
  apiSecret: string | null,
  id: string,
  timestampSeconds: number,
  body: Buffer,
): Readonly<Record<string, string>> {
  if (apiSecret === null) return {};
  return {
    'x-gateway-signature': signatureOf(apiSecret, body),
    'x-timestamp': String(timestampSeconds),
    'x-callback-id': id,
  };
}
