import type { Mischief } from './behaviours.ts';
import { isAnswer } from './behaviours.ts';
import type { Mpesa } from './mpesa.ts';
import { errorReply, Refusal, type Reply } from './wire.ts';

/** Nothing is done, and the answer says so, or nothing. Belongs inside a transaction. */
export function refusedFirst(mpesa: Mpesa, { behaviour, delayMs }: Mischief): Reply {
  if (behaviour === 'token-killed') {
    mpesa.told.setToken(null);
    return errorReply(new Refusal('404.001.03', 'Invalid Access Token'), mpesa.requestId());
  }
  const isBusy = behaviour === 'busy';
  const refusal = isBusy
    ? new Refusal('503.003.02', 'System is busy. Please try again in few minutes.', 503)
    : new Refusal('500.003.1001', 'Internal Server Error');
  return { ...errorReply(refusal, mpesa.requestId()), spoiledBy: { behaviour, delayMs } };
}

/** Done; the answer is ruined on its way out where the mischief says so. */
export function spoiled(reply: Reply, mischief: Mischief | null): Reply {
  if (mischief === null || !isAnswer(mischief.behaviour)) return reply;
  return { ...reply, spoiledBy: { behaviour: mischief.behaviour, delayMs: mischief.delayMs } };
}
