/** One verified webhook of the first two contracts, as the merchant wrote it down. */
export interface Told {
  readonly merchant: string;
  readonly id: string;
  /** The gateway's number of the order. */
  readonly number: string;
  /** XPayout tells none: which change it was is known by its id. */
  readonly version: number | null;
  readonly status: string;
  readonly utr: string | null;
  /** Rupees: what was asked for, and what the customer paid or the beneficiary gets. */
  readonly amount: string;
  readonly gross: string;
  readonly body: string;
}

/** One verified webhook of Xprizo; `answered`: the status that its receiver gave. */
export interface ApprovalTold {
  readonly merchant: string;
  /** approval: told. payment: asked about money that is held. */
  readonly kind: 'approval' | 'payment';
  readonly id: string;
  readonly approvalKey: string;
  readonly status: string;
  /** Of the transaction; 0 until it is accepted or held. */
  readonly transactionNo: number;
  readonly reference: string;
  readonly currency: string;
  readonly amount: string;
  readonly body: string;
  readonly answered: number;
}

interface XoompeEvent {
  readonly data: {
    readonly transactionNumber: string;
    readonly version: number;
    readonly status: string;
    readonly utr: string | null;
    readonly amount: number;
  };
}

interface XpayoutEvent {
  readonly order_id: string;
  readonly status: string;
  readonly utr: string;
  readonly amount: string;
  readonly gross_amount: string;
}

interface XprizoEvent {
  readonly status: string;
  readonly transaction: {
    readonly id: number;
    readonly approvalKey: string;
    readonly reference: string;
    readonly currencyCode: string;
    readonly amount: number;
  };
}

/** The two contracts are told apart by their shape alone. */
export function readTold(merchant: string, id: string, body: string): Told {
  const event = JSON.parse(body) as XoompeEvent | XpayoutEvent;
  if ('data' in event) {
    const { transactionNumber, version, status, utr, amount } = event.data;
    const rupees = amount.toFixed(2);
    const about = { merchant, id, number: transactionNumber, version, status, utr };
    return { ...about, amount: rupees, gross: rupees, body };
  }
  const { order_id: number, status, utr, amount, gross_amount: gross } = event;
  const about = { merchant, id, number, version: null, status, utr: utr === '' ? null : utr };
  return { ...about, amount, gross, body };
}

export function readApprovalTold(
  about: Pick<ApprovalTold, 'merchant' | 'kind' | 'id' | 'answered'>,
  body: string,
): ApprovalTold {
  const { status, transaction } = JSON.parse(body) as XprizoEvent;
  const { id: transactionNo, approvalKey, reference, currencyCode: currency } = transaction;
  const amount = transaction.amount.toFixed(2);
  return { ...about, approvalKey, status, transactionNo, reference, currency, amount, body };
}
