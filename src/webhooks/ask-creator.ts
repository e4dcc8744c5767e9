/** The payment webhook: a question to the system that has sent money and holds it, whose answer decides. */
import type { Clock } from '../kit/clock.ts';
import type { HoldAnswer } from '../transfers/transfer-worker.ts';
import type { Egress } from './egress.ts';
import type { EgressReply } from './reply.ts';
import { timeoutMs } from './schedule.ts';
import { webhookHeaders } from './sign.ts';

export interface CreatorQuestion {
  readonly url: string;
  /** Constant over repeats: what the receiver recognises one by. */
  readonly transferId: string;
  readonly payload: string;
  /** `whsec_…`, newest first. */
  readonly secrets: readonly string[];
}

/** 200 says that it is paid, any 4xx that it is not; everything else is no answer. Never rejects. */
export async function askCreator(
  { egress, clock, userAgent }: { egress: Egress; clock: Clock; userAgent: string },
  { url, transferId, payload, secrets }: CreatorQuestion,
): Promise<HoldAnswer> {
  const id = `evt_${transferId}`;
  const timestampSeconds = Math.floor(clock.now().getTime() / 1_000);
  const body = Buffer.from(payload, 'utf8');
  try {
    const reply = await egress.post(url, {
      headers: webhookHeaders({ id, timestampSeconds, body, secrets }, userAgent),
      body,
      // What hears of approvals has as long, and is often the same program.
      timeoutMs: timeoutMs.approval,
    });
    return answerIn(reply);
  } catch {
    return { kind: 'unanswered', why: 'The request could not be made.' };
  }
}

function answerIn(reply: EgressReply): HoldAnswer {
  if (reply.kind !== 'answer') return { kind: 'unanswered', why: reply.reason };
  const { status } = reply;
  if (status === 200) return { kind: 'paid' };
  return status >= 400 && status < 500
    ? { kind: 'refused', reason: `Refused by the payment webhook (HTTP ${status})` }
    : { kind: 'unanswered', why: `HTTP ${status}` };
}
