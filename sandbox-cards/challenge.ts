import type { Acquirer } from './acquirer.ts';
import type { Authorisation } from './authorisations.ts';

/** The one-time code of every customer of the sandbox. */
export const RIGHT_CODE = '123456';
export const MOST_WRONG_CODES = 3;

/** What the customer does on the page. */
export type Press = { press: 'approve'; code: string } | { press: 'cancel' };

/**
 * What a press comes to. An authorisation that is no longer open stays as it is. Resolves after the commit; null
 * when there is no such challenge.
 */
export async function answerChallenge(
  acquirer: Acquirer,
  challengeId: string,
  pressed: Press,
): Promise<Authorisation | null> {
  const { store, authorisations, clock } = acquirer;
  const answered = await store.commit(() => {
    const found = authorisations.byChallenge(challengeId);
    if (found?.status !== 'CHALLENGE') return found;
    return judge(acquirer, found, pressed, clock());
  });
  acquirer.delivery.wake();
  acquirer.settling.wakeAt(answered?.dueAt ?? null);
  return answered;
}

function judge(
  { advance, authorisations }: Acquirer,
  open: Authorisation,
  pressed: Press,
  at: number,
): Authorisation {
  if (pressed.press === 'cancel') return advance.decline(open, 'CUSTOMER_CANCELLED', at);
  if (pressed.code !== RIGHT_CODE) {
    const wrongCodes = open.wrongCodes + 1;
    const { nextStep: step, dueAt } = open;
    const next = step === null || dueAt === null ? null : { step, dueAt };
    const counted = authorisations.change(open, { wrongCodes, next }, at);
    const isOver = wrongCodes >= MOST_WRONG_CODES;
    return isOver ? advance.decline(counted, 'AUTHENTICATION_FAILED', at) : counted;
  }
  const ending = open.challengeEnding ?? 'approve';
  return ending === 'approve' ? advance.capture(open, at) : advance.decline(open, ending, at);
}
