/**
 * The form of a draft that exists. A step of a settlement has none: it is withdrawn and asked for anew, since what it
 * says is good for minutes.
 */
import type { ComponentType } from 'react';
import type {
  DraftChanges,
  DraftDetailAnswer,
  DraftKindName,
} from '../../../../src/console/answers/drafts.ts';
import { ApprovedAddressesDraft, CallersDraft } from './addresses-draft.tsx';
import { CapsDraft } from './caps-draft.tsx';
import type { ChangeFormProps } from './change-form.ts';
import { CodeDraft } from './code-draft.tsx';
import { FeeDraft } from './fee-draft.tsx';
import { LimitsDraft } from './limits-draft.tsx';
import { MarketplaceDraft } from './marketplace-draft.tsx';
import { RateDraft } from './rate-draft.tsx';
import { SettlementFailureDraft, SettlementReturnDraft } from './settlement-back-draft.tsx';
import { SettlementQuoteDraft } from './settlement-quote-draft.tsx';
import { SettlementTermsDraft } from './settlement-terms-draft.tsx';
import { SwitchOnDraft } from './switch-on-draft.tsx';

type StepKind = 'settlement.convert' | 'settlement.fail' | 'settlement.return';
type EditableKind = Exclude<DraftKindName, StepKind>;

const forms: {
  readonly [Kind in EditableKind]: ComponentType<ChangeFormProps<DraftChanges[Kind]>>;
} = {
  'merchant.fees': FeeDraft,
  'merchant.limits': LimitsDraft,
  'merchant.addresses': CallersDraft,
  'settlement.terms': SettlementTermsDraft,
  'settlement.convert': SettlementQuoteDraft,
  'settlement.fail': SettlementFailureDraft,
  'settlement.return': SettlementReturnDraft,
  'xpayout.addresses': ApprovedAddressesDraft,
  'xpayout.marketplace': CodeDraft,
  'xpayout.caps': CapsDraft,
  'switch.on': SwitchOnDraft,
  'exchange.rate': RateDraft,
  'marketplace.terms': MarketplaceDraft,
};

function isEditable(kind: DraftKindName): kind is EditableKind {
  return kind in forms;
}

export function mayBeEdited({ kind }: Pick<DraftDetailAnswer, 'kind'>): boolean {
  return isEditable(kind);
}

interface EditDraftProps {
  readonly draft: DraftDetailAnswer;
  readonly onClose: () => void;
}

export function EditDraft({ draft, onClose }: EditDraftProps) {
  const { kind, change, merchantId, draftId, reason, merchant } = draft;
  if (!isEditable(kind)) return null;
  // The change of an answer is that of its kind, which the type of an answer does not say.
  const Form = forms[kind] as ComponentType<ChangeFormProps<typeof change>>;
  return (
    <Form
      title={`Edit: ${draft.title}`}
      merchantId={merchant?.merchantId ?? null}
      start={change}
      editing={{ merchantId, draftId, reason }}
      onClose={onClose}
    />
  );
}
