/** XoomPe: BASE, CLIENT_ID and CLIENT_SECRET to begin with; then TOKEN and REFRESH_TOKEN as `/token` answered them. */
import { text, type SampleContract } from './request.ts';

const john = {
  beneficiaryName: 'John Doe',
  beneficiaryAccountNumber: '123456789012',
  ifsc: 'ABCD0123456',
};

export const xoompeSamples: SampleContract = {
  name: 'xoompe',
  base: 'http://127.0.0.1:8080/XoomPeAPI',
  requests: {
    issueTokens: {
      method: 'POST',
      path: '/token',
      access: 'none',
      body: { clientId: text('CLIENT_ID'), clientSecret: text('CLIENT_SECRET') },
    },
    refreshTokens: {
      method: 'POST',
      path: '/refresh',
      access: 'none',
      body: { refreshToken: text('REFRESH_TOKEN') },
    },
    createTransaction: {
      method: 'POST',
      path: '/Payout/CreateTransaction',
      access: 'bearer',
      body: { ...john, amount: 5000, clientTransactionRefNo: 'INV-2001' },
    },
    createBulk: {
      method: 'POST',
      path: '/Payout/CreateBulkTransactions',
      access: 'bearer',
      body: {
        transactions: [
          { ...john, amount: 5000, clientTransactionRefNo: 'BULK-1' },
          {
            beneficiaryName: 'Asha Rao',
            beneficiaryAccountNumber: '9876543210',
            ifsc: 'WXYZ0123456',
            amount: 7500.5,
            clientTransactionRefNo: 'BULK-2',
          },
        ],
      },
    },
    getBalance: { method: 'GET', path: '/Payout/getWalletBalance', access: 'bearer' },
    listTransactions: {
      method: 'GET',
      path: '/Payout/GetClientTransactionsWithFilters',
      access: 'bearer',
      query: { status: 'Success', page: 1, pageSize: 20 },
    },
    getTransaction: {
      method: 'GET',
      path: '/Payout/GetTransactionByTxnId/$TRANSACTION',
      access: 'bearer',
    },
  },
};
