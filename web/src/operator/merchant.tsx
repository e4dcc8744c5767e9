/** One merchant: what it has, how it gets in, what it pays, and what it may. */
import { useParams } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useFilters } from '../app/filters.ts';
import { useSession } from '../app/session.ts';
import { Badge, Status } from '../kit/badge.tsx';
import { PageHead } from '../kit/panel.tsx';
import { Parts } from '../kit/parts.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { MerchantAccess } from './merchant/access.tsx';
import { MerchantCredentials } from './merchant/credentials.tsx';
import { MerchantOverview } from './merchant/overview.tsx';
import type { PartProps } from './merchant/part.ts';
import { MerchantTeam } from './merchant/team.tsx';
import { MerchantTerms } from './merchant/terms.tsx';
import { useMerchant } from './merchant/use-merchant.ts';
import { MerchantWebhook } from './merchant/webhook.tsx';
import './merchant/merchant.css';

const parts: readonly {
  readonly id: string;
  readonly name: string;
  readonly page: ComponentType<PartProps>;
  /** Shown to those who have it alone, and for merchants: nobody else has a team. */
  readonly permission?: string;
}[] = [
  { id: 'overview', name: 'Overview', page: MerchantOverview },
  { id: 'access', name: 'API access', page: MerchantAccess },
  { id: 'terms', name: 'Fees and limits', page: MerchantTerms },
  { id: 'credentials', name: 'Credentials', page: MerchantCredentials },
  { id: 'webhook', name: 'Webhook', page: MerchantWebhook },
  { id: 'team', name: 'Team', page: MerchantTeam, permission: 'merchants.change' },
];

export default function MerchantPage() {
  const { merchantId = '' }: { readonly merchantId?: string } = useParams({ strict: false });
  const [filters] = useFilters();
  const { permissions } = useSession();
  const { data: merchant, error, refetch } = useMerchant(merchantId);
  if (error !== null) return <Fault error={error} onRetry={() => void refetch()} />;
  if (merchant === undefined) return <Waiting rows={8} />;
  const shown = parts.filter(
    ({ permission }) =>
      permission === undefined ||
      (merchant.kind === 'merchant' && permissions.includes(permission)),
  );
  const Part = shown.find(({ id }) => id === filters['part'])?.page ?? MerchantOverview;
  return (
    <>
      <PageHead
        title={merchant.name}
        note={`${kindWords[merchant.kind]} ${String(merchant.merchantNo)}`}
        actions={
          <>
            <Status of={merchant.status} />
            {merchant.isSwitchedOff && <Badge tone="warn">Switched off</Badge>}
          </>
        }
      />
      <Parts label="About the merchant" parts={shown} />
      <Part merchant={merchant} />
    </>
  );
}

const kindWords = {
  merchant: 'Merchant',
  processing: 'Processing profile',
  user: 'Person',
} as const;
