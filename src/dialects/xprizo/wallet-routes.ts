import { query, inPath, type Route } from './route.ts';
import { whole } from './schema-parts.ts';
import {
  transactionByReference,
  transactionNumbered,
  walletTransactions,
} from './wallet-transactions.ts';
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
  {
    id: 'walletTransactions',
    methods: ['GET'],
    paths: ['/Wallet/Transactions/:accountId'],
    summary: 'What moved a wallet, newest first, whichever contract asked for it',
    parameters: [
      inPath('accountId', 'The id of a wallet.'),
      query('fromDate', 'A date, or a date and a time; in UTC unless it says otherwise.'),
      query('toDate', 'Up to this time; a date without a time is included.'),
      query('limit', 'At most 1000; 100 when it is not given.', whole),
      query('offset', 'How many of the newest are left out.', whole),
    ],
    answer: 'WalletTransactions',
    refusals: ['request.invalid_fields', 'access.forbidden'],
    isChange: false,
    work: walletTransactions,
  },
  {
    id: 'transactionByReference',
    methods: ['GET'],
    paths: ['/Wallet/TransactionByReference/:accountId'],
    summary: 'What was booked for the payment with this reference',
    parameters: [
      inPath('accountId', 'The id of a wallet.'),
      query('reference', 'As it was sent, by any contract.'),
    ],
    answer: 'WalletTransaction',
    refusals: ['request.invalid_fields', 'access.forbidden'],
    isChange: false,
    work: transactionByReference,
  },
  {
    id: 'transactionNumbered',
    methods: ['GET'],
    paths: ['/Wallet/Transaction/:id'],
    summary: 'One entry, by its id or by the number of a transaction of the caller',
    parameters: [inPath('id', 'As `id` or `tranHeadId` has it.')],
    answer: 'WalletTransaction',
    refusals: ['request.invalid_fields', 'access.forbidden'],
    isChange: false,
    work: transactionNumbered,
  },
];
