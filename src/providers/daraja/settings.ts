/** What it takes to talk to Daraja, the same for Safaricom's own and for the sandbox. */
import type { Clock } from '../../kit/clock.ts';

export interface DarajaSettings {
  /** Scheme, host and port. */
  readonly url: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  /** The pay bill that is paid, and whose float pays. */
  readonly shortCode: string;
  readonly passkey: string;
  readonly initiatorName: string;
  readonly initiatorPassword: string;
  /** PEM: the certificate that the initiator's password is sealed with, or its public key alone. */
  readonly certificate: string;
  /** Where the providers' callbacks are served, without a slash at its end: `https://pay.example/callbacks`. */
  readonly callbackUrl: string;
  /** Makes the addresses of callbacks unguessable; the same in every process. */
  readonly callbackSecret: string;
  readonly clock: Clock;
  /** Deadline of one exchange, connecting included. */
  readonly timeoutMs: number;
  /** How long an enquiry waits for the result that comes by a callback. */
  readonly answerWithinMs: number;
}
