/** The second person: approves exactly what was read, and it is done in that same commit; or rejects it. */
import { transaction, type Pool, type Transaction } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { platformId } from '../merchants/audit.ts';
import type { Environment } from '../merchants/merchant.ts';
import { actorOf, findPerson } from '../people/person.ts';
import { permissionsOf, type OperatorPermission } from '../people/roles.ts';
import type { Draft, DraftPlace, DraftStatus, Operator } from './draft.ts';
import { textOf, type Body } from './fields.ts';
import { kindNamed } from './kinds.ts';
import { leaveTrace, openDraft } from './make-draft.ts';

/** What the second person has read. */
export interface Approval extends DraftPlace {
  readonly hash: string;
  readonly environment: Environment;
}

/**
 * Done once, whoever else approves at the same moment. Throws DomainError `console.own_draft`, `access.forbidden`,
 * `console.used_up`, and `console.conflict` when it was decided or edited, when what it changes has moved, or when its
 * maker may not make drafts any more; then nothing is changed.
 */
export async function approveDraft(
  pool: Pool,
  approval: Approval,
  checker: Operator,
): Promise<Draft> {
  return transaction(pool, async (tx) => {
    const draft = await openDraft(tx, approval, checker.nowMs);
    if (draft.madeBy === checker.personId) throw new DomainError('console.own_draft');
    if (draft.hash !== approval.hash)
      throw conflict('It was edited after you read it; read it again.');
    if (!(await may(tx, checker.personId, 'drafts.approve')))
      throw new DomainError('access.forbidden');
    if (!(await may(tx, draft.madeBy, 'drafts.make')))
      throw conflict(`${draft.madeByName} may not make drafts any more.`);
    const prepared = kindNamed(draft.kind).prepare(JSON.parse(draft.payload) as Body);
    const { merchantId } = draft;
    const place = { merchantId, environment: approval.environment };
    await (prepared.lock ?? lockMerchant)(tx, place);
    const now = await prepared.look(tx, place);
    if (now.before !== draft.before || prepared.payload !== draft.payload)
      throw conflict('What it changes has been changed meanwhile; make the draft anew.');
    const { personId, nowMs } = checker;
    // First the change and then the word about it: who has written to the audit waits for nothing that somebody else may
    // hold who is about to write to it.
    await prepared.apply(tx, { merchantId, actor: actorOf(platformId, personId), nowMs });
    return decide(tx, draft, { status: 'approved', reason: null }, checker);
  });
}

/** Throws DomainError `console.own_draft`, `console.conflict`, `console.used_up`, `request.invalid_fields`. */
export async function rejectDraft(
  pool: Pool,
  place: DraftPlace,
  reason: string,
  checker: Operator,
): Promise<Draft> {
  const why = textOf({ reason }, 'reason');
  return transaction(pool, async (tx) => {
    const draft = await openDraft(tx, place, checker.nowMs);
    if (draft.madeBy === checker.personId) throw new DomainError('console.own_draft');
    return decide(tx, draft, { status: 'rejected', reason: why }, checker);
  });
}

/** By whoever made it. Throws DomainError `access.forbidden`, `console.conflict`, `console.used_up`. */
export async function withdrawDraft(
  pool: Pool,
  place: DraftPlace,
  maker: Operator,
): Promise<Draft> {
  return transaction(pool, async (tx) => {
    const draft = await openDraft(tx, place, maker.nowMs);
    if (draft.madeBy !== maker.personId) throw new DomainError('access.forbidden');
    return decide(tx, draft, { status: 'withdrawn', reason: null }, maker);
  });
}

interface Decision {
  readonly status: Exclude<DraftStatus, 'open'>;
  readonly reason: string | null;
}

async function decide(
  tx: Transaction,
  draft: Draft,
  { status, reason }: Decision,
  operator: Operator,
): Promise<Draft> {
  const { personId, name, nowMs } = operator;
  await tx.query(
    `update drafts set status = $3, decided_by = $4, decided_by_name = $5, decided_at = $6, decision_reason = $7
     where merchant_id = $1 and draft_id = $2`,
    [draft.merchantId, draft.draftId, status, personId, name, new Date(nowMs), reason],
  );
  await leaveTrace(tx, draft, `draft.${status}`, operator, { decisionReason: reason });
  return {
    ...{ ...draft, status, decidedBy: personId, decidedByName: name },
    ...{ decidedAt: new Date(nowMs), decisionReason: reason },
  };
}

/** As things are at this moment, not as they were when the session began. */
async function may(
  tx: Transaction,
  personId: string,
  permission: OperatorPermission,
): Promise<boolean> {
  const person = await findPerson(tx, platformId, personId);
  if (person?.status !== 'active') return false;
  return permissionsOf('operator', person.role).includes(permission);
}

/** Nobody changes it between the comparison and the commit. What belongs to the platform is kept by its versions. */
async function lockMerchant(
  tx: Transaction,
  { merchantId }: Pick<Draft, 'merchantId'>,
): Promise<void> {
  if (merchantId === platformId) return;
  for (const table of ['merchants', 'xpayout_access', 'settlement_terms'])
    await tx.query(`select from ${table} where merchant_id = $1 for update`, [merchantId]);
}

function conflict(reason: string): DomainError {
  return new DomainError('console.conflict', { reason });
}
