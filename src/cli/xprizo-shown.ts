/** What a new owner gets for the Xprizo contract, as it is printed once. */
import type { Onboarded } from '../payments/onboard-merchant.ts';

type Xprizo = Onboarded['xprizo'];

/** The number of a wallet is a number in JSON too. */
export function shownXprizo({ accounts, ...rest }: Xprizo) {
  const ofJson = accounts.map(({ id, currency }) => ({ id: parseInt(`${id}`, 10), currency }));
  return { ...rest, accounts: ofJson };
}

export function xprizoFacts(xprizo: Xprizo): Readonly<Record<string, string | number>> {
  const { apiKey, userName, password, profileId, accounts, processing } = xprizo;
  return {
    'profile id': profileId,
    'user name': userName,
    password,
    'x-api-key': apiKey,
    accounts: accounts.map(({ id, currency }) => `${id} ${currency}`).join(', '),
    ...(processing && {
      'processing profile': processing.profileId,
      'its x-api-key': processing.apiKey,
    }),
  };
}
