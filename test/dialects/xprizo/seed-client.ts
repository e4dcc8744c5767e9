/**
 * A client as a merchant's engineer would write it, who has the published document and nothing else: it imports nothing
 * of this project, and knows neither its types nor its neighbouring endpoints.
 */
export interface Settings {
  /** `https://host/api` */
  readonly baseurl: string;
  readonly apikey: string;
  readonly apiversion: string;
}

/** Response of deposits, withdrawals and of the check of a status. */
export interface TransactionResult {
  readonly key: string;
  readonly statusCode: number;
  readonly status: string;
  readonly value: string;
}

/** Response of what waits for an approval. */
export interface Approval {
  readonly key: string;
  readonly approveById: number;
  readonly canCancel: boolean;
  readonly ttl: number;
  readonly expiryDate: string;
  readonly error: string;
}

/** Response of a payment that was processed. */
export interface Processed {
  readonly id: number;
  readonly description: string;
}

export interface CustomerData {
  readonly name: string;
  readonly email: string;
  readonly mobile: string;
  readonly birthDate: string;
  readonly gender: 'M' | 'F' | 'X';
  readonly address: {
    readonly address: string;
    readonly street: string;
    readonly city: string;
    readonly zipPostalCode: string;
    readonly stateProvinceRegion?: string;
    readonly countryCode: string;
  };
  readonly IpAddress: string;
}

export interface CardDeposit {
  readonly description: string;
  readonly reference: string;
  readonly amount: number;
  readonly accountId: number;
  readonly transferAccountId?: number;
  readonly customerData: CustomerData;
  readonly creditCard: {
    readonly name: string;
    readonly number: string;
    readonly expiryMonth: number;
    readonly expiryYear: number;
    readonly cvv: string;
  };
  readonly routingCode?: string;
  readonly redirect: string;
}

export interface MPesaPayment {
  readonly mobileNumber: string;
  readonly accountId: number;
  readonly description?: string;
  readonly amount: number;
  readonly reference: string;
}

export interface UpiDeposit {
  readonly description?: string;
  readonly reference: string;
  readonly amount: number;
  readonly currencyCode: 'INR';
  readonly type: 1;
  readonly accountId: number;
  readonly customer?: string;
  readonly customerData: {
    readonly name?: string;
    readonly email?: string;
    readonly address: { readonly countryCode: 'IN'; readonly city?: string };
  };
  readonly redirect: string;
}

export interface WalletPayment {
  readonly fromAccountId: number;
  readonly toAccountId: number;
  readonly description?: string;
  readonly amount: number;
  readonly reference: string;
}

/** The document does not say what an error looks like, so all of it is kept. */
export class CallFailed extends Error {
  readonly httpStatus: number;

  constructor(httpStatus: number, body: string) {
    super(body);
    this.httpStatus = httpStatus;
  }
}

export class SeedClient {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  depositWithCard(deposit: CardDeposit): Promise<TransactionResult> {
    return this.#post('Transaction/CardDeposit', deposit);
  }

  depositWithXprizoWallet(payment: WalletPayment): Promise<Approval> {
    return this.#post('Transaction/RequestPayment', payment);
  }

  depositWithMpesa(payment: MPesaPayment): Promise<TransactionResult> {
    return this.#post('Transaction/MPesaDeposit', payment);
  }

  withdrawWithMpesa(payment: MPesaPayment): Promise<TransactionResult> {
    return this.#post('Transaction/MPesaWidthdrawal', payment);
  }

  depositWithUpi(deposit: UpiDeposit): Promise<TransactionResult> {
    return this.#post('Transaction/UpiDeposit?useApprovalProcess=false', deposit);
  }

  /** Action 0: it waits for an approval. */
  async askToSend(payment: WalletPayment, pin = ''): Promise<Approval> {
    return this.#post(`Transaction/SendPayment?action=0&pin=${pin}`, payment);
  }

  /** 1 completes it, 2 holds it until the payment webhook is answered with 200. */
  async sendPayment(action: 1 | 2, payment: WalletPayment, pin = ''): Promise<Processed> {
    return this.#post(`Transaction/SendPayment?action=${String(action)}&pin=${pin}`, payment);
  }

  approvePayment(key: string, { pin = '', once = false } = {}): Promise<Processed> {
    const query = `key=${key}&pin=${pin}&once=${String(once)}`;
    return this.#get(`Transaction/ApprovalAccept?${query}`) as Promise<Processed>;
  }

  async cancelPayment(key: string): Promise<void> {
    await this.#get(`Transaction/ApprovalCancel?key=${key}`);
  }

  checkStatus(accountId: number, reference: string): Promise<TransactionResult> {
    const path = `Transaction/Status/${String(accountId)}/?reference=${reference}`;
    return this.#get(path) as Promise<TransactionResult>;
  }

  #get(path: string): Promise<unknown> {
    return this.#call(path, {});
  }

  async #post<T>(path: string, body: object): Promise<T> {
    const headers = { 'Content-Type': 'application/json; x-api-version=1.0' };
    const init = { method: 'POST', body: JSON.stringify(body) };
    return (await this.#call(path, headers, init)) as T;
  }

  async #call(path: string, headers: Record<string, string>, init: RequestInit = {}) {
    const { baseurl, apikey, apiversion } = this.#settings;
    const response = await fetch(`${baseurl}/${path}`, {
      ...init,
      headers: {
        Accept: 'text/plain; x-api-version=1.0',
        ...headers,
        'x-api-version': apiversion,
        'x-api-key': apikey,
      },
    });
    const text = await response.text();
    if (response.status !== 200) throw new CallFailed(response.status, text);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }
}
