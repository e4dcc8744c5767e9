import { DomainError } from '../../kit/errors.ts';
import type { Call } from '../../http/direct.ts';
import { jsonObjectOf } from '../../http/json-body.ts';
import type { CreateAnswer } from '../../payments/create-payout.ts';
import { commandOf, conflictFaults } from './command.ts';
import { messageOf } from './errors.ts';
import { judgePayout } from './fields.ts';
import type { Answer, Work } from './gate.ts';
import type { LocalTime } from './local-time.ts';
import type { XoompeParts } from './parts.ts';
import { createdText, replayedText, unfundedText } from './present.ts';

/** An operator turns a switch back by hand, so to come sooner is of no use. */
const offRetrySeconds = 60;

/** `POST /Payout/CreateTransaction`. The answer is given after the commit and never before. */
export function createTransaction(parts: XoompeParts, time: LocalTime): Work<Call> {
  const { createLane, numbers, clock, ifscExists } = parts;
  const answer = (created: CreateAnswer): Answer => answerOf(created, time);
  return (merchant, request) => {
    const judged = judgePayout(
      jsonObjectOf(request),
      merchant.environment === 'live' ? ifscExists : anyIfsc,
    );
    if (judged.fields === undefined)
      throw new DomainError('request.invalid_fields', { fields: judged.faults });
    const { fields } = judged;
    const now = clock.now();
    const number = numbers.tryTake(now);
    if (number !== undefined)
      return createLane.submit(commandOf(merchant, fields, number, now)).then(answer);
    return numbers
      .take(now)
      .then((taken) => createLane.submit(commandOf(merchant, fields, taken, now)))
      .then(answer);
  };
}

export function anyIfsc(): boolean {
  return true;
}

function answerOf(created: CreateAnswer, time: LocalTime): Answer {
  switch (created.kind) {
    case 'created':
      return { status: 201, body: createdText(created.payout, time) };
    case 'replayed':
      return { status: 200, body: replayedText(created.payout) };
    case 'insufficient_funds':
    case 'limit_exceeded': {
      const message = messageOf(`payout.${created.kind}`);
      return { status: 400, body: unfundedText(created.payout, message, time) };
    }
    case 'reference_conflict':
      throw new DomainError('payout.reference_conflict', {
        fields: conflictFaults(created.fields),
      });
    case 'not_covered':
      throw new DomainError('payout.insufficient_funds');
    case 'near_duplicate':
      throw new DomainError('payout.near_duplicate');
    case 'not_served':
      throw new DomainError('order.service_unavailable', { retryAfterSeconds: offRetrySeconds });
  }
}
