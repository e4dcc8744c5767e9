/** A fee plan as people read it. */
import type { FeePlanAnswer } from '../../../src/console/answers/merchants.ts';
import { decimalOf } from '../kit/decimal-text.ts';
import { moneyText } from '../kit/money.tsx';

export function rupees(minor: string | null): string {
  return minor === null ? 'none' : moneyText({ minor, currency: 'INR' });
}

export function percent(basisPoints: number): string {
  return `${decimalOf(String(basisPoints))} %`;
}

export function planFacts(plan: FeePlanAnswer): (readonly [string, string])[] {
  return [
    ['Rate', percent(plan.basisPoints)],
    ['Flat part', rupees(plan.flatMinor)],
    ['Lowest', rupees(plan.minimumMinor)],
    ['Highest', rupees(plan.maximumMinor)],
    ['GST on the fee', percent(plan.gstBasisPoints)],
    ['Slabs', slabsText(plan)],
  ];
}

/** In one line, for a list: `1.50 % + ₹2.00, 2 slabs`. */
export function planText(plan: FeePlanAnswer | null): string {
  if (plan === null) return 'none';
  const { basisPoints, flatMinor, slabs } = plan;
  const count = slabs.length === 1 ? 'a slab' : `${String(slabs.length)} slabs`;
  const more = slabs.length === 0 ? '' : `, ${count}`;
  return `${percent(basisPoints)} + ${rupees(flatMinor)}${more}`;
}

function slabsText({ slabs }: FeePlanAnswer): string {
  const texts = slabs.map(
    ({ fromMinor, basisPoints, flatMinor }) =>
      `from ${rupees(fromMinor)}: ${percent(basisPoints)} + ${rupees(flatMinor)}`,
  );
  return texts.join('; ') || 'none';
}
