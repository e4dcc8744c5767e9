/** May this call come in: the token, the merchant behind it and the address it comes from, in one answer. */
import { DomainError } from '../kit/errors.ts';
import type { MerchantAccess } from '../merchants/access.ts';
import type { MerchantView } from '../merchants/merchant.ts';
import type { AccessTokens } from './access-tokens.ts';
import { isAllowed } from './addresses.ts';
import type { Caller } from './caller.ts';

/** What callers are told, word for word: the description of a contract repeats it. */
export const admissionReasons = {
  blocked: 'The merchant is blocked.',
  noApiAccess: 'The merchant has no API access.',
  address: 'The address of the caller is not on the allow-list of the merchant.',
} as const;

export interface Admitted {
  readonly caller: Caller;
  readonly merchant: MerchantView;
}

export class Admission {
  readonly #tokens: AccessTokens;
  readonly #merchants: MerchantAccess;

  constructor(tokens: AccessTokens, merchants: MerchantAccess) {
    this.#tokens = tokens;
    this.#merchants = merchants;
  }

  /** The hot path, without a promise. Undefined decides nothing: then ask `admit`. Throws as `admit` does. */
  peek(token: string, address: string): Admitted | undefined {
    const caller = this.#tokens.peek(token);
    if (caller === undefined) return undefined;
    const merchant = this.#merchants.peek(caller.merchantId);
    if (merchant === undefined) return undefined;
    refuseUnlessOpen(merchant, address);
    refuseEnded(caller, merchant);
    return { caller, merchant };
  }

  /**
   * Throws DomainError `access.unauthenticated`, `access.api_disabled` (blocked, or no API access),
   * `access.address_refused` or `service.unavailable`. What the role may do is for the door to say.
   */
  async admit(token: string, address: string): Promise<Admitted> {
    const caller = await this.#tokens.verify(token);
    const merchant = await this.#merchants.get(caller.merchantId);
    if (merchant === undefined) throw new DomainError('access.unauthenticated');
    refuseUnlessOpen(merchant, address);
    refuseEnded(caller, merchant);
    return { caller, merchant };
  }
}

/** Throws DomainError `access.api_disabled` or `access.address_refused`. */
export function refuseUnlessOpen(merchant: MerchantView, address: string): void {
  if (merchant.status !== 'active')
    throw new DomainError('access.api_disabled', { reason: admissionReasons.blocked });
  if (!merchant.apiAccess)
    throw new DomainError('access.api_disabled', { reason: admissionReasons.noApiAccess });
  if (!isAllowed(address, merchant.allowedAddresses))
    throw new DomainError('access.address_refused', { reason: admissionReasons.address });
}

function refuseEnded(caller: Caller, merchant: MerchantView): void {
  if (caller.issuedAtMs < merchant.tokensValidFromMs)
    throw new DomainError('access.unauthenticated');
}
