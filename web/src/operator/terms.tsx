/** What holds for the whole deployment: what each marketplace code stands for, and the exchange rates. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { RateTermsAnswer } from '../../../src/console/answers/terms.ts';
import type { MarketplaceTermsAnswer } from '../../../src/console/answers/terms.ts';
import { useFilters } from '../app/filters.ts';
import { useMay } from '../app/session.ts';
import { Button } from '../kit/button.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { Parts } from '../kit/parts.tsx';
import { MarketplaceDraft } from './drafts/marketplace-draft.tsx';
import { RateDraft } from './drafts/rate-draft.tsx';
import { MarketplaceList } from './marketplace-list.tsx';
import { RateList } from './rate-list.tsx';

const parts = [
  { id: 'codes', name: 'Marketplace codes' },
  { id: 'rates', name: 'Exchange rates' },
];

const newCode: MarketplaceTermsAnswer = {
  ...{ code: '', payoutFees: null, payinFees: null },
  ...{ providers: null, payoutRails: null, payinMethods: null },
};
const newRate: RateTermsAnswer = { from: 'USD', into: 'INR', rate: '', spreadBasisPoints: 0 };

export default function TermsPage() {
  const [filters] = useFilters();
  const mayDraft = useMay('drafts.make');
  const [code, setCode] = useState<MarketplaceTermsAnswer | null>(null);
  const [rate, setRate] = useState<RateTermsAnswer | null>(null);
  const isRates = filters['part'] === 'rates';
  return (
    <>
      <PageHead
        title="Prices and rates"
        note="What is in force now. A change takes two people, and payments that were made keep their price."
        actions={
          mayDraft && (
            <Button
              kind="primary"
              icon={<Plus size={16} aria-hidden />}
              onClick={() => (isRates ? setRate(newRate) : setCode(newCode))}
            >
              {isRates ? 'Set a rate…' : 'New code…'}
            </Button>
          )
        }
      />
      <Parts label="What to see" parts={parts} />
      <Panel flush>
        {isRates ? (
          <RateList onChange={mayDraft ? setRate : undefined} />
        ) : (
          <MarketplaceList onChange={mayDraft ? setCode : undefined} />
        )}
      </Panel>
      {code !== null && (
        <MarketplaceDraft
          title={code.code === '' ? 'New marketplace code' : `Terms of ${code.code}`}
          merchantId={null}
          start={code}
          onClose={() => setCode(null)}
        />
      )}
      {rate !== null && (
        <RateDraft
          title="Exchange rate"
          merchantId={null}
          start={rate}
          onClose={() => setRate(null)}
        />
      )}
    </>
  );
}
