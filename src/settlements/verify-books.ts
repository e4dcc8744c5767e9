/** Every proof of the books, from the last room that books anything and so knows them all. */
import type { Pool } from '../db/connection.ts';
import { ledgerProofs, type Proof } from '../ledger/proofs.ts';
import { fundingProofs } from '../merchants/funding-proofs.ts';
import { priceProofs } from '../merchants/price-proofs.ts';
import { dayProofs } from '../payments/day-proofs.ts';
import { evidenceProofs } from '../payments/evidence-proofs.ts';
import { payinProofs } from '../payments/payin-proofs.ts';
import { payoutProofs, runProofs, type Verification } from '../payments/proofs.ts';
import { transferProofs } from '../transfers/proofs.ts';
import { settlementProofs } from './proofs.ts';

export const allProofs: readonly Proof[] = [
  ...ledgerProofs,
  ...fundingProofs,
  ...priceProofs,
  ...payoutProofs,
  ...payinProofs,
  ...evidenceProofs,
  ...dayProofs,
  ...transferProofs,
  ...settlementProofs,
];

/** Recomputes them for every merchant; `onProgress` hears how many of how many merchants are done. */
export function verifyBooks(
  pool: Pool,
  onProgress?: (done: number, total: number) => void,
): Promise<Verification> {
  return runProofs(pool, allProofs, onProgress);
}
