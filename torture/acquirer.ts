/** The sandbox acquirer: cards, and the page where their holders prove who they are. */
import type { Collection } from './bank.ts';
import type { Leash } from './leash.ts';
import { rupeesOf } from './money.ts';
import { SandboxProgram } from './sandbox-program.ts';

export interface AcquirerSettings {
  readonly port: number;
  readonly dataDir: string;
  readonly apiKey: string;
  readonly controlKey: string;
  readonly callbackSecret: string;
  readonly callbackUrl: string;
  readonly challengeMs: number;
  readonly seed: number;
  readonly leash: Leash;
}

interface Authorisation {
  readonly paymentId: string;
  readonly reference: string;
  readonly status: 'CHALLENGE' | 'CAPTURED' | 'DECLINED' | 'DISPUTED';
  readonly amount: string;
  readonly currency: string;
  readonly rrn: string | null;
  readonly refundedMinor: string;
  readonly refunds: number;
}

const statuses = { CAPTURED: 'RECEIVED', DISPUTED: 'REVERSED', DECLINED: 'FAILED' } as const;

export class Acquirer extends SandboxProgram {
  constructor(settings: AcquirerSettings) {
    const { port, controlKey, leash } = settings;
    super({
      ...{ name: 'acquirer', folder: 'sandbox-cards', port, controlKey, leash },
      env: {
        CARDS_PORT: String(port),
        CARDS_DATA_DIR: settings.dataDir,
        CARDS_API_KEY: settings.apiKey,
        CARDS_CONTROL_KEY: controlKey,
        CARDS_HASH_KEY: 'a key of the harness',
        CARDS_CALLBACK_URL: settings.callbackUrl,
        CARDS_CALLBACK_SECRET: settings.callbackSecret,
        CARDS_CHALLENGE_MS: String(settings.challengeMs),
        CARDS_SEED: String(settings.seed),
        CARDS_EXIT_WITH_PARENT: '1',
      },
    });
  }

  /** What was charged or refused; what waits for its holder is neither. */
  async collections(): Promise<Collection[]> {
    const all = (await this.readAll('/control/book', 'authorisations')) as Authorisation[];
    return all.flatMap(({ status, rrn: utr, refunds, refundedMinor, ...rest }) => {
      if (status === 'CHALLENGE') return [];
      const refunded = rupeesOf(BigInt(refundedMinor));
      return [{ ...rest, status: statuses[status], utr, refunds, refunded }];
    });
  }

  /** The holder's hand on the page of the challenge. Throws unless the bank took it. */
  answer(challengeUrl: string, form: Readonly<Record<string, string>>): Promise<void> {
    return this.sendForm(challengeUrl, form);
  }
}
