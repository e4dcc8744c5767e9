/** A good request for every route of the Xprizo contract. */
import { anybodys, bearer, own, type Fields, type Kind, type RouteCase } from './requests.ts';

type Asked = Omit<RouteCase, 'route' | 'method' | 'path'>;

function at(route: string, method: string, path: string, asked: Asked = {}): RouteCase {
  return { route, method, path: `/api${path}`, ...asked };
}

const change = { isChange: true } as const;
const words: Fields = { description: 'Rent', currencyCode: 'INR' };
const reference = own('new reference');
const money: Fields = { amount: 12.5, reference, ...words };
const address: Fields = {
  ...{ address: '1', street: 'High Street', city: 'Nairobi', zipPostalCode: '00100' },
  ...{ countryCode: 'IN', stateProvinceRegion: 'Nairobi' },
};

const keys = (
  route: string,
  method: string,
  path: string,
  query: Fields,
  params: Fields = { taskId: own('key number') },
) => at(route, method, path, { ...change, params, query: { ...query, pin: '1234' } });

const approvals = ['approvalAccept', 'approvalReject', 'approvalCancel'].map((route) => {
  const path = `/Transaction/A${route.slice(1)}`;
  const isCancel = route === 'approvalCancel';
  const query = {
    key: own('approval key', isCancel ? 'create' : 'approve'),
    ...(isCancel ? {} : { pin: '1234' }),
    ...(route === 'approvalAccept' ? { once: 'false' } : { reason: 'why' }),
  };
  return at(route, 'GET', path, { ...change, query });
});

const byWallet = (route: string, path: string, query: Fields = {}) =>
  at(route, 'GET', `${path}/:accountId`, {
    params: { accountId: own('INR wallet', 'read') },
    query,
  });

const webhooks = ['Approval', 'Payment', 'RequestPayment'].map((kind) =>
  at(`set${kind}Webhook`, 'PUT', `/Preference/Set${kind}Webhook`, {
    ...change,
    query: { url: 'https://shop.example/hook' },
  }),
);

const sends = ['0', '1', '2'].map((action) =>
  at('sendPayment', 'POST', '/Transaction/SendPayment', {
    ...change,
    query: { action, pin: '1234' },
    body: {
      ...money,
      fromAccountId: own('INR wallet', 'create'),
      toAccountId: anybodys('payer wallet'),
    },
  }),
);

const mpesa = (route: string, path: string, query: Fields) =>
  at(route, 'POST', path, {
    ...change,
    query,
    body: {
      ...{ mobileNumber: '+254712345678', reference, amount: 100, description: 'Bus' },
      ...{ currencyCode: 'KES', accountId: own('KES wallet', 'create') },
    },
  });

const deposits: readonly RouteCase[] = [
  at('cardDeposit', 'POST', '/Transaction/CardDeposit', {
    ...change,
    query: { useApprovalProcess: 'false' },
    body: {
      ...{ reference, amount: 1, description: 'Pass', currencyCode: 'USD', routingCode: 'MAN1' },
      accountId: own('USD wallet', 'create'),
      transferAccountId: own('INR wallet'),
      customer: 'Ravi Kumar',
      customerData: {
        ...{ name: 'Ravi Kumar', email: 'ravi@shop.example', mobile: '+12025550123' },
        ...{ birthDate: '1990-02-28', gender: 'X', address, ipAddress: '192.0.2.7' },
      },
      creditCard: {
        ...{ name: 'Ravi Kumar', number: '4100280000001007', cvv: '123' },
        ...{ expiryMonth: 12, expiryYear: 2031 },
      },
      redirect: 'https://shop.example/back',
    },
  }),
  at('upiDeposit', 'POST', '/Transaction/UpiDeposit', {
    ...change,
    query: { useApprovalProcess: 'false' },
    body: {
      ...{ reference, amount: 100, currencyCode: 'INR', type: 1, description: 'Books' },
      accountId: own('INR wallet', 'create'),
      ...{ redirect: 'https://shop.example/back', customer: 'Ravi Kumar' },
      customerData: { name: 'Ravi Kumar', email: 'ravi@shop.example', address },
    },
  }),
  mpesa('mpesaDeposit', '/Transaction/MPesaDeposit', { useApprovalProcess: 'false' }),
  mpesa('mpesaWithdrawal', '/Transaction/MPesaWidthdrawal', {}),
];

const page = (route: string, method: string, path: string) =>
  at(route, method, path, { isOpen: true, query: { key: bearer('deposit key') } });

const numbered = (kind: Kind) =>
  at('transactionNumbered', 'GET', '/Wallet/Transaction/:id', { params: { id: own(kind) } });

export const xprizoCases: readonly RouteCase[] = [
  at('getToken', 'POST', '/Security/GetToken', {
    isOpen: true,
    body: { userName: own('e-mail'), password: own('password') },
  }),
  at('fullProfile', 'GET', '/Profile/GetFull'),
  at('setPin', 'PUT', '/Profile/SetPin', { ...change, query: { pin: '1234' } }),
  at('clearPin', 'PUT', '/Profile/ClearPin', { ...change, query: { pin: '1234' } }),
  at('createApiKey', 'POST', '/Profile/CreateApiKey', {
    ...change,
    query: { name: 'shop', description: 'of the shop', pin: '1234' },
  }),
  at('apiKeyList', 'GET', '/Profile/ApiKeyList'),
  at('setApiKeyInactive', 'PUT', '/Profile/SetApiKeyInactive', {
    ...change,
    query: { taskId: own('key number'), value: 'true', pin: '1234' },
  }),
  keys('setApiKeyDescription', 'PUT', '/Profile/SetAPIKeyDescription/:taskId', { value: 'till' }),
  keys('setApiKeyActiveDates', 'PUT', '/Profile/SetAPIKeyActiveDates/:taskId', {
    ...{ startDate: '2026-01-01', endDate: '2030-01-01' },
  }),
  keys('addApiKeyIp', 'PUT', '/Profile/AddAPIKeyIp/:taskId', { ipAddress: '192.0.2.1' }),
  keys('removeApiKeyIp', 'DELETE', '/Profile/RemoveAPIKeyIp/:taskId', { ipAddress: '192.0.2.1' }),
  keys('deleteApiKey', 'DELETE', '/Profile/DeleteApiKey/:taskId', {}),
  at('preferences', 'GET', '/Preference/Get'),
  ...webhooks,
  at('testApprovalWebhook', 'GET', '/Preference/TestApprovalWebhook', change),
  at('allowableCurrencies', 'GET', '/Preference/AllowableCurrencies'),
  at('currencyList', 'GET', '/System/CurrencyList'),
  at('addressbookInfo', 'GET', '/Addressbook/Info', { query: { value: anybodys('payer') } }),
  at('walletInfo', 'GET', '/Wallet/Info', {
    query: { contact: anybodys('payer'), currencyCode: 'INR' },
  }),
  at('walletList', 'GET', '/Wallet/List', { query: { contactId: own('profile', 'read') } }),
  byWallet('getWallet', '/Wallet/Get'),
  byWallet('walletTransactions', '/Wallet/Transactions', {
    ...{ fromDate: '2026-01-01', toDate: '2100-01-01', limit: '1000', offset: '0' },
  }),
  byWallet('transactionByReference', '/Wallet/TransactionByReference', {
    reference: own('sent reference'),
  }),
  numbered('transaction'),
  numbered('entry'),
  at('requestPayment', 'POST', '/Transaction/RequestPayment', {
    ...change,
    body: {
      ...money,
      fromAccountId: anybodys('payer wallet'),
      toAccountId: own('INR wallet', 'create'),
    },
  }),
  ...sends,
  ...approvals,
  at('walletExchange', 'POST', '/Transaction/WalletExchange', {
    ...change,
    query: { commit: 'true', pin: '1234' },
    body: {
      ...money,
      fromAccountId: own('INR wallet', 'create'),
      toAccountId: own('USD wallet', 'create'),
    },
  }),
  at('walletExchange', 'POST', '/Transaction/WalletExchange', {
    query: { commit: 'false' },
    body: {
      ...{ fromAccountId: own('INR wallet', 'create'), toAccountId: own('USD wallet', 'create') },
      ...{ toAmount: 1, reference },
    },
    ...change,
  }),
  at('getFees', 'POST', '/Transaction/GetFees', {
    body: {
      ...{ amount: 100, type: 'UCD', currencyCode: 'INR', refCode: 'x' },
      ...{ fromAccountId: own('INR wallet', 'read'), toAccountId: anybodys('payer wallet') },
    },
  }),
  at('requestPaymentRedirect', 'POST', '/Merchant/RequestPaymentRedirect', {
    ...change,
    query: { returnUrl: 'https://shop.example/back' },
    body: { ...money, name: anybodys('payer'), accountId: own('INR wallet', 'create') },
  }),
  ...deposits,
  byWallet('transactionStatus', '/Transaction/Status', { reference: own('reference') }),
  at('routingCodes', 'GET', '/Merchant/RoutingCodes', {
    query: { contactId: own('profile', 'read') },
  }),
  page('depositRedirect', 'GET', '/card/Deposit3DSRedirect'),
  page('depositResponse', 'GET', '/card/Deposit3DSResponse'),
  page('depositCancel', 'POST', '/card/DepositCancel'),
];
