import { query, inPath, type Route } from './route.ts';
import { getWallet, walletInfo, walletList } from './wallets.ts';

export const walletRoutes: readonly Route[] = [
  {
    id: 'walletInfo',
    methods: ['GET'],
    paths: ['/Wallet/Info'],
    summary: 'The wallet of a user name, e-mail address or mobile number',
    parameters: [
      query('contact', 'User name, e-mail address or mobile number.'),
      query('currencyCode', 'Without it: the wallet that is the default.'),
    ],
    answer: 'WalletInfo',
    refusals: ['request.invalid_fields'],
    isChange: false,
    work: walletInfo,
  },
  {
    id: 'walletList',
    methods: ['GET'],
    paths: ['/Wallet/List'],
    summary: 'The wallets of a profile that the caller may see',
    parameters: [query('contactId', 'The id of a profile; without it: the caller itself.')],
    answer: 'Wallets',
    refusals: ['request.invalid_fields'],
    isChange: false,
    work: walletList,
  },
  {
    id: 'getWallet',
    methods: ['GET'],
    paths: ['/Wallet/Get/:accountId', '/Wallet/:accountId'],
    summary: 'One wallet with what it holds',
    parameters: [inPath('accountId', 'The id of a wallet.')],
    answer: 'Wallet',
    refusals: ['request.invalid_fields', 'access.forbidden'],
    isChange: false,
    work: getWallet,
  },
];
