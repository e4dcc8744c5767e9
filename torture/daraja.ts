/** The sandbox of M-Pesa: prompts on phones, and payouts to them. */
import { request } from 'undici';
import type { Collection, Transfer } from './bank.ts';
import type { Leash } from './leash.ts';
import { SandboxProgram } from './sandbox-program.ts';

export interface DarajaSettings {
  readonly port: number;
  readonly dataDir: string;
  readonly controlKey: string;
  readonly consumerSecret: string;
  readonly passkey: string;
  readonly initiatorPassword: string;
  readonly settleMs: number;
  readonly promptMs: number;
  readonly seed: number;
  readonly leash: Leash;
}

/** Names of the operator that are no secrets. */
export const operator = { consumerKey: 'torture', shortCode: '600999', initiatorName: 'hundi' };

interface Prompt {
  readonly checkoutId: string;
  readonly callbackUrl: string;
  readonly amount: string;
  readonly status: 'pending' | 'paid' | 'refused';
  readonly receipt: string | null;
  readonly reversals: number;
}

interface Payout {
  readonly originatorId: string;
  readonly amount: string;
  readonly status: 'pending' | 'paid' | 'refused';
  readonly receipt: string;
  readonly behaviour: string | null;
  readonly debits: number;
}

interface Page {
  readonly prompts: readonly Prompt[];
  readonly payouts: readonly Payout[];
  readonly next: { readonly prompts: number | null; readonly payouts: number | null };
}

const currency = 'KES';

export class Daraja extends SandboxProgram {
  constructor(settings: DarajaSettings) {
    const { port, controlKey, leash } = settings;
    super({
      ...{ name: 'sandbox of M-Pesa', folder: 'sandbox-mpesa', port, controlKey, leash },
      env: {
        MPESA_PORT: String(port),
        MPESA_DATA_DIR: settings.dataDir,
        MPESA_CONTROL_KEY: controlKey,
        MPESA_CONSUMER_KEY: operator.consumerKey,
        MPESA_CONSUMER_SECRET: settings.consumerSecret,
        MPESA_SHORTCODE: operator.shortCode,
        MPESA_PASSKEY: settings.passkey,
        MPESA_INITIATOR_NAME: operator.initiatorName,
        MPESA_INITIATOR_PASSWORD: settings.initiatorPassword,
        MPESA_SETTLE_MS: String(settings.settleMs),
        MPESA_PROMPT_MS: String(settings.promptMs),
        MPESA_SEED: String(settings.seed),
        MPESA_EXIT_WITH_PARENT: '1',
      },
    });
  }

  /** PEM of the key that seals the initiator's password. */
  async certificate(): Promise<string> {
    const answer = await request(`${this.url}/certificate`);
    return ((await answer.body.json()) as { certificate: string }).certificate;
  }

  /** The owner of a phone answers the prompt that it shows. Throws when it shows none. */
  async press(msisdn: string, press: 'pay' | 'cancel', pin = '1234'): Promise<void> {
    await this.control('POST', '/control/phone', { msisdn, press, pin });
  }

  /** Payouts, and what was paid upon a prompt or refused; a phone that still asks is neither. */
  async books(): Promise<{ readonly transfers: Transfer[]; readonly collections: Collection[] }> {
    const transfers: Transfer[] = [];
    const collections: Collection[] = [];
    let after = { prompts: 0, payouts: 0 };
    for (;;) {
      const place = `/control/book?promptsAfter=${after.prompts}&payoutsAfter=${after.payouts}`;
      const { prompts, payouts, next } = (await this.control('GET', place)) as Page;
      transfers.push(...payouts.map(transferOf));
      collections.push(...prompts.flatMap(collectionOf));
      if (prompts.length + payouts.length === 0) return { transfers, collections };
      after = {
        prompts: next.prompts ?? after.prompts,
        payouts: next.payouts ?? after.payouts,
      };
    }
  }
}

function transferOf({ originatorId: reference, amount, receipt, ...payout }: Payout): Transfer {
  const { behaviour, debits, status } = payout;
  const ends = { pending: 'PROCESSING', paid: 'SUCCESS', refused: 'FAILED' } as const;
  return {
    ...{ reference, status: ends[status], amount: `${amount}.00`, currency, utr: receipt },
    ...{ behaviour, moneyMoved: debits > 0, moneyReturned: false, debits, reversals: 0 },
  };
}

function collectionOf(prompt: Prompt): Collection[] {
  const { checkoutId: paymentId, amount, receipt: utr, status, reversals } = prompt;
  if (status === 'pending') return [];
  // The address for its result is the one place where the whole reference stands.
  const hex = /\/prompt\/([0-9a-f]+)\//.exec(prompt.callbackUrl)?.[1] ?? '';
  const reference = Buffer.from(hex, 'hex').toString();
  const whole = `${amount}.00`;
  const refunded = reversals > 0 ? whole : '0.00';
  const ended = status === 'paid' ? 'RECEIVED' : 'FAILED';
  return [
    {
      ...{ paymentId, reference, status: ended, amount: whole, currency, utr },
      refunds: reversals,
      refunded,
    },
  ];
}
