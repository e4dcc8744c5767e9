/**
 * The books are proved without anybody asking: counters that do not fit are looked for every minute, all proofs are run
 * every night. What is broken is told to the log, and a merchant whose money is not proven is switched off: better to
 * stop than to go on wrong.
 */
import type { Pool } from './db/connection.ts';
import type { Clock } from './kit/clock.ts';
import { DomainError } from './kit/errors.ts';
import type { ZoneClock } from './kit/zone-clock.ts';
import type { Log } from './log.ts';
import { verifyMerchants, type Break } from './payments/proofs.ts';
import { findSuspects } from './settlements/suspect-books.ts';
import { allProofs } from './settlements/verify-books.ts';
import { turnSwitch } from './switches/turn-switch.ts';
import { lastProofRunOf, startProofRun } from './views/proof-runs.ts';

export interface BookWatchParts {
  readonly pool: Pool;
  readonly clock: Clock;
  /** Says when it is night. */
  readonly zone: ZoneClock;
  readonly log: Pick<Log, 'error'>;
}

/** Who is named in the audit. */
const actor = 'proofs';
const stopping = allProofs.filter(({ stops }) => stops === true);
const stoppingClaims = new Set(stopping.map(({ claim }) => claim));
const hourMs = 3_600_000;
const night = { fromHour: 2, toHour: 5 };
/** At night once; by day where the last nights were missed. */
const restMs = { night: 12 * hourMs, day: 48 * hourMs };

/** A suspicion alone stops nobody: the proofs are asked about those merchants. */
export async function lookAtCounters(parts: BookWatchParts): Promise<void> {
  const suspects = await findSuspects(parts.pool);
  if (suspects.length > 0)
    await tellAndStop(parts, await verifyMerchants(parts.pool, stopping, suspects));
}

/** Resolves when they have begun; `ended` when they have ended, or at once where it is not time. */
export async function proveByNight(
  parts: BookWatchParts,
  mayGoOn: () => boolean,
): Promise<{ readonly ended: Promise<unknown> }> {
  const { log } = parts;
  const isTime = await isDue(parts);
  const run = isTime ? await begin(parts, mayGoOn) : undefined;
  const done = (run?.ended ?? Promise.resolve([]))
    .then((breaks) => tellAndStop(parts, breaks))
    .catch((error: unknown) => {
      log.error({ err: error }, 'what the proofs of the night found could not be acted on');
    });
  return { ended: done };
}

/** Undefined while somebody else is at it. */
async function begin({ pool, clock }: BookWatchParts, mayGoOn: () => boolean) {
  try {
    return await startProofRun(pool, actor, () => clock.now(), mayGoOn);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'console.conflict') return undefined;
    throw error;
  }
}

async function isDue({ pool, clock, zone }: BookWatchParts): Promise<boolean> {
  const now = clock.now();
  const last = await lastProofRunOf(pool, actor);
  // Whoever was at it may have died over it; who still is will be found so.
  if (last === undefined || last.state === 'running' || last.state === 'stopped') return true;
  const hour = Number(zone.text(now).slice(11, 13));
  const isNight = hour >= night.fromHour && hour < night.toHour;
  const rest = isNight ? restMs.night : restMs.day;
  return now.getTime() - last.askedAt.getTime() >= rest;
}

async function tellAndStop(parts: BookWatchParts, breaks: readonly Break[]): Promise<void> {
  for (const { merchantId, proof, what } of breaks)
    parts.log.error({ merchantId, proof, what }, 'the books do not hold');
  const grave = breaks.filter(({ proof }) => stoppingClaims.has(proof));
  for (const [merchantId, [first]] of Map.groupBy(grave, (one) => one.merchantId))
    if (first !== undefined) await stop(parts, merchantId, first.proof);
}

async function stop({ pool, clock, log }: BookWatchParts, merchantId: string, proof: string) {
  const reason = `The books do not hold: ${proof}`.slice(0, 200);
  const nowMs = clock.now().getTime();
  try {
    await turnSwitch(pool, {
      ...{ kind: 'merchant', name: merchantId, isOff: true, reason, actor, nowMs },
    });
    log.error({ merchantId, proof }, 'the merchant is switched off, because its books do not hold');
  } catch (error) {
    // It is off already, or only its books are left.
    if (!(error instanceof DomainError)) throw error;
  }
}
