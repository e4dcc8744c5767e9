import { approvalAccept, approvalCancel, approvalReject } from './approvals.ts';
import { walletExchange } from './exchange.ts';
import { getFees } from './fees.ts';
import { requestPayment, requestPaymentRedirect, sendPayment } from './move-money.ts';
import { query, type Route } from './route.ts';

const ofMaking = [
  'request.invalid_fields',
  'access.forbidden',
  'order.service_unavailable',
  'transaction.reference_taken',
  'transaction.reference_pending',
] as const;
const ofPins = ['pin.refused', 'pin.locked'] as const;
const pin = query(
  'pin',
  'Where the caller has one; may stand in the header x-approval-pin or the body.',
);
const key = query('key', 'The key of a transaction that waits for approval.');
const reason = query('reason', 'Told to the other party.');

export const transferRoutes: readonly Route[] = [
  {
    id: 'requestPayment',
    methods: ['POST'],
    paths: ['/Transaction/RequestPayment'],
    summary: 'Ask the owner of another wallet for money',
    body: 'Transfer',
    answer: 'Approval',
    refusals: ofMaking,
    isChange: true,
    work: requestPayment,
  },
  {
    id: 'sendPayment',
    methods: ['POST'],
    paths: ['/Transaction/SendPayment'],
    summary: 'Send money to another wallet',
    parameters: [
      query(
        'action',
        '0: the payer approves; 1: at once; 2: held until the payment webhook is answered.',
        {
          enum: ['0', '1', '2'],
          default: '0',
        },
      ),
      pin,
    ],
    body: 'Transfer',
    answer: 'ApprovalOrMade',
    refusals: [...ofMaking, ...ofPins, 'payout.insufficient_funds'],
    isChange: true,
    work: sendPayment,
  },
  {
    id: 'approvalAccept',
    methods: ['GET', 'POST'],
    paths: ['/Transaction/ApprovalAccept'],
    summary: 'Pay what was asked for',
    parameters: [
      key,
      pin,
      query('once', 'Cancels it when it cannot be paid now.', { type: 'boolean' }),
    ],
    answer: 'IdAndDescription',
    refusals: [
      ...ofPins,
      'access.forbidden',
      'order.service_unavailable',
      'transaction.closed',
      'payout.insufficient_funds',
    ],
    isChange: true,
    work: approvalAccept,
  },
  {
    id: 'approvalReject',
    methods: ['GET', 'POST'],
    paths: ['/Transaction/ApprovalReject'],
    summary: 'Refuse what was asked for',
    parameters: [key, pin, reason],
    answer: null,
    refusals: [...ofPins, 'access.forbidden', 'transaction.closed'],
    isChange: true,
    work: approvalReject,
  },
  {
    id: 'approvalCancel',
    methods: ['GET', 'POST'],
    paths: ['/Transaction/ApprovalCancel'],
    summary: 'Take back what was asked for, by either party',
    parameters: [key, reason],
    answer: null,
    refusals: ['access.forbidden', 'transaction.closed'],
    isChange: true,
    work: approvalCancel,
  },
  {
    id: 'walletExchange',
    methods: ['POST'],
    paths: ['/Transaction/WalletExchange'],
    summary: 'From one wallet of an owner into another, at the rate of the operator',
    parameters: [query('commit', 'false: only looks; then the id is 0.', { type: 'boolean' }), pin],
    body: 'Exchange',
    answer: 'IdAndDescription',
    refusals: [...ofMaking, ...ofPins, 'payout.insufficient_funds'],
    isChange: true,
    work: walletExchange,
  },
  {
    id: 'getFees',
    methods: ['POST'],
    paths: ['/Transaction/GetFees'],
    summary: 'What a transaction would cost',
    body: 'FeeQuestion',
    answer: 'Fees',
    refusals: ['access.forbidden'],
    isChange: false,
    work: getFees,
  },
  {
    id: 'requestPaymentRedirect',
    methods: ['POST'],
    paths: ['/Merchant/RequestPaymentRedirect'],
    summary: 'Ask for money and send the payer to a page of ours',
    parameters: [query('returnUrl', 'Where the payer goes back to.')],
    body: 'RequestByContact',
    answer: 'IdAndDescription',
    refusals: ofMaking,
    isChange: true,
    work: requestPaymentRedirect,
  },
];
