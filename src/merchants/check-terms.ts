/** Refuses fees and limits that make no sense, before a row is touched. */
import { DomainError } from '../kit/errors.ts';
import type { FeeSlab, Fees } from './fee-plans.ts';
import type { Limits } from './merchant.ts';

/** A plan is read by people; no price list needs more steps. */
const mostSlabs = 20;

export function checkFees(fees: Fees): void {
  const faults: Record<string, string[]> = {};
  for (const field of ['basisPoints', 'gstBasisPoints'] as const) {
    const value = fees[field];
    if (!Number.isInteger(value) || value < 0 || value > 10_000)
      faults[field] = ['A rate is a whole number of basis points from 0 to 10000.'];
  }
  for (const field of ['flatMinor', 'minimumMinor'] as const) {
    if (fees[field] < 0n) faults[field] = ['A fee is not below zero.'];
  }
  if (fees.maximumMinor !== null && fees.maximumMinor < fees.minimumMinor)
    faults['maximumMinor'] = ['The highest fee is not below the lowest.'];
  if (!slabsAreSane(fees.slabs))
    faults['slabs'] = [
      `Slabs begin above zero, each higher than the one before, with rates from 0 to 10000 basis points; at most ${mostSlabs}.`,
    ];
  refuse(faults);
}

function slabsAreSane(slabs: readonly FeeSlab[]): boolean {
  if (slabs.length > mostSlabs) return false;
  return slabs.every(({ fromMinor, basisPoints, flatMinor }, nth) => {
    const before = slabs[nth - 1]?.fromMinor ?? 0n;
    const isRate = Number.isInteger(basisPoints) && basisPoints >= 0 && basisPoints <= 10_000;
    return fromMinor > before && isRate && flatMinor >= 0n;
  });
}

export function checkLimits(limits: Limits): void {
  const faults: Record<string, string[]> = {};
  for (const [field, value] of Object.entries(limits) as [string, number | null][]) {
    if (value !== null && (!Number.isInteger(value) || value < 0 || value > 1_000_000))
      faults[field] = ['A limit is a whole number of calls per minute, at most 1000000.'];
  }
  refuse(faults);
}

function refuse(faults: Record<string, string[]>): void {
  if (Object.keys(faults).length > 0)
    throw new DomainError('request.invalid_fields', { fields: faults });
}
