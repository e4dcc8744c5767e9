/** Prices and rates of the deployment, as they are in force. They are changed by drafts. */
import { platformId } from '../../merchants/audit.ts';
import { listExchangeRates } from '../../merchants/exchange-rates.ts';
import { listMarketplaces, type Marketplace } from '../../merchants/marketplaces.ts';
import { currencies } from '../../kit/money.ts';
import { payinMethods } from '../../payments/provider-sets.ts';
import { namesOfActors } from '../../people/names.ts';
import { payoutRails } from '../../providers/rails.ts';
import type { MarketplaceAnswer, TermsAnswer } from '../answers/terms.ts';
import type { OperatorRoute } from '../route.ts';
import type { OperatorDeps } from './deps.ts';
import { feePlanAnswer } from './merchant-answer.ts';
import { providerNames } from '../../switches/off-switches.ts';

export function termsRoutes({ pool }: OperatorDeps): readonly OperatorRoute[] {
  return [
    {
      method: 'GET',
      path: '/terms',
      permission: 'merchants.read',
      handle: async (): Promise<TermsAnswer> => {
        const [rates, marketplaces] = await Promise.all([
          listExchangeRates(pool),
          listMarketplaces(pool),
        ]);
        const actors = [...rates, ...marketplaces].map(({ setBy }) => setBy);
        const names = await namesOfActors(pool, platformId, actors);
        const nameOf = (actor: string) => names.get(actor) ?? actor;
        return {
          rates: rates.map(({ setBy, setAt, ...rate }) => ({
            ...{ ...rate, setBy: nameOf(setBy), setAt: setAt.toISOString() },
          })),
          marketplaces: marketplaces.map((one) => marketplaceAnswer(one, nameOf(one.setBy))),
          currencies: currencies.filter((each) => each !== 'USDT'),
          ...{ providers: providerNames, payoutRails, payinMethods },
        };
      },
    },
  ];
}

function marketplaceAnswer(
  { plans, setAt, ...rest }: Marketplace,
  setBy: string,
): MarketplaceAnswer {
  return {
    ...rest,
    payoutFees: plans.payout && feePlanAnswer(plans.payout),
    payinFees: plans.payin && feePlanAnswer(plans.payin),
    ...{ setBy, setAt: setAt.toISOString() },
  };
}
