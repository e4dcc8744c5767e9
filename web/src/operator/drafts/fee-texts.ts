/** A fee plan as it stands in the fields of a form. What is no decimal goes as it was written, and is refused by name. */
import type { FeePlanAnswer } from '../../../../src/console/answers/merchants.ts';
import { decimalOf, hundredthsOf } from '../../kit/decimal-text.ts';

export interface SlabTexts {
  readonly from: string;
  readonly rate: string;
  readonly flat: string;
}

export interface FeeTexts {
  readonly rate: string;
  readonly flat: string;
  readonly lowest: string;
  /** Empty: none. */
  readonly highest: string;
  readonly gst: string;
  readonly slabs: readonly SlabTexts[];
}

/** What a form for a first price begins with: the GST is that of the contract. */
export const firstPlan: FeePlanAnswer = {
  ...{ basisPoints: 0, flatMinor: '0', minimumMinor: '0', maximumMinor: null },
  ...{ gstBasisPoints: 1_800, slabs: [] },
};

/** True for what a merchant begins with. */
export function isNoPlan(plan: FeePlanAnswer): boolean {
  const { basisPoints, flatMinor, minimumMinor, maximumMinor, gstBasisPoints, slabs } = plan;
  const isPriced = basisPoints > 0 || flatMinor !== '0' || minimumMinor !== '0' || slabs.length > 0;
  return !isPriced && maximumMinor === null && gstBasisPoints === 0;
}

export function feeTextsOf(plan: FeePlanAnswer): FeeTexts {
  return {
    rate: percentOf(plan.basisPoints),
    flat: decimalOf(plan.flatMinor),
    lowest: decimalOf(plan.minimumMinor),
    highest: plan.maximumMinor === null ? '' : decimalOf(plan.maximumMinor),
    gst: percentOf(plan.gstBasisPoints),
    slabs: plan.slabs.map(({ fromMinor, basisPoints, flatMinor }) => ({
      from: decimalOf(fromMinor),
      rate: percentOf(basisPoints),
      flat: decimalOf(flatMinor),
    })),
  };
}

export function feePlanOf(texts: FeeTexts): FeePlanAnswer {
  return {
    basisPoints: basisPointsOf(texts.rate),
    flatMinor: minorOf(texts.flat),
    minimumMinor: minorOf(texts.lowest),
    maximumMinor: texts.highest.trim() === '' ? null : minorOf(texts.highest),
    gstBasisPoints: basisPointsOf(texts.gst),
    slabs: texts.slabs.map(({ from, rate, flat }) => ({
      fromMinor: minorOf(from),
      basisPoints: basisPointsOf(rate),
      flatMinor: minorOf(flat),
    })),
  };
}

function minorOf(text: string): string {
  return hundredthsOf(text) ?? text;
}

export function percentOf(basisPoints: number): string {
  return decimalOf(String(basisPoints));
}

/** What is no percentage of two places is no number, which the API refuses by the name of the field. */
export function basisPointsOf(text: string): number {
  return Number.parseInt(hundredthsOf(text) ?? '', 10);
}
