/**
 * The addresses that Daraja is told to call. It signs nothing, so each payment and each question has an address of
 * its own that nobody else can guess. Everything in it is hexadecimal: Safaricom refuses addresses that hold words such
 * as `exec` or `query`, and a reference might spell one.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** `result`, `late`: of a payout. `prompt`: of a prompt. `answer`: to an enquiry. `refund`: of a reversal. */
export type Purpose = 'result' | 'late' | 'prompt' | 'answer' | 'refund';

export interface CallbackName {
  readonly purpose: Purpose;
  /** The reference, or the id of the refund. */
  readonly subject: string;
  /** When the question was asked; 0 for what is asked once. */
  readonly askedAtSeconds: number;
  /** The same for nothing else. */
  readonly mark: string;
}

const shape =
  /^(result|late|prompt|answer|refund)\/([0-9a-f]{2,200})\/(0|[1-9][0-9]{0,11})\/([0-9a-f]{40})$/;

/** How long an answer to a question of ours is heard. */
const answersForSeconds = 24 * 3_600;

export function callbackPath(
  secret: string,
  purpose: Purpose,
  subject: string,
  askedAtSeconds = 0,
): { readonly path: string; readonly mark: string } {
  const name = `${purpose}/${Buffer.from(subject).toString('hex')}/${String(askedAtSeconds)}`;
  const mark = markOf(secret, name);
  return { path: `${name}/${mark}`, mark };
}

/** What an address that we made is about; undefined for every other, and for questions of long ago. */
export function readCallbackPath(
  secret: string,
  path: string,
  nowMs: number,
): CallbackName | undefined {
  const parts = shape.exec(path);
  if (parts === null) return undefined;
  const [, purpose = '', hex = '', asked = '', mark = ''] = parts;
  const expected = markOf(secret, path.slice(0, path.lastIndexOf('/')));
  if (!timingSafeEqual(Buffer.from(mark), Buffer.from(expected))) return undefined;
  const askedAtSeconds = Number(asked);
  const isOld = askedAtSeconds > 0 && nowMs / 1_000 - askedAtSeconds > answersForSeconds;
  if (isOld) return undefined;
  const subject = Buffer.from(hex, 'hex').toString();
  return { purpose: purpose as Purpose, subject, askedAtSeconds, mark };
}

function markOf(secret: string, name: string): string {
  return createHmac('sha256', secret).update(name).digest('hex').slice(0, 40);
}
