/** All books against each other: the lines of the report. */
import type { Break } from '../../src/payments/proofs.ts';
import { judgeApprovals } from './approvals.ts';
import type { Evidence } from './evidence.ts';
import { lineNames, type Findings, type Line, type LineName } from './lines.ts';
import { judgeMoney } from './money.ts';
import { judgePayins } from './payins.ts';
import { judgePromises } from './promises.ts';
import { judgeWebhooks } from './webhooks.ts';

export function judge(evidence: Evidence): Line[] {
  const findings = Object.fromEntries(lineNames.map((name) => [name, []])) as unknown as Findings;
  judgePromises(evidence, findings);
  judgeMoney(evidence, findings);
  judgePayins(evidence, findings);
  judgeWebhooks(evidence, findings);
  judgeApprovals(evidence, findings);
  for (const found of evidence.breaks)
    findings[lineOf(found)].push(`${found.what} (${found.proof})`);
  return lineNames.map((name) => ({ name, findings: findings[name] }));
}

/** Where a break of the gateway's own proofs belongs. */
function lineOf({ proof }: Break): LineName {
  if (proof.includes('sums to zero')) return 'ledger sum per currency';
  if (proof.includes('promise') || proof.includes('history'))
    return 'committed changes with no event';
  return /^(a|every) hold |holds exactly/.test(proof)
    ? 'holds without a live payment'
    : 'balance drift';
}
