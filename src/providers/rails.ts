/** Which way a payout travels: a pure function of amount, instant, the provider's windows and what was refused before. */
import { isWorkingDay, minuteOfDay, type Holidays } from './calendar.ts';
import type { PayoutProvider, Rail, RailWindow } from './provider.ts';

/** NPCI takes up to five lakh rupees by IMPS. */
const impsMaximumMinor = 5_00_000_00n;
/** RBI opens RTGS from two lakh rupees. */
const rtgsMinimumMinor = 2_00_000_00n;
/** NPCI takes up to one lakh rupees by UPI. */
export const upiMaximumMinor = 1_00_000_00n;
/** Safaricom pays a phone from ten to 250,000 shillings, and no cents. */
export const mpesaMinimumMinor = 10_00n;
export const mpesaMaximumMinor = 250_000_00n;

/** Those that a payout in rupees may travel by. */
export const payoutRails = ['IMPS', 'NEFT', 'RTGS', 'UPI'] as const satisfies readonly Rail[];

export interface RailQuestion {
  readonly amountMinor: bigint;
  readonly at: Date;
  readonly windows: PayoutProvider['windows'];
  /** Rails that a provider has definitely refused for this payout. */
  readonly excluded: ReadonlySet<Rail>;
  /** By an operator, for everybody and for now. */
  readonly isSwitchedOff?: (rail: Rail) => boolean;
  /** Names of the rails that may serve this merchant; null: all of them. */
  readonly allowed?: readonly string[] | null;
  /** Asked for by the merchant; comes first where it takes the amount. */
  readonly wish?: Rail | null;
  /** The beneficiary is a VPA, which UPI alone reaches. */
  readonly toVpa?: boolean;
  /** The beneficiary is a phone, which M-Pesa alone reaches. */
  readonly toMobile?: boolean;
  readonly holidays?: Holidays;
}

/** The reason is one of a few sentences, made to be stored beside the attempt. */
export type RailChoice =
  | { readonly rail: Rail; readonly reason: string }
  | { readonly rail: undefined; readonly reason: string };

type Obstacle =
  | 'is outside the provider set'
  | 'is switched off'
  | 'was refused before'
  | 'is not offered'
  | 'does not take this amount'
  | 'is closed';

/**
 * The rail asked for, else IMPS up to five lakh, above it RTGS, and NEFT where these cannot be used; to a VPA only
 * UPI, to a phone only M-Pesa. A closed NEFT is the last resort and still legal: banks collect orders for it and run them in their next window.
 */
export function chooseRail(question: RailQuestion): RailChoice {
  const order = orderFor(question);
  const passedOver: string[] = [];
  let neftIsOnlyClosed = false;
  for (const rail of order) {
    const obstacle = obstacleOf(rail, question);
    if (obstacle === undefined)
      return {
        rail,
        reason: sentence(
          rail,
          passedOver.length === 0 ? [firstBecause(rail, question)] : passedOver,
        ),
      };
    passedOver.push(`${rail} ${obstacle}`);
    if (rail === 'NEFT' && obstacle === 'is closed') neftIsOnlyClosed = true;
  }
  if (!neftIsOnlyClosed) return { rail: undefined, reason: sentence('No rail', passedOver) };
  return { rail: 'NEFT', reason: sentence('NEFT in its next window', passedOver) };
}

/** Whether some rail that is allowed and offered would take the payout at some hour. */
export function couldTravel(
  question: Omit<RailQuestion, 'at' | 'excluded' | 'isSwitchedOff'>,
): boolean {
  return orderFor(question).some((rail) => {
    const window = question.windows[rail];
    return (
      isAllowed(rail, question) && window !== undefined && takes(rail, window, question.amountMinor)
    );
  });
}

/** A wish for UPI without a VPA, or for RTGS below its floor, changes nothing: the rail would not take the order. */
function orderFor(
  question: Pick<RailQuestion, 'amountMinor' | 'toVpa' | 'toMobile' | 'wish'>,
): readonly Rail[] {
  const { amountMinor, toVpa = false, toMobile = false, wish = null } = question;
  if (toMobile) return ['MPESA'];
  if (toVpa) return ['UPI'];
  const usual: readonly Rail[] =
    amountMinor <= impsMaximumMinor ? ['IMPS', 'NEFT', 'RTGS'] : ['RTGS', 'NEFT'];
  if (wish === null || wish === 'UPI' || wish === 'MPESA') return usual;
  return [wish, ...usual.filter((rail) => rail !== wish)];
}

/** Why a rail comes before all others: the order above, in words. */
function firstBecause(rail: Rail, question: RailQuestion): string {
  const { toVpa = false, toMobile = false, wish = null } = question;
  if (toMobile) return 'the beneficiary is a phone';
  if (toVpa) return 'the beneficiary is a VPA';
  if (rail === wish) return 'the merchant asked for it';
  return rail === 'RTGS' ? 'amount above 5 lakh, window open' : 'amount within 5 lakh';
}

function sentence(choice: string, because: readonly string[]): string {
  return `${choice}: ${because.join(', ')}.`;
}

function obstacleOf(rail: Rail, question: RailQuestion): Obstacle | undefined {
  const window = question.windows[rail];
  if (!isAllowed(rail, question)) return 'is outside the provider set';
  if (question.isSwitchedOff?.(rail) === true) return 'is switched off';
  if (question.excluded.has(rail)) return 'was refused before';
  if (window === undefined) return 'is not offered';
  if (!takes(rail, window, question.amountMinor)) return 'does not take this amount';
  if (!isOpen(window, question.at, question.holidays ?? new Set())) return 'is closed';
  return undefined;
}

function isAllowed(rail: Rail, { allowed = null }: Pick<RailQuestion, 'allowed'>): boolean {
  return allowed === null || allowed.includes(rail);
}

function takes(rail: Rail, window: RailWindow, amountMinor: bigint): boolean {
  if (amountMinor < window.minimumMinor) return false;
  if (window.maximumMinor !== null && amountMinor > window.maximumMinor) return false;
  return rail !== 'RTGS' || amountMinor >= rtgsMinimumMinor;
}

/** Open from the first minute up to, and without, the last one. */
function isOpen(window: RailWindow, at: Date, holidays: Holidays): boolean {
  if (window.workingDaysOnly && !isWorkingDay(at, holidays)) return false;
  const minute = minuteOfDay(at);
  return minute >= (window.opensAtMinute ?? 0) && minute < (window.closesAtMinute ?? 1440);
}
