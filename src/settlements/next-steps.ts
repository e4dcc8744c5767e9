/** What may come next for a settlement at the console, and how many people each step takes. */
import { settlementMoves, type Settlement, type SettlementStatus } from './settlement.ts';

export type NextStep =
  | 'approve'
  | 'reject'
  | 'convert'
  | 'record'
  | 'complete'
  /** By one person, while no transfer is recorded. */
  | 'withdraw'
  /** By two, once one is: whoever calls a transfer failed that arrived pays twice. */
  | 'fail'
  | 'return';

const stepTo: Readonly<Record<SettlementStatus, NextStep | undefined>> = {
  requested: undefined,
  approved: 'approve',
  rejected: 'reject',
  converted: 'convert',
  sent: 'record',
  completed: 'complete',
  failed: 'fail',
  returned: 'return',
};

/** In the order of `settlementMoves`. A rupee is not converted, and USDT is not sent before it is. */
export function nextSteps({ status, currency }: Pick<Settlement, 'status' | 'currency'>) {
  const steps: NextStep[] = [];
  for (const to of settlementMoves[status]) {
    const step = stepTo[to];
    if (step === undefined) continue;
    if (step === 'convert' && currency === 'INR') continue;
    if (step === 'record' && status === 'approved' && currency !== 'INR') continue;
    steps.push(step === 'fail' && status !== 'sent' ? 'withdraw' : step);
  }
  return steps;
}
