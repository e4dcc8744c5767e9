import type { Mpesa } from './mpesa.ts';
import type { Prompt } from './prompts.ts';

/** The PIN of every phone. */
export const PIN = '1234';

/** The owner of the phone answers its prompt; null when the phone does not show it any more. */
export function answerPhone(
  mpesa: Mpesa,
  checkoutId: string,
  msisdn: string,
  press: 'pay' | 'cancel',
  pin: string,
): Prompt | null {
  const answered = mpesa.store.commit(() => {
    const shown = mpesa.prompts.pendingOn(msisdn);
    if (shown?.checkoutId !== checkoutId) return null;
    const code = press === 'cancel' ? '1032' : pin === PIN ? '0' : '2001';
    return mpesa.promptCourse.answer(shown, code, mpesa.clock());
  });
  if (answered !== null) mpesa.steps.wakeAt(answered.dueAt);
  mpesa.callbacks.wake();
  return answered;
}
