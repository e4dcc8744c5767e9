/** What customers pay of their own accord, the list of it that may be pulled, and what a phone may move in a day. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mpesaFolder, openInbox, operator, RunningMpesa, type Json } from './mpesa-process.ts';
import * as requests from './requests.ts';
import { codeOf, newPhone, promptOf } from './requests.ts';

const folder = mpesaFolder();
let inbox: Awaited<ReturnType<typeof openInbox>>;
let mpesa: RunningMpesa;

before(async () => {
  inbox = await openInbox();
  mpesa = await RunningMpesa.start(folder.dataDir);
});
after(async () => {
  assert.ok(await mpesa.holds(), 'its book adds up');
  await mpesa.stop();
  inbox.close();
  folder.remove();
});

const { shortCode: ShortCode } = operator;

/** `asked`: the path of the one who is asked whether to take it. */
async function register(asked: string, ResponseType = 'Completed') {
  const urls = { ValidationURL: inbox.url + asked, ConfirmationURL: `${inbox.url}/confirmed` };
  const body = { ShortCode, ResponseType, ...urls };
  const answer = await mpesa.api('/mpesa/c2b/v2/registerurl', body);
  assert.deepEqual([answer.status, answer.body['ResponseDescription']], [200, 'Success']);
}

let bills = 0;
const newReference = () => `BILL-${(bills += 1)}`;

/** Pays, and waits for the end of it. */
async function paid(changes: Json = {}) {
  const BillRefNumber = newReference();
  const answer = await mpesa.api('/mpesa/c2b/v2/simulate', {
    ...{ ShortCode, CommandID: 'CustomerPayBillOnline', Amount: 300, Msisdn: newPhone() },
    ...{ BillRefNumber, ...changes },
  });
  assert.equal(answer.body['ResponseCode'], '0', JSON.stringify(answer.body));
  return mpesa.booked((book) =>
    book.bills.find((each) => each.billReference === BillRefNumber && each.status !== 'pending'),
  );
}

const confirmedAs = (reference: string) =>
  inbox.at('/confirmed').filter((body) => body['BillRefNumber'] === reference);

test('a customer pays a bill: the operator is asked, takes it, and is told with the number masked', async () => {
  await register('/asked');
  const msisdn = newPhone();
  const bill = await paid({ Msisdn: msisdn });
  assert.deepEqual([bill.status, bill.deposits], ['paid', 1]);
  await inbox.heard('/confirmed');
  const [asked] = inbox.at('/asked');
  const [told] = confirmedAs(bill.billReference);
  assert.deepEqual([asked?.['OrgAccountBalance'], told?.['TransAmount']], ['', '300.00']);
  assert.match(String(told?.['OrgAccountBalance']), /^\d+\.00$/);
  assert.deepEqual([told?.['TransID'], asked?.['TransID']], [bill.receipt, bill.receipt]);
  assert.equal(told?.['MSISDN'], `2547 ***** ${msisdn.slice(-3)}`);
});

test('the operator refuses with a code, and whoever says nothing has said beforehand what that means', async () => {
  await register('/answers/C2B00012');
  const refused = await paid();
  assert.deepEqual([refused.status, refused.resultCode], ['refused', 'C2B00012']);
  for (const [otherwise, status] of [
    ['Completed', 'paid'],
    ['Cancelled', 'refused'],
  ] as const) {
    await register('/answers/nonsense', otherwise);
    assert.equal((await paid()).status, status);
  }
  await register('/asked');
  assert.equal((await paid({ Amount: 100_001 })).resultCode, '1');
  const odd = { ShortCode, CommandID: 'CustomerPayBillOnline', Msisdn: newPhone() };
  for (const changes of [{ Amount: '1.5' }, { Amount: 5 }, { Amount: 5, CommandID: 'x' }])
    assert.equal((await mpesa.api('/mpesa/c2b/v1/simulate', { ...odd, ...changes })).status, 400);
});

test('what was paid so is found by its receipt, and given back once', async () => {
  const { receipt } = await paid();
  const path = '/given-back';
  for (let times = 0; times < 2; times += 1) {
    const names = { TransactionID: receipt, Amount: '300' };
    const body = await requests.reversalOf(mpesa, inbox.url + path, names);
    await mpesa.api('/mpesa/reversal/v1/request', body);
    await inbox.heard(path, times + 1);
  }
  assert.deepEqual(inbox.at(path).map(codeOf), ['0', 'R000001']);
  const status = await requests.statusOf(mpesa, `${inbox.url}/found`, { TransactionID: receipt });
  await mpesa.api('/mpesa/transactionstatus/v1/query', status);
  const [found] = await inbox.heard('/found');
  assert.equal(requests.factsOf(found)['ReceiptNo'], receipt);
});

test('bills are listed to whoever registered for it, by pages, and prompts are not among them', async () => {
  const query = (OffSetValue: string, more: Json = {}) =>
    mpesa.api('/pulltransactions/v1/query', {
      ...{ ShortCode, StartDate: '2020-01-01 00:00:00', EndDate: '2099-01-01 00:00:00' },
      ...{ OffSetValue, ...more },
    });
  assert.equal((await query('0')).body['ResponseCode'], '1001');
  const order = { ShortCode, RequestType: 'Pull', NominatedNumber: newPhone() };
  const registered = { ...order, CallBackURL: `${inbox.url}/pulled` };
  const statuses: Json[] = [];
  for (let times = 0; times < 2; times += 1)
    statuses.push((await mpesa.api('/pulltransactions/v1/register', registered)).body);
  assert.deepEqual(
    statuses.map((body) => body['ResponseStatus']),
    ['1000', '1001'],
  );
  await mpesa.api('/mpesa/stkpush/v1/processrequest', {
    ...promptOf(newPhone(), `${inbox.url}/prompted`, { TransactionDesc: 'Pass' }),
  });
  await inbox.heard('/prompted');
  const bill = await paid({ CommandID: 'CustomerPayBillOnline', Amount: 7 });
  const lines = async (offset: string) => {
    const [page = []] = (await query(offset)).body['Response'] as Json[][];
    return page;
  };
  const all = await lines('0');
  const last = all.at(-1);
  assert.deepEqual(
    [last?.['transactionId'], last?.['amount'], last?.['billreference']],
    [bill.receipt, '7.00', bill.billReference],
  );
  const receipts = (await mpesa.book()).bills.filter(({ status }) => status === 'paid');
  assert.equal(all.length, receipts.length);
  assert.deepEqual(await lines(String(all.length - 1)), [last]);
  const old = await query('0', { EndDate: '2020-01-02 00:00:00' });
  assert.deepEqual([old.body['ResponseCode'], old.body['Response']], ['1001', []]);
  assert.equal((await query('0', { StartDate: 'yesterday' })).status, 400);
});

test('a phone pays and is paid 500000 shillings in a day, and what is above is refused with code 4', async () => {
  const msisdn = newPhone();
  const pay = async (Amount: string) => {
    const path = `/paid-${(bills += 1)}`;
    const body = await requests.payoutOf(mpesa, msisdn, inbox.url + path, { Amount });
    await mpesa.api('/mpesa/b2c/v3/paymentrequest', body);
    return codeOf((await inbox.heard(path))[0]);
  };
  const charge = async (Amount: string) => {
    const path = `/charged-${(bills += 1)}`;
    const changes = { Amount, TransactionDesc: 'Pass' };
    const body = promptOf(msisdn, inbox.url + path, changes);
    await mpesa.api('/mpesa/stkpush/v1/processrequest', body);
    const [told] = await inbox.heard(path);
    return (told?.['Body'] as { stkCallback: Json }).stkCallback['ResultCode'];
  };
  for (let times = 0; times < 2; times += 1)
    assert.deepEqual([await pay('250000'), await charge('250000')], ['0', 0]);
  assert.deepEqual([await pay('10'), await charge('1')], ['4', 4]);
  assert.equal((await paid({ Msisdn: msisdn, Amount: 1 })).resultCode, '4');
});
