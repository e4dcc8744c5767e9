/** Asking the bank what became of a reference. */
import type { Reply } from '../http.ts';
import type { Outcome } from '../provider.ts';
import { outcomeAbout, readError } from './transfer.ts';

/** Only the bank's own 404 is `not_found`; one of a proxy on the way is unknown. */
export function readEnquiryReply(reference: string, reply: Reply): Outcome {
  // An enquiry that did not leave tells as little about the payout as one without an answer.
  if (reply.kind !== 'answered') return { kind: 'unknown', why: reply.why };
  if (reply.status === 200) return outcomeAbout(reference, reply.body);
  if (reply.status === 404 && readError(reply.body)?.code === 'NOT_FOUND') {
    return { kind: 'not_found' };
  }
  return { kind: 'unknown', why: `the bank answered ${reply.status}` };
}
