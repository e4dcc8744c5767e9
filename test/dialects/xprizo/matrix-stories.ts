/** How the rows of docs/status-matrix.md come about: what is asked for, and what happens then. */
import type { WalletCurrency } from '../../../src/merchants/wallets.ts';
import type { Ask, Step } from './matrix-stage.ts';
import {
  aDayPasses,
  acquirerWill,
  approval,
  bankReturns,
  bankTakesBack,
  cancelsOnPage,
  card,
  caseOpens,
  challenge,
  dispute,
  exchange,
  first,
  isGivenBack,
  lateIs,
  mpesa,
  mpesaWill,
  payerHas,
  pays,
  phone,
  request,
  send,
  sendHeld,
  upi,
  withdrawal,
  xoompe,
  xpayoutIn,
  xpayoutOut,
} from './matrix-steps.ts';

/** First what is asked for, then what happens; a word waits until Status says so. */
export type Story = readonly [Ask, ...(Step | string)[]];

/** By the headings of the document: the wallet, how much is in it, and the story of each row. */
export const chapters: Readonly<
  Record<string, readonly [WalletCurrency, bigint, Readonly<Record<string, Story>>]>
> = {
  CardDeposit: [
    'USD',
    0n,
    {
      'approved at once': [card({ amount: 1 })],
      'approved, the answer does not wait for it': [
        card({ amount: 1 }, '?useApprovalProcess=true'),
      ],
      'approved, the answer is lost': [
        first(acquirerWill('execute-then-drop', 'MANL'))(card({ amount: 1, routingCode: 'MANL' })),
      ],
      'approved, the answer and the callback are lost': [
        first(acquirerWill('callback-none', 'MANN'))(
          card({ amount: 1, routingCode: 'MANN' }, '?useApprovalProcess=true'),
        ),
      ],
      'declined at once': [card({ amount: 3 })],
      'declined, the answer is an error of the acquirer': [
        first(acquirerWill('error-after', 'MANE'))(card({ amount: 3, routingCode: 'MANE' })),
      ],
      'declined, and charged all the same': [
        first(acquirerWill('decline-then-capture', 'MANC', { delayMs: 200 }))(
          card({ amount: 1, routingCode: 'MANC' }),
        ),
        caseOpens('paid_after_failed'),
      ],
      'never heard of by the acquirer': [
        first(acquirerWill('error-before', 'MANB'))(card({ amount: 1, routingCode: 'MANB' })),
        aDayPasses,
      ],
      'challenged, and open': [card({ amount: 5 })],
      'challenged, the right code': [card({ amount: 5 }), 'Pending', challenge({ code: '123456' })],
      'challenged, refused with the right code': [
        card({ amount: 7 }),
        'Pending',
        challenge({ code: '123456' }),
      ],
      'challenged, cancelled by the customer': [
        card({ amount: 5 }),
        challenge({ press: 'cancel' }),
      ],
      'challenged, nobody comes': [card({ amount: 5 }), aDayPasses],
      'challenged, the right code after its time: the acquirer was called off': [
        card({ amount: 5 }),
        aDayPasses,
        'Cancelled',
        challenge({ code: '123456' }),
      ],
      'approved, and disputed later': [card({ amount: 1 }), dispute],
      'bad input': [card({ amount: '1.001' })],
    },
  ],
  MPesaDeposit: [
    'KES',
    0n,
    {
      'nobody has answered yet': [mpesa('Tea')],
      paid: [mpesa('Pass')],
      'paid on the phone': [mpesa('Tea'), 'Pending', phone('pay')],
      'cancelled on the phone': [mpesa('Tea'), phone('cancel')],
      refused: [mpesa('Fail')],
      'paid, the answer to the prompt is lost': [
        first(mpesaWill('prompt', 'drop-after', { times: 1 }))(mpesa('Pass')),
      ],
      'paid, the result is never told': [
        first(mpesaWill('prompt', 'callback-none'))(mpesa('Pass')),
      ],
      'told that its time is over, and paid afterwards': [
        first(mpesaWill('prompt', 'refuse-then-pay', { delayMs: 200 }))(mpesa('Pass')),
      ],
      'told cancelled, and paid afterwards: a person decides': [
        first(mpesaWill('prompt', 'refuse-then-pay', { delayMs: 20_000, code: '1032' }))(
          mpesa('Pass'),
        ),
        'Rejected',
        caseOpens('paid_after_failed'),
      ],
      'nobody answers within a day': [mpesa('Tea'), aDayPasses],
      'paid after that: it is given back': [
        mpesa('Tea'),
        aDayPasses,
        'Cancelled',
        phone('pay'),
        isGivenBack,
      ],
      'bad input': [mpesa('Pass', 'MPesaDeposit', '10.50')],
    },
  ],
  MPesaWidthdrawal: [
    'KES',
    1_000_00n,
    {
      paid: [withdrawal('Pass')],
      'M-Pesa says nothing': [first(mpesaWill('payout', 'timeout-before'))(withdrawal('Pass'))],
      refused: [withdrawal('Fail')],
      'paid, the answer is lost': [
        first(mpesaWill('payout', 'drop-after', { times: 1 }))(withdrawal('Pass')),
      ],
      'paid, the result is never told': [
        first(mpesaWill('payout', 'callback-none'))(withdrawal('Pass')),
      ],
      'told refused, and paid afterwards: a person decides': [
        first(mpesaWill('payout', 'refuse-then-pay', { delayMs: 20_000 }))(withdrawal('Pass')),
        'Void',
        caseOpens('paid_after_failure'),
      ],
      'not covered': [withdrawal('Pass', 1_001)],
    },
  ],
  UpiDeposit: [
    'INR',
    0n,
    {
      'the page is open': [upi()],
      paid: [upi(), 'Pending', pays('250.50')],
      'paid, the bank tells nobody': [upi(), pays('250.50', { callback: 'none' })],
      "refused by the customer's bank": [upi(), pays('250.50', { failureCode: 'PAYER_FUNDS' })],
      'cancelled on the page': [upi(), cancelsOnPage],
      'cancelled on the page, and paid afterwards: a person decides': [
        upi(),
        cancelsOnPage,
        pays('250.50'),
        caseOpens('paid_after_failed'),
      ],
      'nobody pays in time': [upi(), aDayPasses],
      'paid late: it is given back': [upi(), aDayPasses, 'Cancelled', pays('250.50'), isGivenBack],
      'another amount is paid: a person decides': [
        upi(),
        pays('250.00'),
        caseOpens('wrong_amount'),
      ],
      'paid twice: the second is for a person to decide': [
        upi(),
        pays('250.50'),
        'Active',
        pays('250.50'),
        caseOpens('paid_again'),
      ],
      "taken back by the customer's bank": [upi(), pays('250.50'), 'Active', bankTakesBack],
      'bad input': [upi({ type: 2 })],
    },
  ],
  RequestPayment: [
    'INR',
    0n,
    {
      'the payer has not answered': [request],
      accepted: [request, 'Pending', payerHas(12_50n), approval('ApprovalAccept', 'person')],
      'rejected by the payer': [request, approval('ApprovalReject', 'person')],
      'cancelled by the payer': [request, approval('ApprovalCancel', 'person')],
      'cancelled by who asked': [request, approval('ApprovalCancel', 'shop')],
      'not covered when accepted: it waits on': [
        request,
        approval('ApprovalAccept', 'person', 400),
      ],
      'not covered when accepted once and for all': [
        request,
        approval('ApprovalAccept', 'person', 400, '&once=true'),
      ],
      'nobody answers within a day': [request, aDayPasses],
      'accepted after that': [
        request,
        payerHas(12_50n),
        aDayPasses,
        'Cancelled',
        approval('ApprovalAccept', 'person', 400),
      ],
    },
  ],
  SendPayment: [
    'INR',
    100_00n,
    {
      'action 0: nobody has answered': [send(0)],
      'action 0: accepted': [send(0), approval('ApprovalAccept', 'shop')],
      'action 0: rejected': [send(0), approval('ApprovalReject', 'shop')],
      'action 0: cancelled by who would be paid': [send(0), approval('ApprovalCancel', 'person')],
      'action 0: nobody answers within a day': [send(0), aDayPasses],
      'action 1': [send(1)],
      'action 1: not covered': [send(1, 100.01)],
      'action 2: the payment webhook says 200': [sendHeld({ status: 200 })],
      'action 2: it says 409': [sendHeld({ status: 409 })],
      'action 2: it says 500': [sendHeld({ status: 500 })],
      'action 2: it says 500, and then 200': [sendHeld({ status: 500 }, { status: 200 })],
      'action 2: nothing that decides within a day': [
        sendHeld({ status: 500 }),
        'Hold',
        aDayPasses,
      ],
      'action 2: without a payment webhook': [send(2)],
    },
  ],
  WalletExchange: [
    'USD',
    10_00n,
    {
      'at the set rate': [exchange],
    },
  ],
  'XoomPe: CreateTransaction': [
    'INR',
    10_000_00n,
    {
      paid: [xoompe('1234567890')],
      refused: [xoompe('99900010000')],
      'accepted, and refused later': [xoompe('99900021000')],
      'the bank says nothing': [xoompe('99900040000')],
      'paid, the answer is lost': [xoompe('99900030000')],
      'paid, and returned': [xoompe('99900200000'), 'Active', bankReturns],
      'not covered': [xoompe('1234567890', 10_001)],
    },
  ],
  'XPayout: a payout': [
    'INR',
    1_000_00n,
    {
      paid: [xpayoutOut('123456789012')],
      refused: [xpayoutOut('99900010000')],
      'the bank says nothing': [xpayoutOut('99900040000')],
      'not covered': [xpayoutOut('123456789012', 1_001)],
    },
  ],
  'XPayout: a pay-in': [
    'INR',
    0n,
    {
      'nobody has paid': [xpayoutIn],
      paid: [xpayoutIn, pays('250.50')],
      "refused by the customer's bank": [xpayoutIn, pays('250.50', { failureCode: 'PAYER_FUNDS' })],
      'nobody pays in time': [xpayoutIn, aDayPasses],
      'paid late: a person decides': [
        xpayoutIn,
        aDayPasses,
        'Cancelled',
        pays('250.50'),
        caseOpens('paid_late'),
      ],
      'paid late, and credited where the merchant wants that': [
        first(lateIs('credit'))(xpayoutIn),
        aDayPasses,
        'Cancelled',
        pays('250.50'),
      ],
      'paid late, and given back where the merchant wants that': [
        first(lateIs('refund'))(xpayoutIn),
        aDayPasses,
        'Cancelled',
        pays('250.50'),
        isGivenBack,
      ],
      "taken back by the customer's bank": [xpayoutIn, pays('250.50'), 'Active', bankTakesBack],
    },
  ],
};
