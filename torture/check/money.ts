/** What the bank and M-Pesa paid out against the payouts and the ledger, line by line. */
import type { Transfer } from '../bank.ts';
import type { Evidence } from './evidence.ts';
import type { Findings } from './lines.ts';
import type { PayoutRecord } from './records.ts';
import { purseOf } from './sums.ts';
import { minorOf } from '../money.ts';

export function judgeMoney(evidence: Evidence, findings: Findings): void {
  const { clearedMinor, idlyHeldMinor, inTransitMinor, payoutOfReference, payouts } = evidence;
  const { transfers, unproven } = evidence;
  const transfersOf = new Map<string, Transfer[]>();
  const movedMinor = new Map<string, bigint>();
  const merchantOf = new Map(payouts.map(({ id, merchantId }) => [id, merchantId]));
  for (const transfer of transfers) {
    const payoutId = payoutOfReference.get(transfer.reference) ?? payoutNamedBy(transfer, evidence);
    const merchantId = payoutId === undefined ? undefined : merchantOf.get(payoutId);
    if (payoutId === undefined || merchantId === undefined) {
      if (transfer.moneyMoved)
        findings['books that disagree'].push(`${transfer.reference} was paid for nobody`);
      continue;
    }
    transfersOf.set(payoutId, [...(transfersOf.get(payoutId) ?? []), transfer]);
    const times = BigInt(transfer.debits - transfer.reversals);
    const moved = times * minorOf(transfer.amount);
    const purse = purseOf({ merchantId, currency: transfer.currency });
    movedMinor.set(purse, (movedMinor.get(purse) ?? 0n) + moved);
    if (transfer.debits > 1)
      findings['doubled at the bank'].push(`${transfer.reference} has ${transfer.debits} debits`);
  }
  for (const payout of payouts) judgePayout(payout, transfersOf.get(payout.id) ?? [], findings);
  for (const [purse, ledger, bank] of differences(clearedMinor, movedMinor))
    findings['books that disagree'].push(
      `merchant ${purse}: the ledger paid out ${ledger}, the bank ${bank}`,
    );
  for (const name of unproven)
    findings['books that disagree'].push(`the ${name} cannot prove its own book`);
  for (const [currency, minor] of inTransitMinor)
    if (minor !== 0n)
      findings['ledger sum per currency'].push(`${minor} in transit in ${currency}`);
  for (const [purse, minor] of idlyHeldMinor)
    findings['holds without a live payment'].push(`${minor} held of merchant ${purse}`);
}

function judgePayout(
  payout: PayoutRecord,
  transfers: readonly Transfer[],
  findings: Findings,
): void {
  const { number, status } = payout;
  const moved = transfers.filter(({ moneyMoved }) => moneyMoved);
  const kept = moved.filter(({ moneyReturned }) => !moneyReturned);
  if (moved.length > 1)
    findings['doubled at the bank'].push(`${number} was paid ${moved.length} times`);
  if (status === 'failed' && kept.length > 0)
    findings['paid but failed'].push(`${number} failed here, and was paid`);
  const disagree = (what: string) =>
    findings['books that disagree'].push(`${number} is ${status}, ${what}`);
  if (status === 'succeeded' && kept.length === 0) disagree('and the bank has not paid it');
  if (status === 'reversed' && (kept.length > 0 || moved.length === 0))
    disagree('and the bank has not had it back');
  if (status !== 'succeeded' && status !== 'reversed') return;
  for (const { amount, utr } of moved) {
    if (minorOf(amount) !== payout.amountMinor) disagree(`the bank moved ${amount}`);
    if (utr !== payout.utr) disagree(`its UTR is ${payout.utr}, the bank's ${utr}`);
  }
}

/** Purses of which two books say different sums, with both. */
export function differences(
  ours: ReadonlyMap<string, bigint>,
  theirs: ReadonlyMap<string, bigint>,
): (readonly [string, bigint, bigint])[] {
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .map((key) => [key, ours.get(key) ?? 0n, theirs.get(key) ?? 0n] as const)
    .filter(([, one, other]) => one !== other);
}

/** A reference of ours names its payout by itself; one that no attempt knows is a payment we never wrote down. */
function payoutNamedBy(
  { reference }: Transfer,
  { payoutOfReference }: Evidence,
): string | undefined {
  const first = `${reference.replace(/-\d+$/, '')}-1`;
  return payoutOfReference.get(first);
}
