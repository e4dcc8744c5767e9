/** The table of what operators can ask for. */
import type { OperatorRoute } from '../route.ts';
import { signInRoutesOf } from '../sign-in/routes.ts';
import { auditRoutes } from './audit.ts';
import { paymentRoutes } from './payments.ts';
import { operatorPeopleRoutes } from './people.ts';
import type { OperatorDeps } from './deps.ts';
import { draftRoutes } from './drafts.ts';
import { merchantChangeRoutes } from './merchant-changes.ts';
import { merchantCredentialRoutes } from './merchant-credentials.ts';
import { merchantRoutes } from './merchants.ts';
import { settlementRoutes } from './settlements.ts';
import { switchRoutes } from './switches.ts';
import { termsRoutes } from './terms.ts';
import { overviewRoutes } from './overview.ts';
import { ledgerRoutes } from './ledger.ts';
import { proofRoutes } from './proofs.ts';

export function operatorRoutes(deps: OperatorDeps): readonly OperatorRoute[] {
  return [
    ...signInRoutesOf(deps.people),
    ...operatorPeopleRoutes(deps),
    ...auditRoutes(deps),
    ...merchantRoutes(deps),
    ...merchantChangeRoutes(deps),
    ...merchantCredentialRoutes(deps),
    ...switchRoutes(deps),
    ...termsRoutes(deps),
    ...draftRoutes(deps),
    ...settlementRoutes(deps),
    ...overviewRoutes(deps),
    ...ledgerRoutes(deps),
    ...proofRoutes(deps),
    ...paymentRoutes(deps),
  ];
}
