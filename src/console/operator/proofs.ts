/** The proofs of the books: run by a person, watched while they run, and kept with who ran them. */
import { systemClock } from '../../kit/clock.ts';
import { platformId } from '../../merchants/audit.ts';
import { namesOfActors } from '../../people/names.ts';
import { cancelProofRun, listProofRuns, startProofRun } from '../../views/proof-runs.ts';
import type { ProofRow } from '../answers/ledger.ts';
import type { List } from '../answers/shared.ts';
import type { OperatorRoute } from '../route.ts';
import type { OperatorDeps } from './deps.ts';

const runsShown = 50;

export function proofRoutes({ pool }: Pick<OperatorDeps, 'pool'>): readonly OperatorRoute[] {
  return [
    {
      method: 'GET',
      path: '/ledger/proofs',
      permission: 'ledger.read',
      handle: async (): Promise<List<ProofRow>> => {
        const runs = await listProofRuns(pool, runsShown);
        const names = await namesOfActors(
          pool,
          platformId,
          runs.map(({ askedBy }) => askedBy),
        );
        const rows = runs.map(({ askedAt, endedAt, cancelAskedBy, askedBy, ...run }) => ({
          ...run,
          askedBy: names.get(askedBy) ?? askedBy,
          askedAt: askedAt.toISOString(),
          endedAt: endedAt?.toISOString() ?? null,
          isBeingCancelled: cancelAskedBy !== null,
        }));
        return { rows, next: null };
      },
    },
    {
      method: 'POST',
      path: '/ledger/proofs',
      permission: 'ledger.prove',
      handle: async ({ caller }) => {
        const now = () => systemClock.now();
        const { runId } = await startProofRun(pool, `operator:${caller.personId}`, now);
        return { runId };
      },
    },
    {
      method: 'POST',
      path: '/ledger/proofs/:runId/cancel',
      permission: 'ledger.prove',
      ids: { runId: 'proof' },
      handle: ({ params, caller, nowMs }) =>
        cancelProofRun(pool, params['runId'] ?? '', `operator:${caller.personId}`, new Date(nowMs)),
    },
  ];
}
