/** A good request for every route of the XPayout contract. */
import { own, type Fields, type RouteCase } from './requests.ts';

const path = '/sitemap.xml';
const create = { route: 'api_create_order', method: 'POST', path, isChange: true } as const;
const status = { route: 'api_order_status', method: 'GET', path } as const;
const customer: Fields = {
  customer_name: 'Ravi Kumar',
  customer_email: 'ravi@shop.example',
  customer_mobile: '9876543210',
  callback_url: 'https://shop.example/told',
};

export const xpayoutCases: readonly RouteCase[] = [
  {
    ...create,
    query: { route: create.route },
    body: {
      ...{ service_type: 'payout', amount: '100.50', currency: 'INR', ...customer },
      order_id: own('new reference'),
      reference_id: own('new reference'),
      meta: {
        ...{ mode: 'imps', account_number: '123456789012', ifsc: 'ABCD0123456' },
        ...{ bank_name: 'Test Bank', beneficiary_firstname: 'A', beneficiary_lastname: 'Rao' },
      },
    },
  },
  {
    ...create,
    query: { route: create.route },
    body: {
      ...{ service_type: 'payout', amount: '100.50', currency: 'INR' },
      order_id: own('new reference'),
      meta: { vpa: 'asha@okbank', beneficiary_firstname: 'Asha' },
    },
  },
  {
    ...create,
    query: { route: create.route },
    body: {
      ...{ service_type: 'payin', amount: 100, currency: 'INR', ...customer },
      order_id: own('new reference'),
      meta: { return_url: 'https://shop.example/back' },
    },
  },
  { ...status, query: { route: status.route, merchant_order_id: own('reference') } },
  { ...status, query: { route: status.route, order_id: own('reference') } },
  { ...status, query: { route: status.route, order_id: own('number') } },
  { ...status, query: { route: status.route, gateway_order_id: own('gateway number') } },
  { ...status, query: { route: status.route, reference_id: own('reference_id') } },
  { route: 'api_balance', method: 'GET', path, query: { route: 'api_balance' } },
  ...['transactions', 'ledger', 'settlements', 'fees'].map((type) => ({
    route: 'api_download_report',
    method: 'GET',
    path,
    query: {
      ...{ route: 'api_download_report', type, format: 'json' },
      ...{ from: '2026-01-01', to: '2026-12-31' },
      ...(type === 'transactions' && { service_type: 'payout', status: 'processing' }),
    },
  })),
];
