/**
 * Named places where a fault test may kill the process.
 * Armed by text such as `payout.before_commit:3` (die at the third pass); several are separated by commas.
 * Never armed in live: `config.ts` refuses the setting there.
 */
const passesLeft = new Map<string, number>();

export const failpointNames = [
  'create.before_commit',
  'create.after_commit_before_reply',
  'submit.after_claim',
  'submit.after_attempt_commit',
  'submit.after_provider_call',
  'resolve.before_commit',
  'resolve.after_commit',
  'enquiry.after_claim',
  'enquiry.after_provider_call',
  'callback.before_commit',
  'callback.after_commit_before_reply',
  'webhook.after_claim',
  'webhook.after_send_before_mark',
  'webhook.after_mark',
  'payin_create.before_commit',
  'payin_create.after_commit_before_reply',
  'payin.before_commit',
  'payin.after_commit',
  'collection.before_commit',
  'collection.after_commit_before_reply',
  'payin_enquiry.after_provider_call',
  'refund.after_provider_call',
  'card.before_call',
  'card.after_call',
  'prompt.before_call',
  'prompt.after_call',
  'transfer.before_commit',
  'transfer.after_commit',
  'transfer.after_claim',
  'arrival.before_commit',
  'arrival.after_commit',
  'hold.after_answer',
  'rollup.before_commit',
] as const;
export type FailpointName = (typeof failpointNames)[number];

/** Throws when a name is unknown or a count is not a positive whole number. */
export function armFailpoints(text: string): void {
  for (const part of text.split(',').filter((entry) => entry !== '')) {
    const [name = '', count = '1'] = part.split(':');
    if (!(failpointNames as readonly string[]).includes(name))
      throw new Error(`Unknown failpoint "${name}".`);
    if (!/^[1-9][0-9]{0,8}$/.test(count))
      throw new Error(`Failpoint count "${count}" is not a number.`);
    passesLeft.set(name, Number(count));
  }
}

/** Ends the process at once, as `kill -9` would, when this point is armed and its count has run down. */
export function failpoint(name: FailpointName): void {
  if (passesLeft.size === 0) return;
  const left = passesLeft.get(name);
  if (left === undefined) return;
  if (left > 1) {
    passesLeft.set(name, left - 1);
    return;
  }
  process.stderr.write(`failpoint ${name}\n`);
  process.kill(process.pid, 'SIGKILL');
}
