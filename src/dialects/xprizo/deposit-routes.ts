import { cardDeposit } from './card-deposit.ts';
import { depositCancel, depositRedirect, depositResponse } from './deposit-pages.ts';
import { mpesaDeposit, mpesaWithdrawal } from './mpesa.ts';
import { inPath, query, type Route } from './route.ts';
import { routingCodes } from './routing-codes.ts';
import { transactionStatus } from './transaction-status.ts';
import { upiDeposit } from './upi-deposit.ts';

const ofMaking = [
  'request.invalid_fields',
  'access.forbidden',
  'order.service_unavailable',
  'transaction.reference_taken',
  'transaction.reference_pending',
] as const;
const waits = query('useApprovalProcess', 'true: answers Pending and goes on by itself.', {
  type: 'boolean',
});

export const depositRoutes: readonly Route[] = [
  {
    id: 'cardDeposit',
    methods: ['POST'],
    paths: ['/Transaction/CardDeposit'],
    summary: 'A customer pays by card',
    parameters: [waits],
    body: 'CardDeposit',
    answer: 'Result',
    refusals: [
      ...ofMaking,
      'routing.unknown',
      'customer.email_taken',
      'customer.mobile_taken',
      'customer.card_taken',
    ],
    isChange: true,
    work: cardDeposit,
  },
  {
    id: 'mpesaDeposit',
    methods: ['POST'],
    paths: ['/Transaction/MPesaDeposit'],
    summary: 'A customer pays on a telephone',
    parameters: [waits],
    body: 'Mpesa',
    answer: 'Result',
    refusals: ofMaking,
    isChange: true,
    work: mpesaDeposit,
  },
  {
    id: 'mpesaWithdrawal',
    methods: ['POST'],
    paths: ['/Transaction/MPesaWidthdrawal', '/Transaction/MPesaWithdrawal'],
    summary: 'Pay to a telephone',
    body: 'Mpesa',
    answer: 'Result',
    refusals: [...ofMaking, 'payout.insufficient_funds'],
    isChange: true,
    work: mpesaWithdrawal,
  },
  {
    id: 'upiDeposit',
    methods: ['POST'],
    paths: ['/Transaction/UpiDeposit'],
    summary: 'A customer pays by UPI on a page of ours',
    parameters: [waits],
    body: 'UpiDeposit',
    answer: 'Result',
    refusals: ofMaking,
    isChange: true,
    work: upiDeposit,
  },
  {
    id: 'transactionStatus',
    methods: ['GET'],
    paths: ['/Transaction/Status/:accountId', '/Transaction/StatusByReference/:accountId'],
    summary: 'What has become of a transaction',
    parameters: [
      inPath('accountId', 'The id of a wallet; of a requested payment, the one that receives.'),
      query('reference', 'The reference of the merchant.'),
    ],
    answer: 'Result',
    refusals: ['request.invalid_fields', 'access.forbidden'],
    isChange: false,
    work: transactionStatus,
  },
  {
    id: 'routingCodes',
    methods: ['GET'],
    paths: ['/Merchant/RoutingCodes'],
    summary: 'Ways to the card acquirer that are set up',
    parameters: [query('contactId', 'The id of a profile; without it: the caller itself.')],
    answer: 'RoutingCodes',
    refusals: ['request.invalid_fields'],
    isChange: false,
    work: routingCodes,
  },
  {
    id: 'depositRedirect',
    methods: ['GET'],
    paths: ['/card/Deposit3DSRedirect', '/card/Deposit3DSRenderPage'],
    page: depositRedirect,
  },
  {
    id: 'depositResponse',
    methods: ['GET', 'POST'],
    paths: ['/card/Deposit3DSResponse'],
    page: depositResponse,
  },
  { id: 'depositCancel', methods: ['POST'], paths: ['/card/DepositCancel'], page: depositCancel },
];
