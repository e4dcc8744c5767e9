/** Xprizo: what moves money. ACCOUNT_ID is a wallet of the caller in KES, USD_ACCOUNT_ID and INR_ACCOUNT_ID are others. */
import { number, text, type Requests } from './request.ts';

const transfer = { access: 'key', method: 'POST' } as const;
const question = { access: 'key', method: 'GET' } as const;
const home = {
  address: '1',
  street: 'High Street',
  city: 'Nairobi',
  zipPostalCode: '00100',
  countryCode: 'KE',
};

const transfers: Requests = {
  requestPayment: {
    ...transfer,
    path: '/Transaction/RequestPayment',
    body: {
      fromAccountId: number('CONTACT_ACCOUNT_ID'),
      toAccountId: number('ACCOUNT_ID'),
      amount: 12.5,
      reference: 'REQ-1001',
      description: 'Rent',
    },
  },
  sendPayment: {
    ...transfer,
    path: '/Transaction/SendPayment',
    query: { action: 1 },
    body: {
      fromAccountId: number('ACCOUNT_ID'),
      toAccountId: number('CONTACT_ACCOUNT_ID'),
      amount: 12.5,
      reference: 'PAY-1001',
      description: 'Rent',
    },
  },
  approvalAccept: { ...question, path: '/Transaction/ApprovalAccept', query: { key: text('KEY') } },
  approvalReject: {
    ...question,
    path: '/Transaction/ApprovalReject',
    query: { key: text('KEY'), reason: 'Not ordered' },
  },
  approvalCancel: {
    ...question,
    path: '/Transaction/ApprovalCancel',
    query: { key: text('KEY'), reason: 'Sent twice' },
  },
  walletExchange: {
    ...transfer,
    path: '/Transaction/WalletExchange',
    query: { commit: true },
    body: {
      fromAccountId: number('USD_ACCOUNT_ID'),
      toAccountId: number('ACCOUNT_ID'),
      amount: 10,
      reference: 'FX-1001',
    },
  },
  getFees: {
    ...transfer,
    path: '/Transaction/GetFees',
    body: { fromAccountId: number('ACCOUNT_ID'), amount: 100 },
  },
  requestPaymentRedirect: {
    ...transfer,
    path: '/Merchant/RequestPaymentRedirect',
    query: { returnUrl: text('RETURN_URL') },
    body: {
      name: text('CONTACT'),
      accountId: number('ACCOUNT_ID'),
      amount: 12.5,
      reference: 'REQ-1002',
      description: 'Order 1002',
    },
  },
};

const deposits: Requests = {
  cardDeposit: {
    ...transfer,
    path: '/Transaction/CardDeposit',
    body: {
      accountId: number('USD_ACCOUNT_ID'),
      reference: 'CARD-1001',
      amount: 1,
      description: 'Order 1001',
      customerData: {
        name: 'Wanjiru Mwangi',
        email: 'wanjiru@example.com',
        mobile: '+254700000001',
        birthDate: '1990-02-28',
        gender: 'F',
        address: home,
        ipAddress: '192.0.2.7',
      },
      creditCard: {
        name: 'Wanjiru Mwangi',
        number: '4100280000001007',
        expiryMonth: 12,
        expiryYear: 2031,
        cvv: '123',
      },
      routingCode: 'MAN1',
      redirect: text('RETURN_URL'),
    },
  },
  mpesaDeposit: {
    ...transfer,
    path: '/Transaction/MPesaDeposit',
    query: { useApprovalProcess: true },
    body: {
      mobileNumber: '+254712345678',
      accountId: number('ACCOUNT_ID'),
      reference: 'MPESA-1001',
      amount: 50,
      description: 'Pass',
    },
  },
  mpesaWithdrawal: {
    ...transfer,
    path: '/Transaction/MPesaWidthdrawal',
    body: {
      mobileNumber: '+254712345678',
      accountId: number('ACCOUNT_ID'),
      reference: 'OUT-1001',
      amount: 50,
      description: 'Salary',
    },
  },
  upiDeposit: {
    ...transfer,
    path: '/Transaction/UpiDeposit',
    body: {
      accountId: number('INR_ACCOUNT_ID'),
      reference: 'UPI-1001',
      amount: 500,
      currencyCode: 'INR',
      type: 1,
      redirect: text('RETURN_URL'),
      customerData: {
        name: 'Asha Rao',
        email: 'asha@example.com',
        address: { countryCode: 'IN' },
      },
    },
  },
  transactionStatus: {
    ...question,
    path: '/Transaction/Status/$ACCOUNT_ID',
    query: { reference: 'PAY-1001' },
  },
  routingCodes: { ...question, path: '/Merchant/RoutingCodes' },
};

export const xprizoMoney: Requests = { ...transfers, ...deposits };
