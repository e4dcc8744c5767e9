/** One request to Daraja under its token: sent once, except where the token was refused and so nothing was done. */
import { openCaller, type Caller, type Reply } from '../http.ts';
import { readObject } from '../read-object.ts';
import { tokenRefusals } from './codes.ts';
import { errorIn, textIn } from './read.ts';
import type { DarajaSettings } from './settings.ts';

const connections = 32;
const maxReplyBytes = 64 * 1024;
/** A token is given up before its end, so that none dies on the way. */
const earlyMs = 60_000;

type TokenAnswer = { readonly token: string } | { readonly why: string };

export class DarajaClient {
  readonly #settings: DarajaSettings;
  readonly #caller: Caller;
  #token: { readonly text: string; readonly untilMs: number } | undefined;
  #fetching: Promise<TokenAnswer> | undefined;

  /** Throws for a `url` that is none. */
  constructor(settings: DarajaSettings) {
    this.#settings = settings;
    this.#caller = openCaller(new URL(settings.url).origin, connections);
  }

  /** `not_sent` also for what Daraja turned away at its door: a request without a good token is not carried out. */
  async post(path: string, body: Readonly<Record<string, string>>): Promise<Reply> {
    const deadlineMs = performance.now() + this.#settings.timeoutMs;
    for (let tries = 0; tries < 2; tries++) {
      const answer = await this.#currentToken();
      const timeoutMs = deadlineMs - performance.now();
      if (timeoutMs <= 0) return { kind: 'not_sent', why: 'no token in time' };
      if ('why' in answer) return { kind: 'not_sent', why: answer.why };
      const reply = await this.#caller.call({
        method: 'POST',
        path,
        headers: {
          authorization: `Bearer ${answer.token}`,
          'content-type': 'application/json',
          accept: 'application/json',
        },
        body: JSON.stringify(body),
        timeoutMs,
        maxReplyBytes,
      });
      if (!isTokenRefusal(reply)) return reply;
      // Another process has fetched a newer one: each new token ends the one before.
      if (this.#token?.text === answer.token) this.#token = undefined;
    }
    return { kind: 'not_sent', why: 'the token was refused' };
  }

  close(): Promise<void> {
    return this.#caller.close();
  }

  /** However many ask at once, one fetches: two would end each other's token. */
  #currentToken(): Promise<TokenAnswer> {
    const nowMs = this.#settings.clock.now().getTime();
    if (this.#token !== undefined && nowMs < this.#token.untilMs)
      return Promise.resolve({ token: this.#token.text });
    this.#fetching ??= this.#fetchToken(nowMs).finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetchToken(nowMs: number): Promise<TokenAnswer> {
    const { consumerKey, consumerSecret } = this.#settings;
    // Half of a request's time, so that the other half is left for what the token is for.
    const timeoutMs = this.#settings.timeoutMs / 2;
    const pair = Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64');
    const reply = await this.#caller.call({
      method: 'GET',
      path: '/oauth/v1/generate?grant_type=client_credentials',
      headers: { authorization: `Basic ${pair}`, accept: 'application/json' },
      timeoutMs,
      maxReplyBytes,
    });
    if (reply.kind !== 'answered') return { why: `no token: ${reply.why}` };
    const object = readObject(reply.body);
    const text = textIn(object, 'access_token');
    if (reply.status !== 200 || !/^[\x21-\x7e]{1,500}$/.test(text))
      return { why: `no token: answered ${reply.status}` };
    const seconds = /^[1-9]\d{0,5}$/.exec(textIn(object, 'expires_in'))?.[0] ?? '3599';
    this.#token = { text, untilMs: nowMs + Number(seconds) * 1_000 - earlyMs };
    return { token: text };
  }
}

function isTokenRefusal(reply: Reply): boolean {
  if (reply.kind !== 'answered' || reply.status < 400) return false;
  const { code } = errorIn(reply.body);
  if (tokenRefusals.has(code)) return true;
  // A refusal without a word, and not something that was carried out and then answered strangely.
  return (
    reply.status === 401 && code === '' && textIn(readObject(reply.body), 'ResponseCode') === ''
  );
}
