/** What Daraja is asked and answers later, at an address made for the question. */
import { readObject } from '../read-object.ts';
import { errorIn, textIn, type Result } from './read.ts';
import { callbackPath, type Purpose } from './callback-path.ts';
import type { DarajaClient } from './client.ts';
import type { DarajaSettings } from './settings.ts';
import type { Waiting } from './waiting.ts';
import { securityCredential } from './write.ts';

/** `later`: it was taken, and its answer has not come to this process in time. */
export type Answer =
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'later' }
  | { readonly kind: 'unknown'; readonly why: string };

export class Questions {
  readonly #settings: DarajaSettings;
  readonly #client: DarajaClient;
  readonly #waiting: Waiting;
  readonly #name: string;

  /** `name`: of the provider whose callbacks the answers are. */
  constructor(settings: DarajaSettings, client: DarajaClient, waiting: Waiting, name: string) {
    this.#settings = settings;
    this.#client = client;
    this.#waiting = waiting;
    this.#name = name;
  }

  /** `subject`: the reference or the refund that it is about. */
  async ask(
    purpose: Purpose,
    subject: string,
    path: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    const { clock, callbackSecret, answerWithinMs, shortCode } = this.#settings;
    const askedAt = Math.floor(clock.now().getTime() / 1_000);
    const { path: address, mark } = callbackPath(callbackSecret, purpose, subject, askedAt);
    const url = `${this.#settings.callbackUrl}/${this.#name}/${address}`;
    // Before the question leaves: its answer may come before the receipt for it.
    const answer = this.#waiting.expect(mark, this.#settings.timeoutMs + answerWithinMs);
    const reply = await this.#client.post(path, {
      Initiator: this.#settings.initiatorName,
      SecurityCredential: credentialOf(this.#settings),
      ...(path.includes('reversal') ? { ReceiverParty: shortCode } : { PartyA: shortCode }),
      ...fields,
      ResultURL: url,
      QueueTimeOutURL: url,
      Remarks: 'Hundi',
      Occasion: '',
    });
    const isTaken =
      reply.kind === 'answered' &&
      reply.status === 200 &&
      textIn(readObject(reply.body), 'ResponseCode') === '0';
    if (!isTaken) {
      this.#waiting.giveUp(mark);
      if (reply.kind !== 'answered') return { kind: 'unknown', why: reply.why };
      return { kind: 'unknown', why: refusalOf(reply.status, reply.body) };
    }
    const timer = setTimeout(() => this.#waiting.giveUp(mark), answerWithinMs);
    const result = await answer;
    clearTimeout(timer);
    return result === undefined ? { kind: 'later' } : { kind: 'result', result };
  }
}

function refusalOf(status: number, body: Buffer): string {
  const { code } = errorIn(body);
  const shown = /^[0-9.]{1,20}$/.test(code) ? ` (${code})` : '';
  return `Daraja answered ${String(status)}${shown}`;
}

export function credentialOf({ certificate, initiatorPassword }: DarajaSettings): string {
  return securityCredential(certificate, initiatorPassword);
}
