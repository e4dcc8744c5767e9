/** Everything this door is handed; it makes nothing itself. */
import type { Pool } from '../../db/connection.ts';
import type { CallerAddressOf } from '../../http/caller-address.ts';
import type { Pins } from '../../identity/pins.ts';
import type { ProfileCallers } from '../../identity/profile-callers.ts';
import type { ProfileLogins } from '../../identity/profile-logins.ts';
import type { RateLimits } from '../../identity/rate-limits.ts';
import type { Clock } from '../../kit/clock.ts';
import type { MerchantAccess } from '../../merchants/access.ts';
import type { TransactionNumbers } from '../../payments/transaction-numbers.ts';
import type { CarryDeps } from '../../transfers/carry-on.ts';
import type { DepositParts } from './deposit-parts.ts';

export interface XprizoParts {
  readonly pool: Pool;
  readonly callers: ProfileCallers;
  readonly logins: ProfileLogins;
  readonly pins: Pins;
  readonly merchants: MerchantAccess;
  readonly rateLimits: RateLimits;
  readonly callerAddressOf: CallerAddressOf;
  readonly clock: Clock;
  readonly transfers: CarryDeps;
  readonly transactionNumbers: TransactionNumbers;
  /** The page on which a payer approves the transaction of this key. */
  readonly approvalPageUrl: (approvalKey: string) => string;
  readonly isLive: boolean;
  readonly deposits: DepositParts;
  /** Says why the address of a webhook is refused. */
  readonly checkUrl: (
    url: string,
  ) => { readonly ok: true } | { readonly ok: false; readonly reason: string };
}
