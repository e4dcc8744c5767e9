/** A good request for every route of the XoomPe contract. */
import { bearer, own, type Fields, type RouteCase } from './requests.ts';

const payout: Fields = {
  beneficiaryName: 'John Doe',
  beneficiaryAccountNumber: '123456789012',
  ifsc: 'ABCD0123456',
  amount: 5000,
  clientTransactionRefNo: own('new reference'),
};
const list = {
  route: 'listTransactions',
  method: 'GET',
  path: '/XoomPeAPI/Payout/GetClientTransactionsWithFilters',
} as const;
const login = {
  route: 'issueTokens',
  method: 'POST',
  path: '/XoomPeAPI/token',
  isOpen: true,
} as const;

export const xoompeCases: readonly RouteCase[] = [
  { ...login, body: { clientId: own('client id'), clientSecret: own('client secret') } },
  { ...login, body: { email: own('e-mail'), password: own('password') } },
  {
    route: 'refreshTokens',
    method: 'POST',
    path: '/XoomPeAPI/refresh',
    isOpen: true,
    body: { refreshToken: bearer('refresh token') },
  },
  {
    route: 'createTransaction',
    method: 'POST',
    path: '/XoomPeAPI/Payout/CreateTransaction',
    isChange: true,
    body: payout,
  },
  {
    route: 'createBulk',
    method: 'POST',
    path: '/XoomPeAPI/Payout/CreateBulkTransactions',
    isChange: true,
    body: { transactions: [payout] },
  },
  { route: 'getBalance', method: 'GET', path: '/XoomPeAPI/Payout/getWalletBalance' },
  {
    ...list,
    query: {
      ...{ page: '1', pageSize: '200', status: 'Pending', sortBy: 'amount', sortOrder: 'asc' },
      ...{ fromDate: '2020-01-01', toDate: '2100-01-01', minAmount: '1', maxAmount: '9000000' },
    },
  },
  { ...list, query: { clientTransactionRefNo: own('reference') } },
  { ...list, query: { transactionNumber: own('number') } },
  { ...list, query: { search: own('reference') } },
  { ...list, query: { search: own('number') } },
  { ...list, query: { utr: '123456789012' } },
  {
    route: 'getTransaction',
    method: 'GET',
    path: '/XoomPeAPI/Payout/GetTransactionByTxnId/:txnId',
    params: { txnId: own('number') },
  },
];
