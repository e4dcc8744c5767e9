/** How many reports are made at one time: each reads and writes as fast as its reader takes it. */
import { notServedNow } from '../db/unavailable.ts';
import { DomainError } from '../kit/errors.ts';
import type { OpenReport } from './open-report.ts';

export interface DownloadCaps {
  readonly perProcess: number;
  readonly perMerchant: number;
}

/** A download takes part of a core and a few MB while it runs; payments go before it. */
const defaultCaps: DownloadCaps = { perProcess: 8, perMerchant: 2 };
/** A report of a day takes less, one of a million rows more. */
const retryAfterSeconds = 15;

/** Of one process. */
export class Downloads {
  readonly #caps: DownloadCaps;
  readonly #open = new Map<string, number>();
  #count = 0;

  constructor(caps: DownloadCaps = defaultCaps) {
    this.#caps = caps;
  }

  /**
   * Opens a report and counts it until its body has ended or was given up. Throws DomainError `rate.exceeded` for a
   * merchant who has its share open, `service.overloaded` when the process has, and whatever `open` throws.
   */
  async run<Opened extends Pick<OpenReport, 'body'>>(
    merchantId: string,
    open: () => Promise<Opened>,
  ): Promise<Opened> {
    const release = this.#take(merchantId);
    try {
      const report = await open();
      report.body.once('close', release);
      return report;
    } catch (error) {
      release();
      throw error;
    }
  }

  #take(merchantId: string): () => void {
    const ofMerchant = this.#open.get(merchantId) ?? 0;
    if (ofMerchant >= this.#caps.perMerchant)
      throw new DomainError('rate.exceeded', { retryAfterSeconds });
    if (this.#count >= this.#caps.perProcess)
      throw notServedNow('service.overloaded', 'TOO_MANY_REPORTS', retryAfterSeconds);
    this.#open.set(merchantId, ofMerchant + 1);
    this.#count += 1;
    return () => {
      const left = (this.#open.get(merchantId) ?? 1) - 1;
      if (left === 0) this.#open.delete(merchantId);
      else this.#open.set(merchantId, left);
      this.#count -= 1;
    };
  }
}
