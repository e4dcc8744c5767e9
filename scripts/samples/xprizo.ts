/** Xprizo: BASE and API_KEY; ACCOUNT_ID is a wallet of the caller, CONTACT somebody else with a wallet. */
import { text, type Requests, type SampleContract } from './request.ts';
import { xprizoMoney } from './xprizo-money.ts';

const get = { access: 'key', method: 'GET' } as const;
const put = { access: 'key', method: 'PUT' } as const;

const profile: Requests = {
  getToken: {
    method: 'POST',
    path: '/Security/GetToken',
    access: 'none',
    body: { userName: text('USER_NAME'), password: text('PASSWORD') },
  },
  fullProfile: { ...get, path: '/Profile/GetFull' },
  setPin: { ...put, path: '/Profile/SetPin', query: { pin: text('PIN') } },
  clearPin: { ...put, path: '/Profile/ClearPin', query: { pin: text('PIN') } },
  createApiKey: {
    access: 'key',
    method: 'POST',
    path: '/Profile/CreateApiKey',
    query: { name: 'Shop', description: 'Web server' },
  },
  apiKeyList: { ...get, path: '/Profile/ApiKeyList' },
  setApiKeyInactive: {
    ...put,
    path: '/Profile/SetApiKeyInactive',
    query: { taskId: text('TASK_ID'), value: true },
  },
  setApiKeyDescription: {
    ...put,
    path: '/Profile/SetAPIKeyDescription/$TASK_ID',
    query: { value: 'Web server, Mombasa' },
  },
  setApiKeyActiveDates: {
    ...put,
    path: '/Profile/SetAPIKeyActiveDates/$TASK_ID',
    query: { startDate: '2026-01-01', endDate: '2030-12-31' },
  },
  addApiKeyIp: {
    ...put,
    path: '/Profile/AddAPIKeyIp/$TASK_ID',
    query: { ipAddress: '192.0.2.7' },
  },
  removeApiKeyIp: {
    access: 'key',
    method: 'DELETE',
    path: '/Profile/RemoveAPIKeyIp/$TASK_ID',
    query: { ipAddress: '192.0.2.7' },
  },
  deleteApiKey: { access: 'key', method: 'DELETE', path: '/Profile/DeleteApiKey/$TASK_ID' },
};

const preferences: Requests = {
  preferences: { ...get, path: '/Preference/Get' },
  setApprovalWebhook: {
    ...put,
    path: '/Preference/SetApprovalWebhook',
    query: { url: text('WEBHOOK_URL') },
  },
  setPaymentWebhook: {
    ...put,
    path: '/Preference/SetPaymentWebhook',
    query: { url: text('WEBHOOK_URL') },
  },
  setRequestPaymentWebhook: {
    ...put,
    path: '/Preference/SetRequestPaymentWebhook',
    query: { url: text('WEBHOOK_URL') },
  },
  testApprovalWebhook: { ...get, path: '/Preference/TestApprovalWebhook' },
  allowableCurrencies: { ...get, path: '/Preference/AllowableCurrencies' },
  currencyList: { ...get, path: '/System/CurrencyList' },
};

const wallets: Requests = {
  addressbookInfo: { ...get, path: '/Addressbook/Info', query: { value: text('CONTACT') } },
  walletInfo: {
    ...get,
    path: '/Wallet/Info',
    query: { contact: text('CONTACT'), currencyCode: 'KES' },
  },
  walletList: { ...get, path: '/Wallet/List' },
  getWallet: { ...get, path: '/Wallet/Get/$ACCOUNT_ID' },
  walletTransactions: {
    ...get,
    path: '/Wallet/Transactions/$ACCOUNT_ID',
    query: { fromDate: '2026-01-01', limit: 20 },
  },
  transactionByReference: {
    ...get,
    path: '/Wallet/TransactionByReference/$ACCOUNT_ID',
    query: { reference: 'PAY-1001' },
  },
  transactionNumbered: { ...get, path: '/Wallet/Transaction/$TRANSACTION_ID' },
};

export const xprizoSamples: SampleContract = {
  name: 'xprizo',
  base: 'http://127.0.0.1:8080/api',
  requests: { ...profile, ...preferences, ...wallets, ...xprizoMoney },
};
