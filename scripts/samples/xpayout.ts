/** XPayout: BASE, API_KEY and API_SECRET; the path is the name of the route. */
import type { SampleContract } from './request.ts';

export const xpayoutSamples: SampleContract = {
  name: 'xpayout',
  base: 'http://127.0.0.1:8080',
  requests: {
    createOrder: {
      method: 'POST',
      path: 'api_create_order',
      access: 'signed',
      body: {
        service_type: 'payout',
        order_id: 'ORDER-1001',
        amount: 100.5,
        currency: 'INR',
        meta: {
          mode: 'imps',
          account_number: '123456789012',
          ifsc: 'ABCD0123456',
          beneficiary_firstname: 'Asha',
          beneficiary_lastname: 'Rao',
        },
      },
    },
    getOrderStatus: {
      method: 'GET',
      path: 'api_order_status',
      access: 'signed',
      query: { merchant_order_id: 'ORDER-1001' },
    },
    getBalance: { method: 'GET', path: 'api_balance', access: 'signed' },
    downloadReport: {
      method: 'GET',
      path: 'api_download_report',
      access: 'signed',
      query: { type: 'transactions', service_type: 'payout', format: 'csv' },
    },
  },
};
