/** The form of a draft that exists, whatever its kind is. */
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

const forms: {
  readonly [Kind in DraftKindName]: ComponentType<ChangeFormProps<DraftChanges[Kind]>>;
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

interface EditDraftProps {
  readonly draft: DraftDetailAnswer;
  readonly onClose: () => void;
}

export function EditDraft({ draft, onClose }: EditDraftProps) {
  const { kind, change, merchantId, draftId, reason, merchant } = draft;
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
