/**
 * Carries a claim on, and puts it aside when its work has come to nothing again and again. Whatever a provider answers,
 * or that it does not, is ended by the work itself and never counts; nor does a database that is away.
 */
import type { Pool } from '../db/connection.ts';
import { unavailableOr } from '../db/unavailable.ts';
import type { Clock } from '../kit/clock.ts';
import { DomainError } from '../kit/errors.ts';
import type { Claim } from './claim.ts';
import { forgetTry, parkClaim } from './park.ts';

export interface Carrying {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly follow: (claim: Claim) => Promise<void>;
  /** After a try that failed; without it the claim comes again when its lease is over. */
  readonly againAfterMs?: number;
}

/** So many tries in a row may come to nothing. */
export const mostInVain = 5;
/** It doubles with every further try: money that is held is never given up. */
const firstRestMs = 20_000;
/** Of work that says what is wrong with it. */
const longestRestMs = 15 * 60_000;
/**
 * Of work whose worker ended. Nobody can tell whether it was the cause or was under way beside it, so it rests no longer than
 * whoever is innocent may wait; one that is the cause ends a worker every two minutes at most.
 */
const longestSilentRestMs = 120_000;
const longestWhy = 200;

/** Throws what `follow` throws, or that it is parked now. */
export async function carryClaim(carrying: Carrying, claim: Claim): Promise<void> {
  const { follow } = carrying;
  // Work that ends its worker never gets to say so.
  if (claim.hasLapsed && claim.unsettled > mostInVain) {
    await forgetTry(carrying.pool, claim);
    const cause = new Error('no word from its worker');
    throw await parked(carrying, claim, {
      tries: claim.unsettled - 1,
      cause,
      longestMs: longestSilentRestMs,
    });
  }
  try {
    await follow(claim);
  } catch (error) {
    throw await putAside(carrying, claim, error);
  }
}

/** Resolves to what is to be told of it. */
async function putAside(carrying: Carrying, claim: Claim, error: unknown): Promise<unknown> {
  const { pool, clock, againAfterMs } = carrying;
  if (isOfDatabase(error)) await forgetTry(pool, claim).catch(() => undefined);
  else if (claim.unsettled >= mostInVain)
    return parked(carrying, claim, {
      tries: claim.unsettled,
      cause: error,
      longestMs: longestRestMs,
    });
  if (againAfterMs !== undefined) {
    const at = clock.now();
    const dueAt = new Date(at.getTime() + againAfterMs);
    await parkClaim(pool, claim, { at, dueAt, error: whyOf(error) }).catch(() => undefined);
  }
  return error;
}

interface InVain {
  readonly tries: number;
  readonly cause: unknown;
  readonly longestMs: number;
}

async function parked(
  { pool, clock }: Carrying,
  claim: Claim,
  { tries, cause, longestMs }: InVain,
): Promise<Error> {
  const at = clock.now();
  const restMs = Math.min(firstRestMs * 2 ** (tries - mostInVain), longestMs);
  const dueAt = new Date(at.getTime() + restMs);
  const why = `Parked after ${String(tries)} tries in a row that came to no end: ${whyOf(cause)}`;
  await parkClaim(pool, claim, { at, dueAt, error: why });
  return new Error(why, { cause });
}

function isOfDatabase(error: unknown): boolean {
  const known = unavailableOr(error);
  return known instanceof DomainError && known.code.startsWith('service.');
}

function whyOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, longestWhy);
}
